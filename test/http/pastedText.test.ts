import { hash } from "@node-rs/argon2";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { Expert } from "../../server/experts/model.ts";
import { refreshDocuments } from "../../server/jobs/indexing.ts";
import { Need } from "../../server/needs/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
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
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

/** What people paste, and what is kept of it on one line. */
const PASTED: [what: string, typed: string, kept: string][] = [
  ["spaces that do not break", "L’eau\u00a0de\u202fNatitingou", "L’eau de Natitingou"],
  ["a tab and a line end", "L’eau\tde\r\nNatitingou", "L’eau de Natitingou"],
  ["direction marks", "\u202aL’eau\u200e de Natitingou\u202c", "L’eau de Natitingou"],
  ["soft hyphens", "L’eau de Nati\u00adtin\u00adgou", "L’eau de Natitingou"],
  ["hyphens that do not break", "L’eau du Val\u2011de\u2011Marne", "L’eau du Val-de-Marne"],
  ["accents in two signs", "L’e\u0301cole de Natitingou", "L’école de Natitingou"],
  ["control characters", "L’eau\u0000 de\u0007 Natitingou\u0085", "L’eau de Natitingou"],
  ["an emoji of several signs", "L’eau 👩🏽‍🌾 de Natitingou", "L’eau 👩🏽‍🌾 de Natitingou"],
];
/** Signs that have no width, in a number that any least length allows. */
const UNSEEN = "\u200b\u2060\u3164\u00ad\u2800\u200d".repeat(4);

const signUp = async (fields: Record<string, string>) => {
  const agent = request.agent(test.app);
  const page = await agent.get("/inscription?profile=expert").expect(200);
  const form = { profile: "expert", name: "Une Personne", password: PASSWORD, ...fields };
  return agent
    .post("/inscription")
    .type("form")
    .send({ _csrf: formToken(page.text), ...form });
};
const token = (email: string, password: string) =>
  request(test.app).post("/api/v1/tokens").send({ email, password });

