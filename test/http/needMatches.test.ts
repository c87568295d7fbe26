import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { OPEN_MATCH_STATUSES } from "../../server/domain/match.ts";
import { Match } from "../../server/matches/model.ts";
import type { NeedRecord } from "../../server/needs/model.ts";
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
let organisation: string;
let member: UserRecord;
let colleague: UserRecord;
let editor: Agent;
let adviser: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  colleague = await buildMember(organisation);
  editor = await asProgram(test, member);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

type Built = Awaited<ReturnType<typeof buildExpert>>;
type Reached = "requested" | "shortlisted" | "validated" | "accepted";

const ask = (agent: Agent, need: NeedRecord, id: string) =>
  agent.post(`/api/v1/needs/${need._id}/matches`).send({ candidate: { kind: "expert", id } });

/** A match of a need that came as far as `status`, and its candidate. */
async function matchAt(need: NeedRecord, status: Reached): Promise<{ id: string; expert: Built }> {
  const expert = await buildExpert(test);
  const { body } = await ask(status === "shortlisted" ? adviser : editor, need, expert._id).expect(201);
  const path = `/api/v1/matches/${body.id}`;
  if (status === "validated" || status === "accepted")
    await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
  if (status === "accepted") {
    const own = await asProgram(test, expert.owner);
    await own.post(`${path}/accept`).send({ version: 2 }).expect(200);
  }
  return { id: body.id, expert };
}
const seen = async (id: string) => (await editor.get(`/api/v1/matches/${id}`).expect(200)).body;
const close = (need: NeedRecord) =>
  editor.post(`/api/v1/needs/${need._id}/close`).send({ outcome: "withdrawn" });

describe("asking for a match", () => {
  it("does not put forward again whoever declined", async () => {
    const need = await buildNeed(organisation, member._id);
    const { id, expert } = await matchAt(need, "validated");
    const own = await asProgram(test, expert.owner);
    const suggested = async () => {
      const { body } = await editor.get(`/api/v1/needs/${need._id}/suggestions?kind=expert`).expect(200);
      return body.items.map((item: { candidate: { id: string } }) => item.candidate.id);
    };
    expect(await suggested()).toContain(expert._id);
    await own.post(`/api/v1/matches/${id}/decline`).send({ version: 2, reason: "other" }).expect(200);
    expect(await suggested()).not.toContain(expert._id);
    const again = await ask(editor, need, expert._id).expect(409);
    expect(again.body.type).toBe("urn:bourse:problem:rule-declined");
  });

  it("shortlists when an adviser asks, and refuses a second open match", async () => {
    const need = await buildNeed(organisation, member._id);
    const { expert } = await matchAt(need, "requested");
    const twice = await ask(editor, need, expert._id).expect(409);
    expect(twice.body.current.status).toBe("requested");
    const { body } = await ask(adviser, need, (await buildExpert(test))._id).expect(201);
    expect(body.status).toBe("shortlisted");
  });

  it("forbids an expert’s own employer, and whoever is not published", async () => {
    const need = await buildNeed(organisation, member._id);
    const refused = await ask(editor, need, (await buildExpert(test, { organisation }))._id).expect(409);
    expect(refused.body.type).toBe("urn:bourse:problem:rule-employer");
    await ask(editor, need, (await buildExpert(test, { status: "draft" }))._id).expect(404);
  });
});

describe("closing a need", () => {
  it("ends the matches that wait, with the reason, and leaves the others to their life", async () => {
    const need = await buildNeed(organisation, member._id);
    const accepted = await matchAt(need, "accepted");
    const validated = await matchAt(need, "validated");
    const requested = await matchAt(need, "requested");
    const shortlisted = await matchAt(need, "shortlisted");
    await test.settle();
    test.mails.length = 0;
    await close(need).expect(200);

    const ended = await Promise.all([requested, shortlisted, validated].map(({ id }) => seen(id)));
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "cancelled"]);
    for (const { history } of ended) {
      expect(history.at(-1)).toMatchObject({ by: member.name, reason: "need-closed" });
    }
    expect(await seen(accepted.id)).toMatchObject({ status: "accepted", version: 3 });
    const mission = { period: { from: "2027-03-01", to: "2027-03-05" } };
    await editor.post(`/api/v1/matches/${accepted.id}/engage`).send({ version: 3, mission }).expect(200);

    await test.settle();
    const told = (address: string) =>
      test.mails.filter(({ to }) => to === address).map(({ subject }) => subject);
    expect(told(validated.expert.contact.email)).toEqual([`Mise en relation annulée : ${need.title}`]);
    // Who was never invited is not told that there was something to be invited to.
    expect(told(requested.expert.contact.email)).toEqual([]);
    // Closing is one event: one mail to each of the others who write for the organisation, none to who closed it.
    expect(told(colleague.email).sort()).toEqual([
      `Besoin clos : ${need.title}`,
      `Mission notée : ${need.title}`,
    ]);
    expect(told(member.email)).toEqual([]);
    expect(test.mails.find(({ to }) => to === validated.expert.contact.email)?.text).toContain(
      "Raison : Le besoin est clos.",
    );
  });

  it("leaves nothing of it in anyone’s queue, and passes no contact details", async () => {
    const need = await buildNeed(organisation, member._id);
    const invited = await matchAt(need, "validated");
    await matchAt(need, "requested");
    await close(need).expect(200);
    const own = await asProgram(test, invited.expert.owner);
    await own.post(`/api/v1/matches/${invited.id}/accept`).send({ version: 2 }).expect(409);
    expect(await seen(invited.id)).not.toHaveProperty("contacts");
    for (const status of OPEN_MATCH_STATUSES) {
      const { body } = await adviser.get(`/api/v1/matches?need=${need._id}&status=${status}`).expect(200);
      expect(body.total).toBe(0);
    }
  });

  it("opens the way again when it is reopened", async () => {
    const need = await buildNeed(organisation, member._id);
    const { expert } = await matchAt(need, "requested");
    await close(need).expect(200);
    await adviser.post(`/api/v1/needs/${need._id}/reopen`).send({ reason: "Encore une fois" }).expect(200);
    await ask(editor, need, expert._id).expect(201);
  });

  it("at the moment of a request leaves no match that waits, whoever was first", async () => {
    for (let i = 0; i < 4; i += 1) {
      const need = await buildNeed(organisation, member._id);
      const expert = await buildExpert(test);
      const asked = ask(editor, need, expert._id);
      const closed = new Promise((done) => setTimeout(done, 10 * i)).then(() => close(need));
      await Promise.all([asked, closed]);
      expect(await Match.countDocuments({ need: need._id, status: "requested" })).toBe(0);
    }
  });
});

describe("renaming a need", () => {
  it("renames it on its matches", async () => {
    const need = await buildNeed(organisation, member._id);
    const { id } = await matchAt(need, "requested");
    await editor.patch(`/api/v1/needs/${need._id}`).send({ title: "Un tout autre titre" }).expect(200);
    expect((await seen(id)).need.title).toBe("Un tout autre titre");
    const { body } = await adviser.get(`/api/v1/matches?need=${need._id}`).expect(200);
    expect(body.items[0].need.title).toBe("Un tout autre titre");
    // Renaming is no step of the match: who saw it may still act on it.
    await adviser.post(`/api/v1/matches/${id}/validate`).send({ version: 1 }).expect(200);
  });
});
