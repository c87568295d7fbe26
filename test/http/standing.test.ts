import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { Expert } from "../../server/experts/model.ts";
import { tick } from "../../server/jobs/clock.ts";
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
let editor: Agent;
let colleague: UserRecord;
let adviser: Agent;
let counsel: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  editor = await asProgram(test, member);
  const one = await buildUser({ adviser: true });
  colleague = await buildUser({ adviser: true });
  adviser = await asProgram(test, one);
  counsel = await asPerson(test, one);
});
afterAll(() => test.close());

type Reached = "requested" | "shortlisted" | "validated" | "accepted";
type Built = Awaited<ReturnType<typeof buildExpert>>;

/** A match of an expert that came as far as this. */
async function matchAt(expert: Built, status: Reached): Promise<string> {
  const need = await buildNeed(organisation, member._id);
  const asking = status === "shortlisted" ? adviser : editor;
  const { body } = await asking
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
  const path = `/api/v1/matches/${body.id}`;
  if (status === "validated" || status === "accepted")
    await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
  if (status === "accepted") {
    const own = await asProgram(test, expert.owner);
    await own.post(`${path}/accept`).send({ version: 2 }).expect(200);
  }
  return path;
}

const stateOf = async (path: string) => {
  const { body } = await editor.get(path).expect(200);
  return [body.status, body.history.at(-1).reason];
};
const mailed = async () => {
  await test.settle();
  return test.mails.splice(0);
};

/** Each change of standing that makes matches of this organisation impossible, and the reason that it leaves. */
const CHANGES: [string, string, (expert: Built) => Promise<unknown>][] = [
  [
    "was suspended by an adviser",
    "candidate-left",
    async (expert) => {
      const { text } = await counsel.get(`/experts/${expert._id}`).expect(200);
      const sent = { _csrf: formToken(text), note: "Une plainte est à l’étude." };
      await counsel.post(`/experts/${expert._id}/suspend`).type("form").send(sent).expect(303);
    },
  ],
  [
    "left the directory",
    "candidate-left",
    async (expert) => {
      const own = await asPerson(test, expert.owner);
      const { text } = await own.get("/mon-profil").expect(200);
      await own
        .post(`/experts/${expert._id}/archive`)
        .type("form")
        .send({ _csrf: formToken(text) })
        .expect(303);
    },
  ],
  [
    "is employed by who asks",
    "candidate-joined",
    async (expert) => {
      const own = await asProgram(test, expert.owner);
      const { name, kind, headline } = expert;
      await own.put("/api/v1/experts/me").send({ name, kind, headline, organisation }).expect(200);
    },
  ],
  [
    "got a seat in the organisation that asks",
    "candidate-joined",
    async (expert) => {
      const own = await asPerson(test, expert.owner);
      const { text } = await own.get("/rattachement").expect(200);
      await own
        .post("/rattachement")
        .type("form")
        .send({ _csrf: formToken(text), organisation })
        .expect(303);
      const { text: page } = await counsel.get("/conseil").expect(200);
      const path = `/rattachement/${organisation}/${expert.owner._id}/confirmer`;
      await counsel
        .post(path)
        .type("form")
        .send({ _csrf: formToken(page) })
        .expect(303);
    },
  ],
];

describe.each(CHANGES)("an expert who %s", (_words, reason, change) => {
  let expert: Built;
  let paths: Record<Reached, string>;
  let letters: Awaited<ReturnType<typeof mailed>>;
  beforeAll(async () => {
    expert = await buildExpert(test);
    paths = {
      accepted: await matchAt(expert, "accepted"),
      validated: await matchAt(expert, "validated"),
      requested: await matchAt(expert, "requested"),
      shortlisted: await matchAt(expert, "shortlisted"),
    };
    await mailed();
    await change(expert);
    letters = await mailed();
  });

  it("leaves nothing that waits for an answer which cannot come", async () => {
    expect(await stateOf(paths.requested)).toEqual(["rejected", reason]);
    expect(await stateOf(paths.shortlisted)).toEqual(["rejected", reason]);
    expect(await stateOf(paths.validated)).toEqual(["cancelled", reason]);
  });

  it("goes on with what was accepted, of which both sides and another adviser hear", async () => {
    expect(await stateOf(paths.accepted)).toEqual(["accepted", reason]);
    const told = letters
      .filter(({ subject }) => subject.startsWith("La situation du candidat"))
      .map(({ to }) => to);
    for (const address of [member.email, colleague.email]) expect(told).toContain(address);
  });

  it("is told of by a mail that blames nobody, and never of what nobody asked for", async () => {
    const asker = letters.filter(({ to, text }) => to === member.email && text.includes("s’arrête"));
    expect(asker).toHaveLength(2);
    for (const { text } of asker) expect(text).not.toContain("de CUF");
  });
});

it("tells who is suspended of the end of its invitations in the same mail", async () => {
  const expert = await buildExpert(test);
  await matchAt(expert, "validated");
  await mailed();
  await CHANGES[0]![2](expert);
  const letters = (await mailed()).filter(({ to }) => to === expert.contact.email);
  expect(letters).toHaveLength(1);
  expect(letters[0]?.text).toContain("Les invitations qui attendaient votre réponse s’arrêtent");
});

it("an invitation that became impossible by whatever way is ended by the clock, not reminded", async () => {
  const expert = await buildExpert(test);
  const path = await matchAt(expert, "validated");
  await Expert.updateOne({ _id: expert._id }, { status: "suspended" });
  await mailed();
  test.setNow(new Date(TODAY.getTime() + 10 * 86_400_000));
  const done = await tick({ ...test.services.dependencies, actor: VISITOR });
  test.setNow(TODAY);
  expect(done.reminded).toBe(0);
  expect(await stateOf(path)).toEqual(["cancelled", "candidate-left"]);
  expect((await mailed()).some(({ subject }) => subject.startsWith("Rappel"))).toBe(false);
});

it("who comes back may be asked again for the same need", async () => {
  const expert = await buildExpert(test);
  const path = await matchAt(expert, "validated");
  await CHANGES[0]![2](expert);
  await Expert.updateOne({ _id: expert._id }, { status: "published" });
  const { body } = await editor.get(path).expect(200);
  await editor
    .post(`/api/v1/needs/${body.need.id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
});