describe("pasted text is made plain where it enters", () => {
  it.each(PASTED)("%s, through the API and through forms", async (_what, typed, kept) => {
    const member = await buildMember((await buildOrganisation(test))._id);
    const program = await asProgram(test, member);
    const posted = await program.post("/api/v1/needs").send({ title: typed, description: typed }).expect(201);
    expect(posted.body.title).toBe(kept);
    expect(posted.body.description.replace("\n", " ")).toBe(kept);
    const profile = { name: typed, kind: "elu", headline: typed, skills: [typed] };
    const saved = await program.put("/api/v1/experts/me").send(profile).expect(200);
    expect([saved.body.name, saved.body.headline, saved.body.skills]).toEqual([kept, kept, [kept]]);

    const agent = await asPerson(test, member);
    const _csrf = formToken((await agent.get("/besoins/nouveau").expect(200)).text);
    await agent
      .post("/besoins/nouveau")
      .type("form")
      .send({ _csrf, title: typed, description: "Quoi" })
      .expect(303);
    expect(await Need.countDocuments({ author: member._id, title: kept })).toBe(2);
    const declared = { "declared[name]": typed, "declared[kind]": "association", "declared[country]": "FR" };
    await agent
      .post("/rattachement")
      .type("form")
      .send({ _csrf, ...declared })
      .expect(303);
    expect(await Organisation.exists({ name: kept, verified: false })).not.toBeNull();
  });

  it("what nobody would see is refused as missing, by field", async () => {
    const program = await asProgram(test, await buildMember((await buildOrganisation(test))._id));
    const need = await program.post("/api/v1/needs").send({ title: UNSEEN });
    expect([need.status, need.body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      ["title"],
    ]);
    const profile = { name: UNSEEN, kind: "elu", headline: UNSEEN, skills: [UNSEEN], phone: UNSEEN };
    const saved = await program.put("/api/v1/experts/me").send(profile);
    expect(saved.status).toBe(422);
    expect(saved.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      "name",
      "headline",
      "skills.0",
      "phone",
    ]);
    const form = await signUp({ name: UNSEEN, email: "personne@test.example", password: UNSEEN });
    expect(form.status).toBe(422);
    expect(form.text).toContain("Écrivez au moins 3 caractères.");
    expect(form.text).toContain("Choisissez un mot de passe fait de signes visibles.");
  });

  it("an optional field that holds nothing one sees is an empty one", async () => {
    const email = "sans.telephone@test.example";
    expect((await signUp({ email, phone: "\u00a0\u200b" })).status).toBe(303);
    expect((await User.findOne({ email }).lean())?.phone).toBeNull();
  });

  it.each([
    ["/experts", "Natitingou"],
    ["/besoins", "Natitingou"],
  ])("the words that %s is searched by", async (path, word) => {
    const organisation = await buildOrganisation(test);
    await buildExpert(test, { headline: "Ingénieure des forages de Natitingou" });
    const need = await buildNeed(organisation._id, (await buildMember(organisation._id))._id);
    await refreshDocuments(test.services.dependencies, "needs", [need._id]);
    const adviser = await asPerson(test, await buildUser({ adviser: true }));
    const found = async (q: string) => {
      const page = await adviser.get(`${path}?q=${encodeURIComponent(q)}`).expect(200);
      return [...new Set(page.text.match(/(?<=href="\/(?:experts|besoins)\/)[0-9a-f]{24}/g))].sort();
    };
    const hidden = word.split("").join("\u00ad");
    expect(await found(word)).not.toEqual([]);
    expect(await found(`\u202a${hidden}\u202c\u00a0`)).toEqual(await found(word));
  });
});

describe("numbers to call", () => {
  it.each([
    "01\u00a099\u202f00\u00a012 34",
    "\u202a+33 1 99 00 12 34\u202c",
    "0033.1.99.00.12.34",
    "01\u201199\u201100\u201112\u201134",
  ])("%j is kept as every other way of writing it, and shown as one reads it", async (phone) => {
    const user = await buildUser();
    const program = await asProgram(test, user);
    await program
      .put("/api/v1/experts/me")
      .send({ name: "Une Personne", kind: "elu", headline: "Élue à la coopération", phone })
      .expect(200);
    expect((await Expert.findOne({ user: user._id }).lean())?.contact.phone).toBe("+33199001234");
    const page = await (await asPerson(test, user)).get("/mon-profil").expect(200);
    expect(page.text).toContain('value="01 99 00 12 34"');
  });
});

describe("addresses with accents in their domain", () => {
  it("open an account, receive mail and sign in, however they are typed", async () => {
    const email = "accueil@mairie-évry.example";
    const ascii = "accueil@xn--mairie-vry-h7a.example";
    expect((await signUp({ email })).headers.location).toBe("/inscription/merci");
    await test.settle();
    expect(test.mails.filter(({ to }) => to === ascii)).toHaveLength(1);
    await User.updateOne({ email: ascii }, { emailConfirmedAt: new Date() });
    for (const typed of [email, ascii, email.normalize("NFD"), ` ${email.toUpperCase()}\u00a0`]) {
      await token(typed, PASSWORD).expect(200);
    }
    await signUp({ email: email.normalize("NFD") });
    expect(await User.countDocuments({ email: ascii })).toBe(1);
  });
});

describe("passwords", () => {
  it("open on every keyboard, whichever form of an accent it types", async () => {
    const password = "Évry-sur-école, à neuf";
    const email = "clavier@test.example";
    await signUp({ email, password: password.normalize("NFD") });
    await User.updateOne({ email }, { emailConfirmedAt: new Date() });
    for (const typed of [password, password.normalize("NFD"), password.replaceAll(" ", "\u00a0")]) {
      await token(email, typed).expect(200);
    }
    await token(email, "Evry-sur-ecole, a neuf").expect(401);
  });

  it("set before their signs were brought into one form open as they were typed, and on the other keyboard", async () => {
    const password = "Évry-sur-école, à neuf";
    for (const form of ["NFC", "NFD"]) {
      const passwordHash = await hash(password.normalize(form), { memoryCost: 64, timeCost: 1 });
      const { email } = await buildUser({ passwordHash });
      await token(email, password.normalize("NFC")).expect(200);
      await token(email, password.normalize("NFD")).expect(200);
    }
  });
});
