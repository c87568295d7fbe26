import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { historyOf } from "../../server/audit/usecases.ts";
import { Expert } from "../../server/experts/model.ts";
import { Match } from "../../server/matches/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

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

/** A match at `accepted`, with its version. */
async function accepted(expert: Awaited<ReturnType<typeof buildExpert>>, candidate: Agent) {
  const need = await buildNeed(organisation, author, { period: { from: "2027-02-01", to: "2027-06-30" } });
  const { body } = await adviser
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
  await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
  await candidate.post(`/api/v1/matches/${body.id}/accept`).send({ version: 2 }).expect(200);
  return body.id as string;
}

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

describe("two people at once", () => {
  it("never both win: one transition is carried out, the other gets 409 with the present state", async () => {
    const expert = await buildExpert(test);
    const candidate = await asProgram(test, expert.owner);
    const need = await buildNeed(organisation, author);
    const { body } = await adviser
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
    const answers = await Promise.all([
      candidate.post(`/api/v1/matches/${body.id}/accept`).send({ version: 2 }),
      candidate.post(`/api/v1/matches/${body.id}/decline`).send({ version: 2, reason: "other" }),
      editor.post(`/api/v1/matches/${body.id}/cancel`).send({ version: 2, reason: "need-changed" }),
    ]);
    expect(statuses(answers)).toEqual([200, 409, 409]);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.body.current.version).toBe(3);
    const trail = await historyOf({ type: "match", id: body.id });
    expect(trail.map(({ action }) => action)).toHaveLength(3);
  });

  it("make one match of two requests for the same candidate", async () => {
    const expert = await buildExpert(test);
    const need = await buildNeed(organisation, author);
    const ask = () =>
      editor
        .post(`/api/v1/needs/${need._id}/matches`)
        .send({ candidate: { kind: "expert", id: expert._id } });
    expect(statuses(await Promise.all([ask(), ask(), ask()]))).toEqual([201, 409, 409]);
    expect(await Match.countDocuments({ need: need._id })).toBe(1);
  });

  it("edit the same need: the one who saw the old version is told", async () => {
    const { body } = await editor.post("/api/v1/needs").send({ title: "Un besoin à deux" }).expect(201);
    const change = (title: string) => editor.patch(`/api/v1/needs/${body.id}`).send({ title, version: 1 });
    expect(statuses(await Promise.all([change("Première main"), change("Seconde main")]))).toEqual([
      200, 409,
    ]);
  });
});

describe("an expert’s year", () => {
  it("never holds more missions than the expert offers, whatever is clicked at once", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 2 });
    const candidate = await asProgram(test, expert.owner);
    const matches: string[] = [];
    for (let i = 0; i < 5; i++) matches.push(await accepted(expert, candidate));
    const answers = await Promise.all(
      matches.map((id) => editor.post(`/api/v1/matches/${id}/engage`).send({ version: 3 })),
    );
    expect(statuses(answers)).toEqual([200, 200, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.type).toBe("urn:bourse:problem:capacity");
    expect((await Expert.findById(expert._id).lean())?.engagedByYear).toEqual({ 2027: 2 });
    expect(await Match.countDocuments({ "candidate.id": expert._id, status: "engaged" })).toBe(2);

    const engaged = answers.find(({ status }) => status === 200)?.body;
    await candidate
      .post(`/api/v1/matches/${engaged.id}/cancel`)
      .send({ version: engaged.version, reason: "no-longer-available" })
      .expect(200);
    expect((await Expert.findById(expert._id).lean())?.engagedByYear).toEqual({ 2027: 1 });
    const left = await Match.findOne({ "candidate.id": expert._id, status: "accepted" }).lean();
    await editor.post(`/api/v1/matches/${left?._id}/engage`).send({ version: 3 }).expect(200);
  });

  it("leaves the results of a need whose year is full", async () => {
    const expert = await buildExpert(test, { missionsPerYear: 1, engagedByYear: { 2027: 1 } });
    const need = await buildNeed(organisation, author, { period: { from: "2027-02-01", to: "2027-06-30" } });
    const { body } = await editor
      .get(`/api/v1/needs/${need._id}/suggestions?kind=expert&limit=100`)
      .expect(200);
    expect(body.items.map((item: { candidate: { id: string } }) => item.candidate.id)).not.toContain(
      expert._id,
    );
  });
});
