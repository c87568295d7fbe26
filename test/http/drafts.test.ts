import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { Audit } from "../../server/audit/model.ts";
import { Need } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
} from "../support/world.ts";

let test: TestApp;
let organisation: string;
let other: string;
let author: UserRecord;
let one: Agent;
let colleague: Agent;
beforeAll(async () => {
  test = await startTestApp();
  [organisation, other] = (await Promise.all([buildOrganisation(test), buildOrganisation(test)]).then((all) =>
    all.map(({ _id }) => _id),
  )) as [string, string];
  const seat = (id: string) =>
    ({ organisation: id, role: "editor", status: "active", askedAt: TODAY }) as const;
  author = await buildUser({ seats: [seat(organisation), seat(other)] });
  one = await asPerson(test, author);
  colleague = await asPerson(test, await buildMember(organisation));
});
afterAll(() => test.close());

const draft = () =>
  buildNeed(organisation, author._id, { status: "draft", title: "Le titre", description: "Le texte." });
const placeOf = (id: string) => `/besoins/${id}/modifier`;
type Fields = ReturnType<typeof fieldsOf>;

/** The form of a draft as somebody has it open. */
async function opened(by: Agent, id: string): Promise<Fields> {
  const { text } = await by.get(placeOf(id)).expect(200);
  return fieldsOf(text, placeOf(id));
}
const post = (by: Agent, path: string, fields: object) =>
  by.post(path).set("Accept", "text/html").type("form").send(fields);
const save = (by: Agent, id: string, fields: object) => post(by, placeOf(id), { ...fields, send: "save" });
/** What the form's script does while one types. */
const autosave = (by: Agent, fields: Fields, changed: object, need = "") =>
  by
    .post("/besoins/brouillon")
    .set({ Accept: "application/json", "X-CSRF-Token": String(fields._csrf) })
    .type("form")
    .send({ ...fields, ...changed, need });
const saved = (id: string) => Need.findById(id).lean();

