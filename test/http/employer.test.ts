import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { AssignmentRun } from "../../server/assignment/model.ts";
import { startAssignment } from "../../server/assignment/usecases.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import type { NeedRecord } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
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
let editor: Agent;
let adviser: Agent;
let adviserUser: UserRecord;
let member: UserRecord;
let organisation: string;
let need: NeedRecord;
/** Members of the organisation that asks who have a profile without an employer, by their role. */
let editing: string;
let viewing: string;
/** Someone whose seat nobody has confirmed. */
let pending: string;

async function expertWithSeat(role: "editor" | "viewer", status: "active" | "pending"): Promise<string> {
  const expert = await buildExpert(test, { organisation: null });
  await User.updateOne({ _id: expert.user }, { seats: [{ organisation, role, status, askedAt: TODAY }] });
  return expert._id;
}

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  need = await buildNeed(organisation, member._id);
  editing = await expertWithSeat("editor", "active");
  viewing = await expertWithSeat("viewer", "active");
  pending = await expertWithSeat("editor", "pending");
  editor = await asProgram(test, member);
  adviserUser = await buildUser({ adviser: true });
  adviser = await asProgram(test, adviserUser);
});
afterAll(() => test.close());

type Item = { candidate: { id: string } };
const idsOf = (items: Item[]): string[] => items.map(({ candidate }) => candidate.id);
const ask = (agent: Agent, id: string) =>
  agent.post(`/api/v1/needs/${need._id}/matches`).send({ candidate: { kind: "expert", id } });

describe("an expert who holds a seat in the organisation that asks", () => {
  it("is not suggested, whatever the seat; a seat that nobody confirmed changes nothing", async () => {
    const { body } = await editor.get(`/api/v1/needs/${need._id}/suggestions?kind=expert`).expect(200);
    expect(idsOf(body.items)).toEqual([pending]);
  });

  it("is not in the preview of the organisation’s own people, and strangers learn nothing of seats by it", async () => {
    const written = { title: need.title, description: need.description, organisation };
    const { body: own } = await editor.post("/api/v1/preview").send(written).expect(200);
    expect(idsOf(own.expert.items)).toEqual([pending]);
    const elsewhere = await asProgram(test, await buildMember((await buildOrganisation(test))._id));
    const { body: theirs } = await elsewhere.post("/api/v1/preview").send(written).expect(200);
    expect(idsOf(theirs.expert.items).sort()).toEqual([editing, viewing, pending].sort());
  });

  it("is not asked for, neither by an editor nor by an adviser", async () => {
    for (const id of [editing, viewing]) {
      for (const agent of [editor, adviser]) {
        const answer = await ask(agent, id).expect(409);
        expect(answer.body.type).toBe("urn:bourse:problem:rule-employer");
      }
    }
  });

  it("is listed for the adviser among those left out, with the rule", async () => {
    const page = await (await asPerson(test, adviserUser)).get(`/besoins/${need._id}`).expect(200);
    expect(page.text).toContain("Travaille pour la structure qui demande, ou en est membre");
    expect(page.text).toMatch(new RegExp(`/experts/${editing}"`));
  });

  it("is compared with nobody, and the adviser is told why", async () => {
    const page = `/besoins/${need._id}/comparer?kind=expert&a=${pending}&b=${editing}`;
    const told = await (await asPerson(test, adviserUser)).get(page).expect(200);
    expect(told.text).toContain("Est membre de la structure qui pose le besoin.");
    await (await asPerson(test, member)).get(page).expect(404);
  });

  it("is not proposed by « Répartir »", async () => {
    const context = { ...test.services.dependencies, actor: { ...VISITOR, id: "a", adviser: true } };
    const { ended } = await startAssignment(context, { most: 5, least: 1, wanted: 3 });
    await ended;
    const kept = await AssignmentRun.findById("current").lean();
    expect(kept?.result?.proposals.map(({ expert }) => expert)).toEqual([pending]);
  });

  it("who joined it since the request is neither invited nor put in touch", async () => {
    const [asked, invited] = [await buildExpert(test), await buildExpert(test)];
    const join = (user: string) =>
      User.updateOne(
        { _id: user },
        { seats: [{ organisation, role: "viewer", status: "active", askedAt: TODAY }] },
      );
    const first = (await ask(editor, asked._id).expect(201)).body;
    await join(asked.user);
    const refused = await adviser.post(`/api/v1/matches/${first.id}/validate`).send({ version: 1 });
    expect(refused.status).toBe(409);
    expect(refused.body.type).toBe("urn:bourse:problem:rule-employer");

    const second = (await ask(editor, invited._id).expect(201)).body;
    await adviser.post(`/api/v1/matches/${second.id}/validate`).send({ version: 1 }).expect(200);
    await join(invited.user);
    const own = await asProgram(test, invited.owner);
    const late = await own.post(`/api/v1/matches/${second.id}/accept`).send({ version: 2 });
    expect(late.status).toBe(409);
    expect(late.body.type).toBe("urn:bourse:problem:rule-employer");
  });
});
