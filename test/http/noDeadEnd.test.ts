import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_PASSWORD, demoAccounts } from "../../seeds/demo/accounts.ts";
import { seedDemo } from "../../seeds/run.ts";
import { User } from "../../server/accounts/model.ts";
import { fillSearch } from "../../server/services.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { asPerson, buildUser, formToken } from "../support/world.ts";

let test: TestApp;
const seat = (organisation: string, role: "editor" | "viewer", status: "active" | "pending" = "active") => ({
  organisation,
  role,
  status,
  askedAt: TODAY,
});
let organisations: string[];

beforeAll(async () => {
  test = await startTestApp({ SEARCH_RATE_PER_MINUTE: "100000" });
  await seedDemo(TODAY);
  await fillSearch(test.services);
  const members = await User.find({ email: /^(collectivite|pair)@/ })
    .sort({ email: 1 })
    .lean();
  organisations = members.map(({ seats }) => seats[0]!.organisation);
}, 60_000);
afterAll(() => test.close());

/** Pages that differ by their ids or by what is searched for are alike: of each kind, so many are looked at. */
const OF_A_KIND = 2;
/** Whom a list or a page of a directory is about makes no difference to who reads it: one of a kind is enough. */
const DIRECTORY = /^\/(experts|collectivites|dispositifs)(\/:id)?$/;
/** The same for every reader: the first one's visit is enough. */
const FOR_ALL = /^\/(api\/|accessibilite|confidentialite|mentions-legales|inscription|mot-de-passe-oublie)/;
const kindOf = (path: string): string =>
  path.replace(/\?.*/, "").replace(/[0-9a-f]{24}|(?<=\/dispositifs\/)[^/]+/g, ":id");

const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*href="(\/[^"#]*)[^"]*"/g)].map(([, path]) => path!.replaceAll("&amp;", "&"));

const formsOf = (html: string): { action: string; fields: Record<string, string> }[] =>
  [...html.matchAll(/<form[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action, inside]) => ({
      action: action!.replaceAll("&amp;", "&"),
      fields: Object.fromEntries(
        [...inside!.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
          ([, name, value]) => [name, value],
        ),
      ) as Record<string, string>,
    }),
  );

/** Follows every link from the first page on. @returns what answered with a refusal, where it was linked, and the forms met. */
async function visit(agent: Agent, first: string) {
  const signedIn = first !== "/";
  const walls: string[] = [];
  const forms = new Map<string, { action: string; fields: Record<string, string>; on: string }>();
  const met = new Map<string, Set<string>>();
  const waiting = [{ path: first, from: "the beginning" }];
  const meet = (path: string, from: string) => {
    const kind = kindOf(path);
    const known = met.get(kind) ?? new Set();
    const enough = signedIn && DIRECTORY.test(kind) ? 1 : OF_A_KIND;
    if (known.has(path) || known.size >= enough || (signedIn && FOR_ALL.test(kind))) return;
    met.set(kind, known.add(path));
    waiting.push({ path, from });
  };
  meet(first, "the beginning");
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { path, from } = next;
    const { status, text = "", type } = await agent.get(path);
    if (status >= 400) walls.push(`${status} ${path}, linked on ${from}`);
    if (type !== "text/html") continue;
    for (const link of linksOf(text)) meet(link, path);
    for (const form of formsOf(text)) forms.set(kindOf(form.action), { ...form, on: path });
  }
  return { walls, forms: [...forms.values()], met: [...met.keys()] };
}

async function signedIn(who: string): Promise<Agent> {
  const agent = request.agent(test.app);
  const { text } = await agent.get("/connexion").expect(200);
  const form = { _csrf: formToken(text), email: `${who}@demo.example`, password: DEMO_PASSWORD };
  await agent.post("/connexion").type("form").send(form).expect(303);
  return agent;
}

const viewer = () => buildUser({ seats: [seat(organisations[0]!, "viewer")] });
const severalSeats = () =>
  buildUser({ adviser: true, seats: [seat(organisations[0]!, "viewer"), seat(organisations[1]!, "editor")] });
const askedForOne = () => buildUser({ seats: [seat(organisations[0]!, "editor", "pending")] });

const READERS: [string, () => Promise<Agent>, string][] = [
  ["a visitor", async () => request.agent(test.app), "/"],
  ...demoAccounts().map(({ email }): [string, () => Promise<Agent>, string] => {
    const who = email.split("@")[0]!;
    return [who, () => signedIn(who), "/tableau-de-bord"];
  }),
  ["a viewer", async () => asPerson(test, await viewer()), "/tableau-de-bord"],
  ["an adviser with seats", async () => asPerson(test, await severalSeats()), "/tableau-de-bord"],
  ["someone whose seat waits", async () => asPerson(test, await askedForOne()), "/tableau-de-bord"],
  ["someone without a seat", async () => asPerson(test, await buildUser()), "/tableau-de-bord"],
];

describe("no link and no button leads to a wall", () => {
  it.each(READERS)(
    "for %s",
    async (who, arrive, first) => {
      const agent = await arrive();
      const { walls, forms, met } = await visit(agent, first);
      expect(met.length).toBeGreaterThan(8);
      expect(walls).toEqual([]);
      // An adviser who writes for nobody is offered what is theirs.
      if (who === "conseil") expect(met).not.toContain("/besoins/nouveau");
      // An old version, and nothing filled in: who may use the form is told of that, who may not is told so.
      const refused: string[] = [];
      for (const { action, fields, on } of forms.filter(
        ({ action }) => !/deconnexion|connexion/.test(action),
      )) {
        const sent = { ...fields, ...("version" in fields ? { version: "0" } : {}) };
        const { status } = await agent.post(action).type("form").set("Accept", "text/html").send(sent);
        if (status === 403 || status === 401 || status >= 500) refused.push(`${status} ${action}, on ${on}`);
      }
      expect(refused).toEqual([]);
    },
    60_000,
  );
});
