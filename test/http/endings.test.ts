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

let test: TestApp;
let organisation: string;
let member: UserRecord;
let editor: Agent;
let person: Agent;
let adviser: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  editor = await asProgram(test, member);
  person = await asPerson(test, member);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

async function requested() {
  const need = await buildNeed(organisation, member._id);
  const expert = await buildExpert(test);
  const ask = () =>
    editor
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
  const { body } = await ask();
  return { path: `/api/v1/matches/${body.id}`, page: `/mises-en-relation/${body.id}`, need, expert, ask };
}

describe("withdrawing a request that nobody examined", () => {
  it("is done on its page; colleagues are told, the candidate never knew, and it can be made again", async () => {
    const colleague = await buildMember(organisation);
    const { path, page, expert, ask } = await requested();
    await test.settle();
    test.mails.length = 0;
    const { text } = await person.get(page).expect(200);
    expect(text).toContain(`${page}/withdraw`);
    const form = { _csrf: formToken(text), version: 1 };
    await person.post(`${page}/withdraw`).type("form").send(form).expect(303).expect("Location", page);
    await test.settle();
    expect(test.mails.map(({ to }) => to)).toContain(colleague.email);
    expect(test.mails.map(({ to }) => to)).not.toContain(member.email);
    expect(test.mails.map(({ to }) => to)).not.toContain(expert.contact.email);
    const { body } = await editor.get(path).expect(200);
    expect(body).toMatchObject({ status: "withdrawn", version: 2 });
    await (await asProgram(test, expert.owner)).get(path).expect(404);
    const queue = await adviser.get("/api/v1/matches?status=requested").expect(200);
    expect(queue.body.items.map(({ id }: { id: string }) => id)).not.toContain(body.id);
    expect((await ask()).body.status).toBe("requested");
  });

  it("is for the editors who ask, and over once an adviser has acted", async () => {
    const { path } = await requested();
    const viewer = await asProgram(test, await buildMember(organisation, "viewer"));
    await viewer.post(`${path}/withdraw`).send({ version: 1 }).expect(403);
    await adviser.post(`${path}/withdraw`).send({ version: 1 }).expect(403);
    await adviser.post(`${path}/shortlist`).send({ version: 1 }).expect(200);
    const late = await editor.post(`${path}/withdraw`).send({ version: 2 }).expect(409);
    expect(late.body.current).toMatchObject({ status: "shortlisted", version: 2 });
  });
});

describe("the page of a match that ended early", () => {
  it("says first what happened, why and what was written, then the way on, and no step to come", async () => {
    const { path, page, need } = await requested();
    const sent = {
      version: 1,
      reason: "not-relevant",
      note: "Pensez plutôt à une personne de l’hydraulique.",
    };
    await adviser.post(`${path}/reject`).send(sent).expect(200);
    const { text } = await person.get(page).expect(200);
    const said = [
      "Cette demande a été écartée",
      "Ne répond pas vraiment au besoin",
      sent.note,
      "Voir d’autres candidats",
    ];
    const places = said.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.at(-1)).toBeLessThan(text.indexOf("Où en est cette mise en relation"));
    expect(text).toContain(`href="/besoins/${need._id}#liste-expert"`);
    expect(text).not.toContain("step--upcoming");
  });

  it("does not offer other candidates for a need that is closed, nor the need to who was invited", async () => {
    const { path, page, need, expert } = await requested();
    await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
    await editor.post(`/api/v1/needs/${need._id}/close`).send({ outcome: "met" }).expect(200);
    const asker = await person.get(page).expect(200);
    expect(asker.text).toContain("Le besoin est clos");
    expect(asker.text).not.toContain("Voir d’autres candidats");
    const invited = await (await asPerson(test, expert.owner)).get(page).expect(200);
    expect(invited.text).toContain("Voir mes mises en relation");
    expect(invited.text).not.toContain(`/besoins/${need._id}`);
  });
});

it("a suspended profile tells its owner why, on its page too", async () => {
  const expert = await buildExpert(test);
  const counsel = await asPerson(test, await buildUser({ adviser: true }));
  const { text } = await counsel.get(`/experts/${expert._id}`).expect(200);
  const note = "Le diplôme cité n’est pas le vôtre.";
  const sent = { _csrf: formToken(text), note };
  await counsel.post(`/experts/${expert._id}/suspend`).type("form").send(sent).expect(303);
  const own = await (await asPerson(test, expert.owner)).get(`/experts/${expert._id}`).expect(200);
  expect(own.text).toContain(note);
});
