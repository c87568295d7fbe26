import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
  formToken,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
let organisation: string;
let editor: UserRecord;
let agent: Agent;
beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  editor = await buildMember(organisation);
  agent = await asPerson(test, editor);
});
afterAll(() => test.close());

const post = (by: Agent, path: string, fields: object) =>
  by.post(path).set("Accept", "text/html").type("form").send(fields);

/** The fields of a fresh form of its page. */
async function formOf(by: Agent, page: string, action = page) {
  const { text } = await by.get(page).expect(200);
  return fieldsOf(text, action);
}

/** Presses twice, at the same instant and once more later. */
async function pressThrice(by: Agent, path: string, fields: object) {
  const both = await Promise.all([post(by, path, fields), post(by, path, fields)]);
  return [...both, await post(by, path, fields)];
}

describe("one submission, one thing:", () => {
  it("a need", async () => {
    const fields = { ...(await formOf(agent, "/besoins/nouveau")), title: "Un seul besoin", send: "save" };
    const answers = await pressThrice(agent, "/besoins/nouveau", fields);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await Need.countDocuments({ title: "Un seul besoin" })).toBe(1);
  });

  it("a need that is sent, and what is told of it, once", async () => {
    const typed = {
      title: "Un seul envoi",
      description: "Remettre en service les forages de Natitingou.",
      send: "submit",
    };
    const fields = { ...(await formOf(agent, "/besoins/nouveau")), ...typed };
    const [first] = await pressThrice(agent, "/besoins/nouveau", fields);
    expect(await Need.countDocuments({ title: "Un seul envoi" })).toBe(1);
    const { text } = await agent.get(String(first?.headers.location)).expect(200);
    expect(text.split("Votre besoin est envoyé.")).toHaveLength(2);
  });

  it("an account, and its mail", async () => {
    const visitor = request.agent(test.app);
    const email = "double@test.example";
    const page = await visitor.get("/inscription?profile=expert").expect(200);
    const fields = {
      ...fieldsOf(page.text, "/inscription"),
      name: "Presse Deux Fois",
      email,
      password: PASSWORD,
    };
    const answers = await pressThrice(visitor, "/inscription", { ...fields, profile: "expert" });
    expect(answers.map(({ headers }) => headers.location)).toEqual(Array(3).fill("/inscription/merci"));
    await test.settle();
    const mails = test.mails.filter(({ to }) => to === email);
    expect(mails).toHaveLength(1);
    // Its button too may be pressed twice.
    const link = /http:\/\/bourse\.test(\/confirmer\/\S+)/.exec(mails[0]?.text ?? "")?.[1] as string;
    const { text } = await visitor.get(link).expect(200);
    const token = { _csrf: formToken(text), _form: /name="_form" value="([^"]+)"/.exec(text)?.[1] };
    const confirmed = await pressThrice(visitor, link, token);
    expect(confirmed.map(({ headers }) => headers.location)).toEqual(Array(3).fill("/connexion"));
  });

  it("a seat asked for", async () => {
    const user = await buildUser();
    const newcomer = await asPerson(test, user);
    const page = `/rattachement?organisation=${organisation}`;
    const fields = { ...(await formOf(newcomer, page, "/rattachement")), organisation };
    const answers = await pressThrice(newcomer, "/rattachement", fields);
    expect(answers.map(({ headers }) => headers.location)).toEqual(Array(3).fill("/tableau-de-bord"));
    expect((await User.findById(user._id).lean())?.seats).toHaveLength(1);
  });

  it("a match asked for, which leads to the same match", async () => {
    const need = await buildNeed(organisation, editor._id);
    const expert = await buildExpert(test);
    const action = `/besoins/${need._id}/mises-en-relation`;
    const fields = {
      ...(await formOf(agent, `/besoins/${need._id}`, action)),
      kind: "expert",
      candidate: expert._id,
    };
    const answers = await pressThrice(agent, action, fields);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(answers[0]?.headers.location).toMatch(/^\/mises-en-relation\/[0-9a-f]{24}$/);
    expect(await Match.countDocuments({ need: need._id })).toBe(1);
  });
});

