import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../server/config.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asProgram, buildMember, buildNeed, buildOrganisation, buildUser } from "../support/world.ts";

const UNSET = "L’adresse de contact n’est pas encore renseignée";
/** Where somebody looks for whom to write to. */
const PLACES = ["/aide", "/accessibilite", "/confidentialite"];
const open = (test: TestApp, path: string) => request(test.app).get(path).set("Accept", "text/html");

describe("where the operator said whom to write to", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ CONTACT_EMAIL: "bourse@cuf.example", CONTACT_PHONE: "01 99 00 12 34" });
  });
  afterAll(() => test.close());

  it.each([...PLACES, "/nexistepas"])("%s says so", async (path) => {
    const { text } = await open(test, path);
    expect(text).toContain('href="mailto:bourse@cuf.example"');
    expect(text).toContain('href="tel:0199001234"');
    expect(text).not.toContain(UNSET);
    expect(text).toContain('href="/aide"');
  });

  it("answers to mails go there", async () => {
    const adviser = await buildUser({ adviser: true });
    const member = await buildMember((await buildOrganisation(test))._id);
    const need = await buildNeed(member.seats[0]!.organisation, member._id, { status: "draft" });
    const editor = await asProgram(test, member);
    await editor.post(`/api/v1/needs/${need._id}/submit`).send({}).expect(200);
    await test.settle();
    const mail = test.mails.find(({ to }) => to === adviser.email);
    expect(mail?.replyTo).toBe("bourse@cuf.example");
    expect(mail?.text).toContain("http://bourse.test/aide");
  });
});

describe("where the operator said nothing", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  it.each(PLACES)("%s says that, and invents nothing", async (path) => {
    const { text } = await open(test, path).expect(200);
    expect(text).toContain(UNSET);
    expect(text).not.toContain("mailto:");
  });

  it("an error page leads to the help page", async () => {
    const { text } = await open(test, "/nexistepas").expect(404);
    expect(text).not.toContain("mailto:");
    expect(text).toMatch(/<main[\s\S]*href="\/aide"[\s\S]*<\/main>/);
  });
});

describe("the configuration", () => {
  it("names what is wrong in one sentence, and takes nothing for nothing", () => {
    expect(() => readConfig({ CONTACT_EMAIL: "pas une adresse" })).toThrow(
      /CONTACT_EMAIL must be one address/,
    );
    expect(() => readConfig({ CONTACT_PHONE: "bientôt" })).toThrow(
      /CONTACT_PHONE must be a telephone number/,
    );
    expect(readConfig({ CONTACT_EMAIL: "", CONTACT_PHONE: "" }).contact).toEqual({
      email: null,
      phone: null,
    });
  });
});
