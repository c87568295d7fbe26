import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  buildExpert,
  buildMember,
  buildOrganisation,
  buildUser,
  fieldsOf,
  formToken,
  PASSWORD,
} from "../support/world.ts";
import { linkIn } from "./accounts/mailedLinks.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const SENTENCE = "on veut aider pour l’eau au Togo, deux puits";
const tried = { description: SENTENCE, theme: "eau-assainissement", ecarte: "country:BJ" };

/** Presses one of the buttons that go on with what was tried, as a browser sends it without scripts. */
const goOn = (who: Agent, go: string, from = "same-origin") =>
  who
    .post("/essayer")
    .set("Sec-Fetch-Site", from)
    .type("form")
    .send({ ...tried, go })
    .expect(303)
    .expect("Location", go);

async function signIn(who: Agent, email: string): Promise<string> {
  const { text } = await who.get("/connexion").expect(200);
  const { headers } = await who
    .post("/connexion")
    .type("form")
    .send({ _csrf: formToken(text), email, password: PASSWORD })
    .expect(303);
  return String(headers.location);
}

/** The text that the form of a new need opens with. */
const begun = async (who: Agent) =>
  fieldsOf((await who.get("/besoins/nouveau").expect(200)).text, "/besoins/nouveau");

/** Signs up for an organisation in this browser. @returns the path of the link that the mail brings */
async function signUp(who: Agent, email: string, fields: object): Promise<string> {
  const { text } = await who.get("/inscription?profile=expert").expect(200);
  await who
    .post("/inscription")
    .type("form")
    .send({ _csrf: formToken(text), name: "Marie Le Goff", email, password: PASSWORD, ...fields })
    .expect(303);
  await test.settle();
  return linkIn(test.mails.findLast(({ to }) => to === email)?.text ?? "", "/confirmer");
}

async function confirm(who: Agent, link: string): Promise<void> {
  const { text } = await who.get(link).expect(200);
  await who
    .post(link)
    .type("form")
    .send({ _csrf: formToken(text) })
    .expect(303);
}

describe("what was tried without an account", () => {
  it("is in the form of a need after signing in, with what was corrected in it, and is offered once", async () => {
    const member = await buildMember((await buildOrganisation(test))._id);
    const who = request.agent(test.app);
    await goOn(who, "/connexion");
    expect((await who.get("/connexion")).text).toContain(SENTENCE);
    expect(await signIn(who, member.email)).toBe("/besoins/nouveau");
    const fields = await begun(who);
    expect(fields).toMatchObject({ description: SENTENCE, dismissed: "country:BJ" });
    expect([fields.themes].flat()).toContain("eau-assainissement");
    expect((await who.get("/tableau-de-bord")).text).toContain(SENTENCE);
    const saved = { ...fields, title: "De l’eau au Togo", send: "save" };
    await who.post("/besoins/nouveau").type("form").send(saved).expect(303);
    expect(String((await begun(who)).description)).not.toContain(SENTENCE);
    expect((await who.get("/tableau-de-bord")).text).not.toContain(SENTENCE);
  });

  it("waits with the account that was asked for, though its mail is opened on another device", async () => {
    const organisation = (await buildOrganisation(test))._id;
    const [office, phone] = [request.agent(test.app), request.agent(test.app)];
    await goOn(office, "/inscription");
    expect((await office.get("/inscription?profile=member")).text).toContain(SENTENCE);
    const email = "marie@ville-qui-essaie.example";
    const link = await signUp(office, email, { profile: "member", organisation });
    await confirm(phone, link);
    expect(await signIn(phone, email)).toBe("/besoins/nouveau");
    expect(await begun(phone)).toMatchObject({ description: SENTENCE });
    expect((await User.findOne({ email }).lean())?.typedNeed ?? null).toBeNull();
  });

  it("is not kept with an account that offers expertise", async () => {
    const who = request.agent(test.app);
    await goOn(who, "/inscription");
    const email = "experte@ville-qui-essaie.example";
    await signUp(who, email, { profile: "expert" });
    expect((await User.findOne({ email }).lean())?.typedNeed ?? null).toBeNull();
  });

  it("waits on the dashboard for who came for another page, and can be left behind", async () => {
    const member = await buildMember((await buildOrganisation(test))._id);
    const who = request.agent(test.app);
    await goOn(who, "/connexion");
    await who
      .get("/mises-en-relation")
      .set("Accept", "text/html,*/*")
      .set("Sec-Fetch-Dest", "document")
      .expect(303);
    expect(await signIn(who, member.email)).toBe("/mises-en-relation");
    const dashboard = await who.get("/tableau-de-bord");
    expect(dashboard.text).toContain(SENTENCE);
    const { text } = await who.get("/besoins/nouveau").expect(200);
    expect(text).toContain("Commencer un autre besoin");
    await who
      .post("/besoins/nouveau/autre")
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(303)
      .expect("Location", "/besoins/nouveau");
    expect(String((await begun(who)).description ?? "")).toBe("");
  });

  it("is asked for whom, where there is no organisation to write it for", async () => {
    const { owner } = await buildExpert(test);
    const who = request.agent(test.app);
    await goOn(who, "/connexion");
    expect(await signIn(who, owner.email)).toBe("/besoins/nouveau");
    const { text } = await who.get("/besoins/nouveau").expect(200);
    expect(text).toContain("Pour quelle structure");
    expect(text).toContain(SENTENCE);
  });

  it("is not taken from another site", async () => {
    const who = request.agent(test.app);
    const { headers } = await goOn(who, "/connexion", "cross-site");
    expect(headers["set-cookie"]).toBeUndefined();
    expect((await who.get("/connexion")).text).not.toContain(SENTENCE);
  });

  it("is what stands in the form, not what was searched for last", async () => {
    const user = await buildUser();
    const who = request.agent(test.app);
    await signIn(who, user.email);
    const page = await who.get(`/essayer?besoin=${encodeURIComponent("Autre chose au Bénin")}`).expect(200);
    // A button of the form itself, wherever it stands on the page.
    expect(page.text).toMatch(/name="go" value="\/besoins\/nouveau" form="essai"/);
    await goOn(who, "/besoins/nouveau");
    expect((await who.get("/besoins/nouveau")).text).toContain(SENTENCE);
  });

  it("goes nowhere else than to these pages", async () => {
    const who = request.agent(test.app);
    const { headers } = await who
      .post("/essayer")
      .type("form")
      .send({ ...tried, go: "//ailleurs.example" });
    expect(headers.location).toMatch(/^\/essayer\?/);
  });
});