describe("two people on one draft", () => {
  it("who change different fields both keep what they wrote, unasked", async () => {
    const { _id } = await draft();
    const [mine, theirs] = [await opened(one, _id), await opened(colleague, _id)];
    await save(colleague, _id, { ...theirs, description: "Un texte plus long." }).expect(303);
    await save(one, _id, { ...mine, title: "Un titre meilleur", themes: "eau-assainissement" }).expect(303);
    expect(await saved(_id)).toMatchObject({
      title: "Un titre meilleur",
      description: "Un texte plus long.",
      themes: ["eau-assainissement"],
    });
    expect((await one.get(placeOf(_id))).text).toContain(
      "Ce qui a été changé ailleurs entre-temps est gardé",
    );
  });

  it("who change the same text are shown both, and the second chooses, field by field", async () => {
    const { _id } = await draft();
    const [mine, theirs] = [await opened(one, _id), await opened(colleague, _id)];
    await save(colleague, _id, { ...theirs, title: "Leur titre", description: "Leur texte." }).expect(303);
    const asked = await save(one, _id, {
      ...mine,
      title: "Mon titre",
      description: "Mon texte.",
      kinds: "montage",
    });
    expect(asked.status).toBe(409);
    for (const text of ["Leur titre", "Leur texte.", "Mon titre", "Mon texte."])
      expect(asked.text).toContain(text);
    expect(asked.text).not.toContain("est enregistré.");
    expect(await saved(_id)).toMatchObject({ title: "Leur titre", description: "Leur texte.", kinds: [] });
    const choosing = fieldsOf(asked.text, placeOf(_id));
    // Nothing chosen yet: asked again, and still nothing is written over.
    await save(one, _id, choosing).expect(409);
    await save(one, _id, { ...choosing, choice: { title: "mine", description: "theirs" } }).expect(303);
    expect(await saved(_id)).toMatchObject({
      title: "Mon titre",
      description: "Leur texte.",
      kinds: ["montage"],
    });
  });

  it("a choice holds for the text that was shown, not for one that came after it", async () => {
    const { _id } = await draft();
    const mine = await opened(one, _id);
    await save(colleague, _id, { ...(await opened(colleague, _id)), title: "Leur titre" }).expect(303);
    const asked = await save(one, _id, { ...mine, title: "Mon titre" }).expect(409);
    await save(colleague, _id, { ...(await opened(colleague, _id)), title: "Leur titre encore" }).expect(303);
    const choosing = { ...fieldsOf(asked.text, placeOf(_id)), choice: { title: "mine" } };
    const again = await save(one, _id, choosing).expect(409);
    expect(again.text).toContain("Leur titre encore");
    await save(one, _id, { ...fieldsOf(again.text, placeOf(_id)), choice: { title: "mine" } }).expect(303);
    expect((await saved(_id))?.title).toBe("Mon titre");
  });

  it("an autosave never writes over what it did not see, nor says that it saved", async () => {
    const { _id } = await draft();
    const [mine, theirs] = [await opened(one, _id), await opened(colleague, _id)];
    await autosave(colleague, theirs, { description: "Leur texte." }, _id).expect(200);
    const refused = await autosave(one, mine, { description: "Mon texte." }, _id).expect(409);
    expect(refused.body).toMatchObject({ conflict: true, errors: [{ path: "description" }] });
    expect(refused.body).not.toHaveProperty("savedAt");
    expect((await saved(_id))?.description).toBe("Leur texte.");
  });

  it("an autosave says what others changed, and never takes an old text for a new one", async () => {
    const { _id } = await draft();
    const [mine, theirs] = [await opened(one, _id), await opened(colleague, _id)];
    await autosave(colleague, theirs, { title: "Leur titre" }, _id).expect(200);
    const first = await autosave(one, mine, { description: "Mon texte." }, _id).expect(200);
    expect(first.body.elsewhere).toContain("Titre");
    // The screen still shows the old title, and goes on.
    const seen = { seen: first.body.seen };
    await autosave(one, { ...mine, ...seen }, { description: "Mon texte, suite." }, _id).expect(200);
    expect(await saved(_id)).toMatchObject({ title: "Leur titre", description: "Mon texte, suite." });
    // Changing the title now is a change on both sides.
    await autosave(one, { ...mine, ...seen }, { title: "Mon titre" }, _id).expect(409);
  });

  it("nobody is in conflict with themselves when an answer was lost", async () => {
    const { _id } = await draft();
    const mine = await opened(one, _id);
    await autosave(one, mine, { title: "Mon titre" }, _id).expect(200);
    await autosave(one, mine, { title: "Mon titre complet" }, _id).expect(200);
    await save(one, _id, { ...mine, title: "Mon titre complet, envoyé" }).expect(303);
    expect((await saved(_id))?.title).toBe("Mon titre complet, envoyé");
  });
});

describe("a new draft", () => {
  it("is begun once, however often its form saves and sends", async () => {
    const page = await one.get("/besoins/nouveau").expect(200);
    const fields = { ...fieldsOf(page.text, "/besoins/nouveau"), organisation };
    const typed = {
      title: "Commencé une fois",
      description: "Remettre en service les forages de Natitingou.",
    };
    const [first, second] = await Promise.all([autosave(one, fields, typed), autosave(one, fields, typed)]);
    expect(second.body.id).toBe(first.body.id);
    const longer = { ...typed, title: "Commencé une fois, complété" };
    const sent = await post(one, "/besoins/nouveau", { ...fields, ...longer, send: "submit" }).expect(303);
    expect(sent.headers.location).toBe(`/besoins/${first.body.id}`);
    expect(await Need.find({ title: /^Commencé une fois/ }).lean()).toMatchObject([
      { title: longer.title, status: "submitted" },
    ]);
    await autosave(one, fields, typed).expect(409);
    expect((await saved(first.body.id))?.title).toBe(longer.title);
  });

  it("begun in the name of one structure goes over to another of its author", async () => {
    const page = await one.get("/besoins/nouveau").expect(200);
    const fields = { ...fieldsOf(page.text, "/besoins/nouveau"), organisation };
    const { body } = await autosave(one, fields, { title: "Pour l’autre structure" }).expect(200);
    await autosave(
      one,
      fields,
      { title: "Pour l’autre structure", organisation: other, seen: body.seen },
      body.id,
    ).expect(200);
    expect((await saved(body.id))?.organisation).toBe(other);
    const line = await Audit.findOne({ "subject.id": body.id, action: "move" }).lean();
    expect(line).toMatchObject({ from: organisation, to: other, actor: author._id });
    // Whom it is no longer for does not read it any more.
    await colleague.get(placeOf(body.id)).expect(404);
    expect(fieldsOf((await one.get(placeOf(body.id))).text, placeOf(body.id)).organisation).toBe(other);
  });

  it("goes to no structure that its author does not write for, and nothing sent goes anywhere", async () => {
    const api = await asProgram(test, author);
    const elsewhere = (await buildOrganisation(test))._id;
    const { _id } = await draft();
    await api.patch(`/api/v1/needs/${_id}`).send({ organisation: elsewhere }).expect(403);
    const { _id: sent } = await buildNeed(organisation, author._id);
    await api.patch(`/api/v1/needs/${sent}`).send({ organisation: other }).expect(403);
    await api.patch(`/api/v1/needs/${_id}`).send({ organisation: other, version: 1 }).expect(200);
  });
});

