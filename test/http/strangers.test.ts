import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { createApp } from "../../server/app.ts";
import { Audit } from "../../server/audit/model.ts";
import { Match } from "../../server/matches/model.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { declaredPaths } from "../support/routes.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
let ids: { needs: string[]; matches: string[] };
let asker: UserRecord;
const readers: Record<string, () => { page: Agent; program: Agent }> = {};

/** Words that stand in one thing only, so that finding one anywhere tells that it was shown. */
const SECRETS = {
  draft: "Brouillonsecret",
  hidden: "Privesecret",
  need: "Besoinsecret",
  file: "Dossiersecret",
  asker: "demandeur-secret@ville.example",
  candidate: "candidat-secret@expert.example",
};
type Secret = keyof typeof SECRETS;

async function buildMatch(
  need: { _id: string; title: string },
  status: "requested" | "validated",
  peer?: string,
) {
  const expert = await buildExpert(test, { contact: { email: SECRETS.candidate, phone: "06 39 98 00 02" } });
  const _id = newId();
  const kind = peer ? "peer" : "expert";
  await Match.create({
    ...{ _id, need: need._id, needTitle: need.title, needOrganisation: asker.seats[0]!.organisation },
    candidate: { kind, id: peer ?? expert._id, title: expert.name },
    ...{ status, version: 1, openKey: _id, requestedBy: asker._id, shown: null, mission: null },
    ...{ remindedAtDays: [], statusSince: TODAY, createdAt: TODAY, updatedAt: TODAY },
  });
  await Audit.create({
    ...{ at: TODAY, actor: null, actorName: "Une conseillère", subject: { type: "match", id: _id } },
    ...{ action: "validate", from: "requested", to: status, fileNote: SECRETS.file },
  });
  return { _id, expert };
}

beforeAll(async () => {
  test = await startTestApp();
  const { _id: house } = await buildOrganisation(test);
  asker = await buildUser({
    email: SECRETS.asker,
    seats: [{ organisation: house, role: "editor", status: "active", askedAt: TODAY }],
  });
  const pending = (organisation: string) =>
    ({ organisation, role: "editor", status: "pending", askedAt: TODAY }) as const;
  const waiting = await buildUser({ seats: [pending(house)] });
  const sent = await buildNeed(house, asker._id, { title: `Un ${SECRETS.need} de forage` });
  const draft = await buildNeed(house, asker._id, { title: `Un ${SECRETS.draft}`, status: "draft" });
  const hidden = await buildNeed(house, waiting._id, {
    ...{ title: `Un ${SECRETS.hidden}`, status: "draft", privateTo: waiting._id },
  });
  const requested = await buildMatch(sent, "requested");
  const validated = await buildMatch(sent, "validated");
  const { _id: peer } = await buildOrganisation(test);
  const ofPeer = await buildMatch(sent, "requested", peer);
  ids = {
    needs: [sent, draft, hidden].map(({ _id }) => _id),
    matches: [requested, validated, ofPeer].map(({ _id }) => _id),
  };
  const people = {
    "a visitor": null,
    "a member of another structure": await buildMember((await buildOrganisation(test))._id),
    "a person whose seat waits there": await buildUser({ seats: [pending(house)] }),
    "an expert who is asked nothing yet": requested.expert.owner,
    "a member of a structure that is asked nothing yet": await buildMember(peer),
    "the invited expert": validated.expert.owner,
    "a viewer of the structure": await buildMember(house, "viewer"),
    "an adviser": await buildUser({ adviser: true }),
  };
  for (const [who, user] of Object.entries(people)) {
    const page = user ? await asPerson(test, user) : request.agent(test.app);
    const program = user ? await asProgram(test, user) : request.agent(test.app);
    readers[who] = () => ({ page, program });
  }
});
afterAll(() => test.close());

/** What each of them may come across; everything else is nowhere on any page nor in any answer. */
const MAY: Record<string, Secret[]> = {
  "a visitor": [],
  "a member of another structure": [],
  "a person whose seat waits there": [],
  "an expert who is asked nothing yet": [],
  "a member of a structure that is asked nothing yet": [],
  "the invited expert": ["need"],
  "a viewer of the structure": ["need", "draft"],
  "an adviser": ["need", "file"],
};

/** What tells of needs and matches: lists, and whatever is about one of them. */
const TELLS = /^\/(besoins|mises-en-relation|tableau-de-bord|conseil)\b/;
const AT_ONCE = 8;

describe.each(Object.keys(MAY))("%s", (who) => {
  it("comes across nothing that is not theirs, whatever the address", async () => {
    const { page, program } = readers[who]!();
    const paths = declaredPaths(createApp(test.services)).filter((path) => TELLS.test(path));
    const pages = paths.flatMap((path) =>
      path.includes(":")
        ? ids[path.startsWith("/besoins") ? "needs" : "matches"].map((id) => path.replace(/:\w+/g, id))
        : [path],
    );
    const calls = (["needs", "matches"] as const).flatMap((name) => [
      `/api/v1/${name}`,
      ...ids[name].map((id) => `/api/v1/${name}/${id}`),
    ]);
    const searches = [SECRETS.draft, SECRETS.hidden].map((word) => `/api/v1/needs?q=${word}`);
    const found = new Set<string>();
    const look = async (address: string) => {
      const { text = "" } = await (address.startsWith("/api/") ? program : page).get(address);
      for (const [secret, word] of Object.entries(SECRETS))
        if (text.includes(word)) found.add(`${secret}: ${address}`);
    };
    const waiting = [...pages, ...calls, ...searches];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await look(next);
      }),
    );
    const secrets = new Set([...found].map((line) => line.split(":")[0] as Secret));
    expect([...found].filter((line) => !MAY[who]!.includes(line.split(":")[0] as Secret))).toEqual([]);
    // What they may read they did read: the crawl sees what it looks for.
    expect(MAY[who]!.filter((secret) => !secrets.has(secret))).toEqual([]);
  });
});
