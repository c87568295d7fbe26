import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { startAssignment } from "../../server/assignment/usecases.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { tick } from "../../server/jobs/clock.ts";
import { Need, type NeedRecord } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
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

let test: TestApp;
let organisation: string;
let member: UserRecord;
let one: UserRecord;
let editor: Agent;
let adviser: Agent;
let counsel: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  one = await buildUser({ adviser: true });
  editor = await asProgram(test, member);
  adviser = await asProgram(test, one);
  counsel = await asPerson(test, one);
});
afterAll(() => test.close());

const ENDS = ["rejected", "declined", "expired", "cancelled"] as const;
type End = (typeof ENDS)[number];
type Built = Awaited<ReturnType<typeof buildExpert>>;

const ask = (agent: Agent, need: NeedRecord, expert: Built, more: object = {}) =>
  agent
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id }, ...more });

/** A match of a need that ended this way. */
async function ended(need: NeedRecord, end: End): Promise<{ expert: Built; match: string }> {
  const expert = await buildExpert(test);
  const { body } = await ask(editor, need, expert).expect(201);
  const path = `/api/v1/matches/${body.id}`;
  const step = (agent: Agent, action: string, sent: object) =>
    agent.post(`${path}/${action}`).send(sent).expect(200);
  if (end === "rejected") await step(adviser, "reject", { version: 1, reason: "unavailable" });
  else await step(adviser, "validate", { version: 1 });
  if (end === "declined") {
    await step(await asProgram(test, expert.owner), "decline", { version: 2, reason: "conditions" });
  }
  if (end === "cancelled") await step(editor, "cancel", { version: 2, reason: "need-changed" });
  if (end === "expired") {
    test.setNow(new Date(TODAY.getTime() + 46 * 86_400_000));
    await tick({ ...test.services.dependencies, actor: VISITOR });
    test.setNow(TODAY);
  }
  return { expert, match: body.id };
}

const suggested = async (agent: Agent, need: NeedRecord) => {
  const path = `/api/v1/needs/${need._id}/suggestions?kind=expert&limit=100`;
  const { body } = await agent.get(path).expect(200);
  return body.items as { candidate: { id: string }; earlier?: object }[];
};

describe.each(ENDS)("a candidate with whom it was %s", (end) => {
  let need: NeedRecord;
  let expert: Built;
  let match: string;
  beforeAll(async () => {
    need = await buildNeed(organisation, member._id);
    ({ expert, match } = await ended(need, end));
  });

  it("is out of the asker’s lists, and cannot be asked for again by the asker", async () => {
    const items = await suggested(editor, need);
    expect(items.map(({ candidate }) => candidate.id)).not.toContain(expert._id);
    for (const item of items) expect(item).not.toHaveProperty("earlier");
    const page = await (await asPerson(test, member)).get(`/besoins/${need._id}?plus=expert`).expect(200);
    expect(page.text).not.toContain(`/experts/${expert._id}`);
    const refused = await ask(editor, need, expert).expect(409);
    expect(refused.body.type).toMatch(/rule-(declined|ended)$/);
  });

  it("stays in the adviser’s, marked, where it can be proposed all the same", async () => {
    const item = (await suggested(adviser, need)).find(({ candidate }) => candidate.id === expert._id);
    expect(item?.earlier).toMatchObject({ match, status: end });
    const page = await counsel.get(`/besoins/${need._id}?plus=expert`).expect(200);
    const card = page.text.split('<article class="suggestion').find((part) => part.includes(expert._id));
    expect(card).toContain(`href="/mises-en-relation/${match}"`);
    expect(card).toContain("Proposer quand même");
    if (end === "declined") {
      const { body } = await ask(adviser, need, expert).expect(422);
      expect(body.errors[0].path).toBe("fileNote");
    }
    const again = await ask(adviser, need, expert, { fileNote: "Il a rappelé : libre en mars." }).expect(201);
    expect(again.body.history[0].fileNote).toBe("Il a rappelé : libre en mars.");
  });
});

describe("the form that proposes again", () => {
  it("says on its field why a word is needed, and keeps what was typed", async () => {
    const need = await buildNeed(organisation, member._id);
    const { expert } = await ended(need, "declined");
    const page = await counsel.get(`/besoins/${need._id}`).expect(200);
    const sent = { _csrf: formToken(page.text), kind: "expert", candidate: expert._id };
    const post = (fileNote: string) =>
      counsel
        .post(`/besoins/${need._id}/mises-en-relation?plus=expert`)
        .type("form")
        .send({ ...sent, fileNote });
    const empty = await post("").expect(422);
    expect(empty.text).toContain('id="mises-en-relation-fileNote"');
    expect(empty.text).toContain('href="#mises-en-relation-fileNote"');
    const long = "mot ".repeat(300);
    expect((await post(long).expect(422)).text).toContain(long.trim());
    await post("Elle a changé d’avis.").expect(303);
  });
});

describe("« Répartir »", () => {
  const calculated = async () => {
    const context = { ...test.services.dependencies, actor: { ...VISITOR, id: one._id, adviser: true } };
    await (await startAssignment(context, { most: 50, least: 0, wanted: 50 })).ended;
    const { text } = await counsel.get("/conseil/repartir").expect(200);
    const rows = text.split('id="besoin-').map((row) => row.slice(0, row.indexOf("</ul>")));
    return (need: NeedRecord, expert: Built) =>
      rows.some((row) => row.startsWith(need._id) && row.includes(`/experts/${expert._id}`));
  };

  it("proposes neither with whom it came to nothing, nor anybody for a need that awaits an answer", async () => {
    await Need.updateMany({}, { status: "closed" });
    const free = await buildExpert(test);
    const [open, waiting] = [
      await buildNeed(organisation, member._id),
      await buildNeed(organisation, member._id),
    ];
    const { expert: rejected } = await ended(open, "rejected");
    const invited = await buildExpert(test);
    const { body } = await ask(editor, waiting, invited).expect(201);
    await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
    const proposes = await calculated();
    expect(proposes(open, free)).toBe(true);
    expect(proposes(open, rejected)).toBe(false);
    expect(proposes(waiting, free)).toBe(false);
  });
});
