import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
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

const NOTE = "Votre besoin gagnerait à nommer le quartier.";
const FILED = "Le maire change en mars, ne pas insister.";

let test: TestApp;
let organisation: string;
let member: UserRecord;
let editor: Agent;
let adviser: Agent;
let counsel: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  editor = await asProgram(test, member);
  const one = await buildUser({ adviser: true });
  adviser = await asProgram(test, one);
  counsel = await asPerson(test, one);
});
afterAll(() => test.close());

/** A match begun by a request, or by an adviser who put somebody aside. */
async function begun(by: Agent) {
  const need = await buildNeed(organisation, member._id);
  const expert = await buildExpert(test);
  const { body } = await by
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
  return { path: `/api/v1/matches/${body.id}`, id: body.id as string, expert, need };
}

const lettersTo = async (address: string) => {
  await test.settle();
  return test.mails.splice(0).filter(({ to }) => to === address);
};

describe("what is written with a step of a match", () => {
  it("goes to people or to the file, and each is read where it belongs", async () => {
    const { path, id, expert } = await begun(editor);
    await lettersTo(member.email);
    const sent = { version: 1, reason: "not-relevant", note: NOTE, fileNote: FILED };
    const moved = await adviser.post(`${path}/reject`).send(sent).expect(200);
    expect(moved.body.history.at(-1)).toMatchObject({ note: NOTE, fileNote: FILED });
    const read = await editor.get(path).expect(200);
    expect(read.body.history.at(-1)).toMatchObject({ note: NOTE });
    expect(JSON.stringify(read.body)).not.toContain("fileNote");
    const pages = await Promise.all(
      [await asPerson(test, member), counsel].map((who) => who.get(`/mises-en-relation/${id}`).expect(200)),
    );
    for (const { text } of pages) expect(text).toContain(NOTE);
    expect(pages.map(({ text }) => text.includes(FILED))).toEqual([false, true]);
    const [letter] = await lettersTo(member.email);
    expect(letter?.text).toContain(NOTE);
    expect(letter?.text).toContain(expert.name);
    expect(letter?.text).not.toContain(FILED);
  });

  it("goes with an invitation, and the file does not", async () => {
    const { path, expert } = await begun(editor);
    await adviser.post(`${path}/validate`).send({ version: 1, note: NOTE, fileNote: FILED }).expect(200);
    const [letter] = await lettersTo(expert.contact.email);
    expect(letter?.text).toContain(NOTE);
    expect(letter?.text).not.toContain(FILED);
    const own = await (await asProgram(test, expert.owner)).get(path).expect(200);
    expect(JSON.stringify(own.body)).not.toContain(FILED);
  });

  it("is not added to the file by whoever may not read it, and then nothing happens", async () => {
    const { path, expert } = await begun(editor);
    await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
    const own = await asProgram(test, expert.owner);
    await own.post(`${path}/accept`).send({ version: 2, fileNote: FILED }).expect(403);
    expect((await own.get(path).expect(200)).body.status).toBe("validated");
  });
});

describe("what was never asked for", () => {
  it("is nobody’s news when an adviser drops it", async () => {
    const { path } = await begun(adviser);
    await lettersTo(member.email);
    await adviser.post(`${path}/reject`).send({ version: 1, reason: "duplicate" }).expect(200);
    expect(await lettersTo(member.email)).toEqual([]);
  });

  it("is nobody’s news when its need closes", async () => {
    const { need } = await begun(adviser);
    const colleague = await buildMember(organisation);
    await lettersTo(colleague.email);
    await editor.post(`/api/v1/needs/${need._id}/close`).send({ outcome: "unmet" }).expect(200);
    // The need is their business, and its closing the only news.
    const letters = await lettersTo(colleague.email);
    expect(letters.map(({ subject }) => subject)).toEqual([`Besoin clos : ${need.title}`]);
  });

  it("tells nobody on the form either, where a request does", async () => {
    const [asked, aside] = [await begun(editor), await begun(adviser)];
    const formOf = async (id: string) => {
      const { text } = await counsel.get(`/mises-en-relation/${id}`).expect(200);
      return /<form[^>]*\/reject"[\s\S]*?<\/form>/.exec(text)?.[0] ?? "";
    };
    expect(await formOf(asked.id)).toContain('name="note"');
    const form = await formOf(aside.id);
    expect(form).not.toContain('name="note"');
    expect(form).toContain('name="fileNote"');
  });
});

describe("what an adviser writes about a need", () => {
  it("reaches its author by mail, and the file stays with advisers", async () => {
    const need = await buildNeed(organisation, member._id);
    const path = `/api/v1/needs/${need._id}`;
    const steps = [
      ["qualify", { note: NOTE, fileNote: FILED }],
      ["close", { outcome: "met", note: NOTE, fileNote: FILED }],
      ["reopen", { reason: NOTE, fileNote: FILED }],
    ] as const;
    for (const [action, sent] of steps) {
      await lettersTo(member.email);
      await adviser.post(`${path}/${action}`).send(sent).expect(200);
      const letters = await lettersTo(member.email);
      expect(
        letters.some(({ text }) => text.includes(NOTE)),
        action,
      ).toBe(true);
      if (action === "qualify")
        expect(letters.some(({ text }) => text.includes("par « Modifier »"))).toBe(true);
      expect(
        letters.some(({ text }) => text.includes(FILED)),
        action,
      ).toBe(false);
    }
    const page = await (await asPerson(test, member)).get(`/besoins/${need._id}`).expect(200);
    // The way to answer a question that the mail told to take.
    expect(page.text).toContain(`/besoins/${need._id}/modifier`);
    expect(page.text).toContain(NOTE);
    expect(page.text).not.toContain(FILED);
    expect((await counsel.get(`/besoins/${need._id}`).expect(200)).text.split(FILED)).toHaveLength(4);
  });
});

describe("what an adviser writes about a profile", () => {
  it("reaches its owner, and the file stays with advisers", async () => {
    const expert = await buildExpert(test);
    const { text } = await counsel.get(`/experts/${expert._id}`).expect(200);
    await counsel
      .post(`/experts/${expert._id}/suspend`)
      .type("form")
      .send({ _csrf: formToken(text), note: NOTE, fileNote: FILED })
      .expect(303);
    const [letter] = await lettersTo(expert.contact.email);
    expect(letter?.text).toContain(NOTE);
    expect(letter?.text).not.toContain(FILED);
    expect((await counsel.get(`/experts/${expert._id}`).expect(200)).text).toContain(FILED);
    const own = await (await asPerson(test, expert.owner)).get(`/experts/${expert._id}`).expect(200);
    expect(own.text).not.toContain(FILED);
  });
});