describe("a call of the API that creates something", () => {
  const call = (api: Agent, path: string, key: string, body: object) =>
    api.post(`/api/v1${path}`).set("Idempotency-Key", key).send(body);

  it("is answered the same for the same key, and does nothing more", async () => {
    const api = await asProgram(test, editor);
    const body = { title: "Une seule fois par programme" };
    const both = await Promise.all([
      call(api, "/needs", "cle-0001", body),
      call(api, "/needs", "cle-0001", body),
    ]);
    const answers = [...both, await call(api, "/needs", "cle-0001", body)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[2]?.body).toEqual(answers[0]?.body);
    expect(await Need.countDocuments(body)).toBe(1);
    const { body: problem } = await call(api, "/needs", "cle-0001", { title: "Autre chose" }).expect(422);
    expect(problem.errors[0].path).toBe("Idempotency-Key");
    await call(api, "/needs", "cle-0002", body).expect(201);
    const other = await asProgram(test, await buildMember(organisation));
    await call(other, "/needs", "cle-0001", body).expect(201);
    expect(await Need.countDocuments(body)).toBe(3);
  });

  it("may use its key again after a refusal, names a key that is none, and describes it", async () => {
    const api = await asProgram(test, editor);
    await call(api, "/needs", "cle-0003", { title: "" }).expect(422);
    await call(api, "/needs", "cle-0003", { title: "Corrigé par programme" }).expect(201);
    const { body } = await call(api, "/needs", "court", { title: "Une clé trop courte" }).expect(422);
    expect(body.errors[0].path).toBe("Idempotency-Key");
    const { body: described } = await request(test.app).get("/api/openapi.json").expect(200);
    for (const path of ["/needs", "/needs/{id}/matches"]) {
      expect(described.paths[path].post.parameters).toContainEqual(
        expect.objectContaining({ in: "header", name: "Idempotency-Key", required: false }),
      );
    }
  });
});

it("no password leaves a trace in what is remembered of a submission", async () => {
  const visitor = request.agent(test.app);
  const page = await visitor.get("/inscription?profile=expert").expect(200);
  const fields = { ...fieldsOf(page.text, "/inscription"), profile: "expert", name: "Sans Trace" };
  const typed = { ...fields, email: "sans.trace@test.example" };
  await post(visitor, "/inscription", { ...typed, password: PASSWORD }).expect(303);
  // With another password the digest is the same: it takes no part in it.
  await post(visitor, "/inscription", { ...typed, password: `${PASSWORD} autre` })
    .expect(303)
    .expect("Location", "/inscription/merci");
});

describe("the same form", () => {
  it("may be sent again once what was refused is put right", async () => {
    const fields = { ...(await formOf(agent, "/besoins/nouveau")), send: "save" };
    await post(agent, "/besoins/nouveau", { ...fields, title: "" }).expect(422);
    await post(agent, "/besoins/nouveau", { ...fields, title: "Corrigé depuis" }).expect(303);
  });

  it("with other words is no repetition: it comes back, says so, and can be sent too", async () => {
    const fields = { ...(await formOf(agent, "/besoins/nouveau")), send: "save" };
    await post(agent, "/besoins/nouveau", { ...fields, title: "Les mots d’avant" }).expect(303);
    const back = await post(agent, "/besoins/nouveau", { ...fields, title: "Les mots d’après" }).expect(409);
    expect(back.text).toContain("Ce formulaire est déjà parti, avec un autre contenu.");
    const shown = fieldsOf(back.text, "/besoins/nouveau");
    expect(shown.title).toBe("Les mots d’après");
    await post(agent, "/besoins/nouveau", { ...shown, send: "save" }).expect(303);
    expect(await Need.countDocuments({ title: /^Les mots d’/ })).toBe(2);
  });

  it("of another person is another", async () => {
    const other = await asPerson(test, await buildMember(organisation));
    const mine = await formOf(agent, "/besoins/nouveau");
    const theirs = await formOf(other, "/besoins/nouveau");
    const typed = { title: "De deux personnes", send: "save" };
    await post(agent, "/besoins/nouveau", { ...mine, ...typed }).expect(303);
    await post(other, "/besoins/nouveau", { ...theirs, _form: mine._form, ...typed }).expect(303);
    expect(await Need.countDocuments({ title: "De deux personnes" })).toBe(2);
  });
});
