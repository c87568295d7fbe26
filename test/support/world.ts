import { hash } from "@node-rs/argon2";
import type { ClientSession } from "mongoose";
import request, { type Agent } from "supertest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { Expert, type ExpertRecord } from "../../server/experts/model.ts";
import { refreshDocuments } from "../../server/jobs/indexing.ts";
import { queueMails } from "../../server/jobs/mails.ts";
import { Need, type NeedRecord } from "../../server/needs/model.ts";
import { Organisation, type OrganisationRecord } from "../../server/organisations/model.ts";
import { newId } from "../../server/storage/id.ts";
import { type TestApp, TODAY } from "./app.ts";

export const PASSWORD = "une phrase assez longue";
/** A hash says itself what checking it costs: this one little, since the tests sign in hundreds of times. */
const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };
let passwordHash: Promise<string> | undefined;
let count = 0;

/** An organisation that exists and is found. */
export async function buildOrganisation(
  { services }: TestApp,
  given: Partial<OrganisationRecord> = {},
): Promise<OrganisationRecord> {
  count += 1;
  const record = await Organisation.create({
    _id: newId(),
    name: `Ville de Test ${count}`,
    kind: "commune",
    country: "FR",
    departement: "87",
    population: 12_000,
    createdAt: TODAY,
    ...given,
  });
  await refreshDocuments(services.dependencies, "organisations", [record._id]);
  return record.toObject();
}

/** An account that can sign in with PASSWORD. */
export async function buildUser(given: Partial<UserRecord> = {}): Promise<UserRecord> {
  count += 1;
  passwordHash ??= hash(PASSWORD, CHEAP);
  const record = await User.create({
    _id: newId(),
    email: `personne${count}@test.example`,
    name: `Personne ${count}`,
    phone: "01 99 00 00 01",
    passwordHash: await passwordHash,
    emailConfirmedAt: TODAY,
    createdAt: TODAY,
    ...given,
  });
  return record.toObject();
}

/** A member of an organisation. */
export const buildMember = (
  organisation: string,
  role: "editor" | "viewer" = "editor",
): Promise<UserRecord> => buildUser({ seats: [{ organisation, role, status: "active", askedAt: TODAY }] });

/** An expert with an account; published and found unless said otherwise. */
export async function buildExpert(
  { services }: TestApp,
  given: Partial<ExpertRecord> = {},
): Promise<ExpertRecord & { owner: UserRecord }> {
  const owner = await buildUser();
  const record = await Expert.create({
    _id: newId(),
    user: owner._id,
    name: owner.name,
    status: "published",
    kind: "retraite",
    headline: "Ingénieur de l’eau, petits réseaux ruraux au Bénin",
    bio: "Trente ans de réseaux d’eau potable et d’assainissement en milieu rural, au Bénin et au Togo : forages, bornes-fontaines, comités d’usagers, formation des fontainiers, suivi de la qualité de l’eau.",
    skills: ["eau potable", "assainissement", "formation d’adultes"],
    themes: ["eau-assainissement"],
    countries: ["BJ", "TG"],
    languages: [{ code: "fr", level: "C2" }],
    modes: ["distance", "mission"],
    availability: [{ from: "2026-12-01", to: "2028-06-30" }],
    missionsPerYear: 2,
    yearsOfExperience: 30,
    contact: { email: owner.email, phone: "06 39 98 00 01" },
    publishedAt: TODAY,
    statusSince: TODAY,
    createdAt: TODAY,
    updatedAt: TODAY,
    ...given,
  });
  await refreshDocuments(services.dependencies, "experts", [record._id]);
  return { ...record.toObject(), owner };
}

/** A need of an organisation; submitted unless said otherwise. */
export async function buildNeed(
  organisation: string,
  author: string,
  given: Partial<NeedRecord> = {},
): Promise<NeedRecord> {
  const record = await Need.create({
    _id: newId(),
    organisation,
    author,
    title: "Réparer les forages de Natitingou",
    description:
      "Nos partenaires de Natitingou ont douze forages en panne. Nous cherchons une personne du métier.",
    status: "submitted",
    statusSince: TODAY,
    createdAt: TODAY,
    updatedAt: TODAY,
    ...given,
  });
  return record.toObject();
}

/** A client of the API that signed in as a program does. */
export async function asProgram({ app }: TestApp, user: UserRecord): Promise<Agent> {
  const answer = await request(app)
    .post("/api/v1/tokens")
    .send({ email: user.email, password: PASSWORD })
    .expect(200);
  return request.agent(app).set("Authorization", `Bearer ${answer.body.token}`);
}

/** The token of the first form of a page. */
export function formToken(html: string): string {
  const found = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (!found) throw new Error("no form on this page");
  return found;
}

/** What a browser would send of a page's form: of several with the same action, the first. */
export function fieldsOf(html: string, action: string): Record<string, string | string[]> {
  const form = html
    .split("<form")
    .find((part) => part.includes(`action="${action}"`) && /method="post"/.test(part));
  if (!form) throw new Error(`no form that posts to ${action}`);
  const fields: Record<string, string | string[]> = {};
  const add = (name: string, value: string) => {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  };
  const inside = form.split("</form>")[0] ?? "";
  const attribute = (tag: string, name: string) => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]);
  for (const [tag, kind, content = ""] of inside.matchAll(
    /<(input|textarea|select)\b[^>]*>(?:(?<=<textarea[^>]*>)([^<]*)<\/textarea>|(?<=<select[^>]*>)(?:.*?)<\/select>)?/gs,
  )) {
    const name = attribute(tag, "name");
    if (!name || / disabled/.test(tag)) continue;
    if (kind === "textarea") add(name, plain(content));
    else if (kind === "select")
      add(name, attribute(/<option[^>]* selected[^>]*>/.exec(tag)?.[0] ?? "", "value"));
    else if (!/type="(checkbox|radio)"/.test(tag)) add(name, attribute(tag, "value"));
    else if (/ checked/.test(tag)) add(name, attribute(tag, "value"));
  }
  return fields;
}

const plain = (html = "") =>
  html
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"')
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** A browser that signed in through the page. */
export async function asPerson({ app }: TestApp, user: UserRecord): Promise<Agent> {
  const agent = request.agent(app);
  const page = await agent.get("/connexion").expect(200);
  await agent
    .post("/connexion")
    .type("form")
    .send({ _csrf: formToken(page.text), email: user.email, password: PASSWORD })
    .expect(303)
    .expect("Location", "/tableau-de-bord");
  return agent;
}

/** A mail to one address, about nothing else. */
export async function queueOne(session: ClientSession, now: Date, email: string): Promise<void> {
  const to = [{ id: newId(), name: "", email, confirmed: true }];
  const message = { subject: "Un essai", says: [] };
  await queueMails(session, now, { key: newId(), letters: [{ to, message }] });
}