describe("deleting", () => {
  it("a draft: a page asks, its button deletes, and the trail says who", async () => {
    const { _id } = await draft();
    expect((await one.get(placeOf(_id))).text).toContain(`/besoins/${_id}/supprimer`);
    const page = await one.get(`/besoins/${_id}/supprimer`).expect(200);
    expect(await saved(_id)).not.toBeNull();
    const action = `/besoins/${_id}/supprimer`;
    const answer = await post(one, action, fieldsOf(page.text, action)).expect(303);
    expect(answer.headers.location).toBe("/besoins");
    // Pressed twice, it leads to the same place.
    await post(one, action, fieldsOf(page.text, action)).expect(303).expect("Location", "/besoins");
    expect(await saved(_id)).toBeNull();
    expect(await Audit.findOne({ "subject.id": _id, action: "delete" }).lean()).toMatchObject({
      actor: author._id,
    });
  });

  it("nothing that was sent, and nobody else’s", async () => {
    const api = await asProgram(test, author);
    const { _id: sent } = await buildNeed(organisation, author._id);
    await api.delete(`/api/v1/needs/${sent}`).expect(403);
    await one.get(`/besoins/${sent}/supprimer`).expect(403);
    const { _id } = await draft();
    const viewer = await asProgram(test, await buildMember(organisation, "viewer"));
    await viewer.delete(`/api/v1/needs/${_id}`).expect(403);
    const stranger = await asProgram(test, await buildMember(other));
    await stranger.delete(`/api/v1/needs/${_id}`).expect(404);
    await api.delete(`/api/v1/needs/${_id}`).send({ version: 7 }).expect(409);
    await api.delete(`/api/v1/needs/${_id}`).send({ version: 1 }).expect(200, { id: _id });
    await api.get(`/api/v1/needs/${_id}`).expect(404);
  });

  it("elsewhere, while somebody writes: the text is shown", async () => {
    const { _id } = await draft();
    const mine = await opened(one, _id);
    const api = await asProgram(test, author);
    await api.delete(`/api/v1/needs/${_id}`).expect(200);
    const answer = await save(one, _id, {
      ...mine,
      description: "Un long texte que personne ne doit perdre.",
    });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("Un long texte que personne ne doit perdre.");
  });
});

it("of a draft that somebody deleted what was written can be copied, and nothing else is shown", async () => {
  const { _id } = await draft();
  const mine = await opened(one, _id);
  await Need.deleteOne({ _id });
  const { text, status } = await save(one, _id, { ...mine, description: "Ce que j’ai écrit depuis." });
  expect(status).toBe(404);
  expect(text).toContain("Ce que j’ai écrit depuis.");
  expect(String(mine.seen)).toContain("title:");
  expect(text).not.toContain("title:");
});
