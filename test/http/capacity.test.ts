import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Expert } from "../../server/experts/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
} from "../support/world.ts";

type BuiltExpert = Awaited<ReturnType<typeof buildExpert>>;

let test: TestApp;
let adviser: Agent;
let editor: Agent;
let author: string;
let organisation: string;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  const member = await buildMember(organisation);
  author = member._id;
  editor = await asProgram(test, member);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

/** A match at `accepted` (version 3). */
async function accepted(expert: BuiltExpert, candidate: Agent): Promise<string> {
  const need = await buildNeed(organisation, author);
  const { body } = await adviser
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
  await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
  await candidate.post(`/api/v1/matches/${body.id}/accept`).send({ version: 2 }).expect(200);
  return body.id as string;
}
const engage = (match: string, from: string, to: string) =>
  editor.post(`/api/v1/matches/${match}/engage`).send({ version: 3, mission: { period: { from, to } } });
const yearsOf = async ({ _id }: BuiltExpert) => (await Expert.findById(_id).lean())?.engagedByYear;

/** The profile as its owner sends it. */
const profileOf = (expert: BuiltExpert, missionsPerYear: number) => {
  const { name, kind, headline, bio, skills, themes, countries, languages, modes } = expert;
  const { availability, yearsOfExperience } = expert;
  const written = { name, kind, headline, bio, skills, themes, countries, languages, modes };
  return { ...written, availability, yearsOfExperience, missionsPerYear };
};

describe("a mission that spans two years", () => {
  it("counts in each of them, and is given back in each", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 1 });
    const candidate = await asProgram(test, expert.owner);
    const [first, second] = [await accepted(expert, candidate), await accepted(expert, candidate)];
    await engage(first, "2026-12-15", "2027-01-20").expect(200);
    expect(await yearsOf(expert)).toEqual({ 2026: 1, 2027: 1 });

    const full = await engage(second, "2027-05-03", "2027-05-14").expect(409);
    expect(full.body).toMatchObject({ type: "urn:bourse:problem:capacity" });
    expect(full.body.detail).toContain("2027");

    await candidate
      .post(`/api/v1/matches/${first}/cancel`)
      .send({ version: 4, reason: "no-longer-available" })
      .expect(200);
    expect(await yearsOf(expert)).toEqual({ 2026: 0, 2027: 0 });
    await engage(second, "2027-05-03", "2027-05-14").expect(200);
    expect(await yearsOf(expert)).toEqual({ 2026: 0, 2027: 1 });
  });

  it("takes nothing of the first year where the second is full", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 1, engagedByYear: { 2027: 1 } });
    const match = await accepted(expert, await asProgram(test, expert.owner));
    await engage(match, "2026-12-15", "2027-01-20").expect(409);
    expect(await yearsOf(expert)).toEqual({ 2027: 1 });
  });
});

describe("an expert who wants fewer missions a year", () => {
  it("is told how many are engaged already, through the API", async () => {
    const expert = await buildExpert(test, {
      missionsPerYear: 4,
      engagedByYear: { 2025: 4, 2026: 1, 2027: 3 },
    });
    const own = await asProgram(test, expert.owner);
    const refused = await own.put("/api/v1/experts/me").send(profileOf(expert, 2)).expect(422);
    expect(refused.body.errors).toEqual([
      {
        path: "missionsPerYear",
        message: "3 missions sont déjà convenues en 2027 : gardez-en au moins 3 par an.",
      },
    ]);
    expect((await Expert.findById(expert._id).lean())?.missionsPerYear).toBe(4);
    // What is past binds nobody.
    await own.put("/api/v1/experts/me").send(profileOf(expert, 3)).expect(200);
  });

  it("gets the page back as it was filled in", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 2, engagedByYear: { 2026: 1 } });
    const own = await asPerson(test, expert.owner);
    const { text } = await own.get("/mon-profil").expect(200);
    const answer = await own
      .post("/mon-profil")
      .type("form")
      .send({
        _csrf: formToken(text),
        ...{
          name: expert.name,
          kind: "retraite",
          headline: "Un autre titre, tout neuf",
          missionsPerYear: "0",
        },
        version: "1",
      })
      .expect(422);
    expect(answer.text.replaceAll(" ", " ")).toContain(
      "1 mission est déjà convenue en 2026 : gardez-en au moins 1 par an.",
    );
    expect(answer.text).toContain("Un autre titre, tout neuf");
    expect(answer.text).toMatch(/name="missionsPerYear"[^>]*aria-invalid="true"/);
  });

  it("and whoever engages one at the same moment never both win", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 1 });
    const own = await asProgram(test, expert.owner);
    const match = await accepted(expert, own);
    const [engaged, lowered] = await Promise.all([
      engage(match, "2027-03-01", "2027-03-12"),
      own.put("/api/v1/experts/me").send(profileOf(expert, 0)),
    ]);
    expect([engaged.status === 200, lowered.status === 200].filter(Boolean)).toHaveLength(1);
    const after = await Expert.findById(expert._id).lean();
    expect(after?.engagedByYear[2027] ?? 0).toBeLessThanOrEqual(after!.missionsPerYear);
  });
});
