import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildOrganisation,
  buildUser,
  formToken,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(() => {
  test.mails.length = 0;
});

const linkIn = (text: string, path: string): string => {
  const link = new RegExp(`http://bourse\\.test(${path}/[\\w-]+)`).exec(text)?.[1];
  if (!link) throw new Error(`no ${path} link in ${text}`);
  return link;
};

async function signUp(fields: Record<string, unknown>) {
  const agent = request.agent(test.app);
  const page = await agent.get("/inscription?profile=expert").expect(200);
  return agent
    .post("/inscription")
    .type("form")
    .send({ _csrf: formToken(page.text), ...fields });
}

/** Opens the link of a mail, presses its button, and gives the answer. */
async function confirmBy(mail: { text: string } | undefined) {
  const link = linkIn(mail?.text ?? "", "/confirmer");
  const agent = request.agent(test.app);
  const page = await agent.get(link).expect(200);
  expect(page.text.match(/<form[^>]*method="post"[^>]*action="\/confirmer/g)).toHaveLength(1);
  return agent
    .post(link)
    .type("form")
    .send({ _csrf: formToken(page.text) });
}

describe("sign-up", () => {
  it("opens an account once its address is confirmed, and not before", async () => {
    await signUp({
      profile: "expert",
      name: "Zoé Martin",
      email: "Zoe@Test.example",
      password: PASSWORD,
    }).then((answer) => expect(answer.headers.location).toBe("/inscription/merci"));
    const refused = await request(test.app)
      .post("/api/v1/tokens")
      .send({ email: "zoe@test.example", password: PASSWORD })
      .expect(403);
    expect(refused.body.type).toBe("urn:bourse:problem:email-not-confirmed");
    await test.settle();
    const mail = test.mails.find(({ to }) => to === "zoe@test.example");
    const confirmed = await confirmBy(mail);
    expect([confirmed.status, confirmed.headers.location]).toEqual([303, "/connexion"]);
    await request(test.app)
      .post("/api/v1/tokens")
      .send({ email: "ZOE@test.example", password: PASSWORD })
      .expect(200);
  });

  it("uses a confirmation link once", async () => {
    await signUp({ profile: "expert", name: "Une fois", email: "une@test.example", password: PASSWORD });
    await test.settle();
    const link = linkIn(test.mails[0]?.text ?? "", "/confirmer");
    const late = request.agent(test.app);
    const page = await late.get(link).expect(200);
    expect((await confirmBy(test.mails[0])).status).toBe(303);
    await request(test.app).get(link).expect(404);
    const again = await late
      .post(link)
      .type("form")
      .send({ _csrf: formToken(page.text) });
    expect(again.status).toBe(404);
    expect(again.text).toContain("Ce lien a déjà servi");
  });

  it("confirms nothing when a mail program opens the link, nor from another site", async () => {
    const email = "lente@test.example";
    await signUp({ profile: "expert", name: "Lente", email, password: PASSWORD });
    await test.settle();
    const link = linkIn(test.mails[0]?.text ?? "", "/confirmer");
    for (let i = 0; i < 3; i += 1) await request(test.app).get(link).expect(200);
    await request(test.app).head(link).expect(200);
    await request(test.app).post(link).type("form").send({ _csrf: "invented" }).expect(403);
    expect((await User.findOne({ email }).lean())?.emailConfirmedAt).toBeNull();
    expect((await confirmBy(test.mails[0])).status).toBe(303);
    expect((await User.findOne({ email }).lean())?.emailConfirmedAt).not.toBeNull();
  });

  it("says the same to whoever tries an address that has an account, and tells its owner", async () => {
    const user = await buildUser();
    const answer = await signUp({ profile: "expert", name: "Autre", email: user.email, password: PASSWORD });
    expect(answer.headers.location).toBe("/inscription/merci");
    await test.settle();
    expect(test.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [user.email, "Vous avez déjà un compte"],
    ]);
  });

  it("shows a refused form again, filled, with the password left out", async () => {
    const answer = await signUp({
      profile: "expert",
      name: "Ana Lopez",
      email: "pas une adresse",
      password: "court",
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="Ana Lopez"');
    expect(answer.text).toContain("Écrivez une adresse complète");
    expect(answer.text).toContain("au moins 12 caractères");
    expect(answer.text).not.toContain('value="court"');
  });

  it.each(["suresnes", "92073", "219 200 730"])("finds an organisation of the register by %s", async (q) => {
    const page = await request(test.app)
      .get(`/inscription?profile=member&q=${encodeURIComponent(q)}`)
      .expect(200);
    expect(page.text).toContain("Suresnes");
    expect(page.text).toContain("organisation=commune%3A92073");
  });
});

describe("seats", () => {
  it("a first editor may do nothing for the organisation until an adviser confirms", async () => {
    const agent = request.agent(test.app);
    const page = await agent.get("/inscription?profile=member&organisation=commune:92073").expect(200);
    await agent
      .post("/inscription")
      .type("form")
      .send({
        _csrf: formToken(page.text),
        profile: "member",
        organisation: "commune:92073",
        name: "Claire Référente",
        email: "claire@suresnes.example",
        password: PASSWORD,
      })
      .expect(303);
    await test.settle();
    await confirmBy(test.mails[0]);
    const claire = await asProgram(test, { email: "claire@suresnes.example" } as never);
    expect((await claire.get("/api/v1/me")).body.seats).toEqual([]);
    await claire.post("/api/v1/needs").send({ title: "Trop tôt" }).expect(403);

    const adviser = await asPerson(test, await buildUser({ adviser: true }));
    const queue = await adviser.get("/conseil").expect(200);
    const confirm = /action="(\/rattachement\/[^"]+\/confirmer)"/.exec(queue.text)?.[1] ?? "";
    await adviser
      .post(confirm)
      .type("form")
      .send({ _csrf: formToken(queue.text) })
      .expect(303);
    const { body } = await claire.get("/api/v1/me");
    expect(body.seats).toEqual([
      { organisation: { id: expect.any(String), name: "Suresnes" }, role: "editor" },
    ]);
    await claire.post("/api/v1/needs").send({ title: "Un premier besoin" }).expect(201);
    await test.settle();
    expect(test.mails.map(({ subject }) => subject)).toContain("Votre rattachement à Suresnes est confirmé");
  });

  it("an editor confirms a colleague; a stranger may not", async () => {
    const organisation = await buildOrganisation(test);
    const colleague = await buildUser({
      seats: [{ organisation: organisation._id, role: "editor", status: "pending", askedAt: new Date() }],
    });
    const path = `/rattachement/${organisation._id}/${colleague._id}/confirmer`;
    const stranger = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
    const home = await stranger.get("/tableau-de-bord");
    await stranger
      .post(path)
      .type("form")
      .send({ _csrf: formToken(home.text) })
      .expect(403);
    const editor = await asPerson(test, await buildMember(organisation._id));
    const mine = await editor.get("/tableau-de-bord");
    expect(mine.text).toContain(colleague.name);
    await editor
      .post(path)
      .type("form")
      .send({ _csrf: formToken(mine.text) })
      .expect(303);
    const agent = await asProgram(test, colleague);
    expect((await agent.get("/api/v1/me")).body.seats).toHaveLength(1);
  });

  it("a viewer reads but does not write", async () => {
    const organisation = await buildOrganisation(test);
    const editor = await asProgram(test, await buildMember(organisation._id));
    const { body: need } = await editor.post("/api/v1/needs").send({ title: "Un besoin à lire" }).expect(201);
    const viewer = await asProgram(test, await buildMember(organisation._id, "viewer"));
    await viewer.get(`/api/v1/needs/${need.id}`).expect(200);
    await viewer.post("/api/v1/needs").send({ title: "Un autre" }).expect(403);
    await viewer.patch(`/api/v1/needs/${need.id}`).send({ title: "Changé" }).expect(403);
    await viewer.post(`/api/v1/needs/${need.id}/submit`).send({}).expect(403);
  });
});

describe("forgotten password", () => {
  it("is changed by a link that works once; sessions and tokens from before no longer hold", async () => {
    const user = await buildUser();
    const program = await asProgram(test, user);
    const person = await asPerson(test, user);
    const agent = request.agent(test.app);
    const page = await agent.get("/mot-de-passe-oublie").expect(200);
    await agent
      .post("/mot-de-passe-oublie")
      .type("form")
      .send({ _csrf: formToken(page.text), email: user.email });
    await test.settle();
    const link = linkIn(test.mails[0]?.text ?? "", "/reinitialiser");
    test.setNow(new Date("2026-11-23T10:30:00Z"));
    const form = await agent.get(link).expect(200);
    const token = formToken(form.text);
    await agent.post(link).type("form").send({ _csrf: token, password: "court" }).expect(422);
    await agent
      .post(link)
      .type("form")
      .send({ _csrf: token, password: "une autre phrase longue" })
      .expect(303);
    await agent.get(link).expect(404);
    await program.get("/api/v1/me").expect(401);
    await person.get("/tableau-de-bord").expect(303).expect("Location", "/connexion");
    await request(test.app)
      .post("/api/v1/tokens")
      .send({ email: user.email, password: PASSWORD })
      .expect(401);
    await request(test.app)
      .post("/api/v1/tokens")
      .send({ email: user.email, password: "une autre phrase longue" })
      .expect(200);
  });

  it("tells nobody whether an address has an account", async () => {
    const agent = request.agent(test.app);
    const page = await agent.get("/mot-de-passe-oublie").expect(200);
    await agent
      .post("/mot-de-passe-oublie")
      .type("form")
      .send({ _csrf: formToken(page.text), email: "personne@ailleurs.example" })
      .expect(303)
      .expect("Location", "/mot-de-passe-oublie/merci");
    await test.settle();
    expect(test.mails).toEqual([]);
  });

  it("holds for two hours", async () => {
    const user = await buildUser();
    const agent = request.agent(test.app);
    const page = await agent.get("/mot-de-passe-oublie").expect(200);
    await agent
      .post("/mot-de-passe-oublie")
      .type("form")
      .send({ _csrf: formToken(page.text), email: user.email });
    await test.settle();
    const link = linkIn(test.mails[0]?.text ?? "", "/reinitialiser");
    test.setNow(new Date("2026-11-23T13:00:00Z"));
    await agent.get(link).expect(404);
  });
});

describe("signing in and out", () => {
  it("refuses a wrong password on the page, keeping the address", async () => {
    const user = await buildUser();
    const agent = request.agent(test.app);
    const page = await agent.get("/connexion").expect(200);
    const answer = await agent
      .post("/connexion")
      .type("form")
      .send({ _csrf: formToken(page.text), email: user.email, password: "mauvais mot de passe" })
      .expect(401);
    expect(answer.text).toContain(user.email);
    expect(answer.text).toContain("ne convient pas");
  });

  it("signs out", async () => {
    const agent = await asPerson(test, await buildUser());
    const page = await agent.get("/tableau-de-bord").expect(200);
    await agent
      .post("/deconnexion")
      .type("form")
      .send({ _csrf: formToken(page.text) })
      .expect(303);
    await agent.get("/tableau-de-bord").expect(303).expect("Location", "/connexion");
  });

  it("comes back to the page that was asked for", async () => {
    const user = await buildUser();
    const agent = request.agent(test.app);
    await agent.get("/mises-en-relation?page=1").set("Accept", "text/html").expect(303);
    const page = await agent.get("/connexion");
    await agent
      .post("/connexion")
      .type("form")
      .send({ _csrf: formToken(page.text), email: user.email, password: PASSWORD })
      .expect("Location", "/mises-en-relation?page=1");
  });

  it("slows down whoever guesses passwords, for that address only", async () => {
    const [user, other] = [await buildUser(), await buildUser()];
    const guess = (email: string) =>
      request(test.app).post("/api/v1/tokens").send({ email, password: "un mot de passe deviné" });
    for (let i = 0; i < 10; i++) await guess(user.email).expect(401);
    const refused = await guess(user.email).expect(429);
    expect(refused.body.type).toBe("urn:bourse:problem:too-many-requests");
    await guess(other.email).expect(401);
  });

  it("refuses a token that is not one, and one of another purpose", async () => {
    const me = (header: string) => request(test.app).get("/api/v1/me").set("Authorization", header);
    await me("Bearer nexistepasnexistepasnexistepas").expect(401);
    await me("Basic YTpi").expect(401);
  });
});
