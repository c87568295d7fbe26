import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { Expert } from "../../server/experts/model.ts";
import { Need } from "../../server/needs/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
let organisation: string;
let editor: UserRecord;
beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  editor = await buildMember(organisation);
});
afterAll(() => test.close());

const OWN_PAGE = { "Sec-Fetch-Site": "same-origin", Accept: "text/html" };
const TEXT = "Deux forages sont en panne depuis l’hiver, le comité « eau » attend.";

/** Posts a form as a browser does. */
const post = (agent: Agent, path: string, fields: object) =>
  agent.post(path).set(OWN_PAGE).type("form").send(fields);

/** Ends the session of a browser, as time does. */
const endSession = (agent: Agent) => {
  agent.jar.setCookie("bourse.sid=; Max-Age=0; Path=/", "127.0.0.1");
};

/** Signs in through the page, and gives where that leads. */
async function signIn(agent: Agent, { email }: UserRecord): Promise<string> {
  const page = await agent.get("/connexion").expect(200);
  const answer = await post(agent, "/connexion", {
    ...fieldsOf(page.text, "/connexion"),
    email,
    password: PASSWORD,
  });
  return String(answer.headers.location);
}

describe("a form whose token is no longer the session’s", () => {
  it("comes back filled, with a fresh token, and is sent by a second press", async () => {
    const agent = await asPerson(test, editor);
    const page = await agent.get("/besoins/nouveau").expect(200);
    const typed = {
      ...fieldsOf(page.text, "/besoins/nouveau"),
      title: "Deux forages à reprendre",
      description: TEXT,
      kinds: ["expertise", "montage"],
      themes: "eau-assainissement",
      "period[from]": "2027-03-01",
      "period[to]": "2027-03-31",
      send: "submit",
    };
    const back = await post(agent, "/besoins/nouveau", { ...typed, _csrf: "d’une autre session" });
    expect(back.status).toBe(409);
    expect(back.text).toContain("Votre session avait été renouvelée : vérifiez et envoyez à nouveau.");
    expect(await Need.countDocuments({ title: typed.title })).toBe(0);
    const shown = fieldsOf(back.text, "/besoins/nouveau");
    expect(shown).toMatchObject({
      title: typed.title,
      description: TEXT,
      kinds: ["expertise", "montage"],
      "period[from]": "2027-03-01",
    });
    await post(agent, "/besoins/nouveau", { ...shown, send: "submit" }).expect(303);
    expect(await Need.findOne({ title: typed.title }).lean()).toMatchObject({
      status: "submitted",
      description: TEXT,
      period: { from: "2027-03-01", to: "2027-03-31" },
    });
  });

  it("comes back filled to a visitor, but for the password", async () => {
    const agent = request.agent(test.app);
    const page = await agent.get("/inscription?profile=expert").expect(200);
    endSession(agent);
    const back = await post(agent, "/inscription", {
      ...fieldsOf(page.text, "/inscription"),
      name: "Odile Revenante",
      email: "odile@test.example",
      password: PASSWORD,
    });
    expect(back.status).toBe(409);
    expect(fieldsOf(back.text, "/inscription")).toMatchObject({
      name: "Odile Revenante",
      email: "odile@test.example",
      password: "",
    });
    expect(back.text).not.toContain(PASSWORD);
  });

  it("keeps the version that was seen, and opens what was folded", async () => {
    const need = await buildNeed(organisation, editor._id);
    const agent = await asPerson(test, editor);
    const page = await agent.get(`/besoins/${need._id}`).expect(200);
    const action = `/besoins/${need._id}/clore`;
    const typed = { ...fieldsOf(page.text, action), _csrf: "ancien", outcome: "met", note: TEXT };
    await Need.updateOne({ _id: need._id }, { $inc: { version: 1 } });
    const back = await post(agent, action, typed).expect(409);
    expect(fieldsOf(back.text, action)).toMatchObject({ version: "1", outcome: "met", note: TEXT });
    expect(back.text).toMatch(/<details[^>]* open/);
  });

  it("shows what was written where the form is no longer there", async () => {
    const need = await buildNeed(organisation, editor._id);
    const agent = await asPerson(test, editor);
    const page = await agent.get(`/besoins/${need._id}`).expect(200);
    const action = `/besoins/${need._id}/clore`;
    const typed = { ...fieldsOf(page.text, action), _csrf: "ancien", outcome: "met", note: TEXT };
    await Need.updateOne({ _id: need._id }, { status: "closed", outcome: "met" });
    const back = await post(agent, action, typed).expect(409);
    expect(back.text).toContain("Ce que vous aviez écrit");
    expect(back.text).toContain("le comité « eau » attend");
  });

  it("of many buttons alike, the pressed one has the focus", async () => {
    const need = await buildNeed(organisation, editor._id);
    const [first, second] = [await buildExpert(test), await buildExpert(test)];
    const agent = await asPerson(test, editor);
    const page = await agent.get(`/besoins/${need._id}`).expect(200);
    const action = `/besoins/${need._id}/mises-en-relation`;
    for (const { _id } of [first, second]) {
      const fields = { ...fieldsOf(page.text, action), _csrf: "ancien", kind: "expert", candidate: _id };
      const back = await post(agent, action, fields).expect(409);
      const focused = /value="([0-9a-f]{24})"(?:(?!<form).)*autofocus/s.exec(back.text)?.[1];
      expect(focused).toBe(_id);
    }
  });

  it("is refused, and shown to nobody, where another site sent it", async () => {
    const agent = await asPerson(test, editor);
    const page = await agent.get("/besoins/nouveau").expect(200);
    const fields = {
      ...fieldsOf(page.text, "/besoins/nouveau"),
      _csrf: "faux",
      title: "Un texte venu d’ailleurs",
    };
    for (const headers of [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { Origin: "https://ailleurs.example" },
      { Origin: "null" },
      {},
    ]) {
      const answer = await agent
        .post("/besoins/nouveau")
        .set({ Accept: "text/html", ...(headers as Record<string, string>) })
        .type("form")
        .send(fields);
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain("venu d’ailleurs");
    }
    await agent
      .post("/besoins/nouveau")
      .set({ Accept: "text/html", Origin: "http://bourse.test" })
      .type("form")
      .send(fields)
      .expect(409);
  });

  it("leads to no page but one of ours", async () => {
    const agent = await asPerson(test, editor);
    const key = "k".repeat(16);
    for (const page of ["//ailleurs.example/", "https://ailleurs.example/", "/\\ailleurs.example", ""]) {
      const answer = await post(agent, "/besoins/nouveau", {
        _csrf: "x",
        _form: `${key}..${page}`,
        title: "abc",
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe("a form whose session has ended", () => {
  async function endedWith(owner: UserRecord, fields: object, path = "/besoins/nouveau") {
    const agent = await asPerson(test, owner);
    const page = await agent.get(path).expect(200);
    const typed = { ...fieldsOf(page.text, path), ...fields };
    endSession(agent);
    const answer = await post(agent, path, typed).expect(303);
    expect(answer.headers.location).toBe("/connexion");
    return agent;
  }

  it("waits, filled, behind the sign-in page", async () => {
    const agent = await endedWith(editor, { title: "Écrit pendant la nuit", description: TEXT });
    expect((await agent.get("/connexion")).text).toContain("Votre session était terminée");
    expect(await signIn(agent, editor)).toBe("/besoins/nouveau");
    const page = await agent.get("/besoins/nouveau").expect(200);
    const shown = fieldsOf(page.text, "/besoins/nouveau");
    expect(shown).toMatchObject({ title: "Écrit pendant la nuit", description: TEXT });
    // It can be read as often as one likes, until it is sent.
    expect((await agent.get("/besoins/nouveau")).text).toContain("Écrit pendant la nuit");
    expect(await Need.countDocuments({ title: "Écrit pendant la nuit" })).toBe(0);
    await post(agent, "/besoins/nouveau", { ...shown, send: "save" }).expect(303);
    expect(await Need.countDocuments({ title: "Écrit pendant la nuit" })).toBe(1);
    expect((await agent.get("/besoins/nouveau")).text).not.toContain("Écrit pendant la nuit");
  });

  it("waits for its own account only", async () => {
    const other = await buildMember(organisation);
    const agent = await endedWith(editor, { title: "À moi seulement" });
    expect(await signIn(agent, other)).toBe("/besoins/nouveau");
    expect((await agent.get("/besoins/nouveau")).text).not.toContain("À moi seulement");
  });

  it("is not shown to another account that has signed in meanwhile", async () => {
    const other = await buildMember(organisation);
    const agent = await asPerson(test, editor);
    const page = await agent.get("/besoins/nouveau").expect(200);
    const typed = { ...fieldsOf(page.text, "/besoins/nouveau"), title: "Un secret de bureau" };
    endSession(agent);
    await signIn(agent, other);
    const answer = await post(agent, "/besoins/nouveau", typed);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain("un autre compte");
    expect(answer.text).not.toContain("Un secret de bureau");
  });

  it("waits for an hour", async () => {
    const agent = await endedWith(editor, { title: "Trop tard" });
    test.setNow(new Date("2026-11-23T11:00:01Z"));
    await signIn(agent, editor);
    expect((await agent.get("/besoins/nouveau")).text).not.toContain("Trop tard");
    test.setNow(new Date("2026-11-23T10:00:00Z"));
  });

  it("brings back the rows that its page would not have", async () => {
    const expert = await buildExpert(test);
    const rows = Object.fromEntries(
      ["fr", "en", "es", "pt", "ar", "de"].flatMap((code, at) => [
        [`languages[${at}][code]`, code],
        [`languages[${at}][level]`, "B2"],
      ]),
    );
    const agent = await endedWith(expert.owner, { headline: "Une ligne nouvelle", ...rows }, "/mon-profil");
    expect(await signIn(agent, expert.owner)).toBe("/mon-profil");
    const shown = fieldsOf((await agent.get("/mon-profil")).text, "/mon-profil");
    expect(shown).toMatchObject({ headline: "Une ligne nouvelle", "languages[5][code]": "de" });
  });

  it("to sign out, one need not sign in", async () => {
    const agent = await asPerson(test, editor);
    const page = await agent.get("/besoins").expect(200);
    endSession(agent);
    const answer = await post(agent, "/deconnexion", fieldsOf(page.text, "/deconnexion")).expect(303);
    expect(answer.headers.location).toBe("/");
  });
});

describe("what was written", () => {
  it("is shown by the page that says why it cannot be kept", async () => {
    const agent = await asPerson(test, await buildUser({ adviser: true }));
    const page = await agent.get("/conseil").expect(200);
    const { _csrf } = fieldsOf(page.text, "/deconnexion");
    const answer = await post(agent, "/besoins/0123456789abcdef01234567/clore", {
      _csrf,
      outcome: "met",
      note: TEXT,
    });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("le comité « eau » attend");
  });
});

describe("a button that is refused", () => {
  const adviser = async () => asPerson(test, await buildUser({ adviser: true }));

  it("keeps the word that was written beside it, and says why, once", async () => {
    const { _id } = await buildExpert(test, { status: "submitted" });
    const agent = await adviser();
    const page = `/experts/${_id}`;
    const action = `${page}/send-back`;
    const typed = {
      ...fieldsOf((await agent.get(page)).text, action),
      note: "Un mot trop long. ".repeat(80),
    };
    await post(agent, action, typed).expect(303).expect("Location", page);
    const { text } = await agent.get(page).expect(200);
    expect(text).toContain("caractères");
    expect(fieldsOf(text, action).note).toBe(typed.note);
    expect((await agent.get(page)).text).not.toContain("Un mot trop long.");
  });

  it("shows that word where the profile has gone on meanwhile", async () => {
    const { _id } = await buildExpert(test, { status: "submitted" });
    const agent = await adviser();
    const page = `/experts/${_id}`;
    const action = `${page}/send-back`;
    const typed = { ...fieldsOf((await agent.get(page)).text, action), note: TEXT };
    await Expert.updateOne({ _id }, { status: "published" });
    await post(agent, action, typed).expect(303);
    const { text } = await agent.get(page).expect(200);
    expect(text).toContain("Ce que vous aviez écrit");
    expect(text).toContain("le comité « eau » attend");
  });
});

it("every form that posts carries the token and its mark; every password is named as one", async () => {
  const views = path.resolve(import.meta.dirname, "../../views");
  const files = (await readdir(views, { recursive: true })).filter((name) => name.endsWith(".ejs"));
  let forms = 0;
  for (const file of files) {
    const text = await readFile(path.join(views, file), "utf8");
    for (const [form, attributes] of text.matchAll(/<form([^>]*(?:%>[^>]*)*)>.*?<\/form>/gs)) {
      // Trying the matching signs nobody in and writes nothing.
      if (!/method="post"/.test(attributes ?? "") || /action="\/essayer"/.test(attributes ?? "")) continue;
      forms += 1;
      expect(form, file).toContain("form-token");
    }
    for (const [, name] of text.matchAll(/name: '(\w+)'[^}]*type: 'password'/g))
      expect(name).toMatch(/password/i);
  }
  expect(forms).toBeGreaterThan(15);
  const agent = await asPerson(test, editor);
  const { text } = await agent.get("/besoins/nouveau").expect(200);
  expect(fieldsOf(text, "/besoins/nouveau")._form).toMatch(/^[\w-]{16}\.[\w-]{16}\.\/besoins\/nouveau$/);
});
