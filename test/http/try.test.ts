import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildExpert, buildMember, buildOrganisation, fieldsOf } from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
  await buildExpert(test);
});
afterAll(() => test.close());

const TEXT = "Des forages en panne près de Natitingou, et des comités à former.";
const send = (fields: object) => request(test.app).post("/essayer").type("form").send(fields);
const follow = async (fields: object) => {
  const { headers } = await send(fields).expect(303);
  return {
    address: String(headers.location),
    page: await request(test.app).get(String(headers.location)).expect(200),
  };
};
/** What the form of a page would send, with one of its buttons pressed. */
const pressed = (html: string, button: object) => ({ ...fieldsOf(html, "/essayer"), ...button });

describe("trying a sentence", () => {
  it("leads to an address that says it all: whoever opens it sees the same", async () => {
    const { address, page } = await follow({ description: TEXT });
    expect(address).toMatch(/^\/essayer\?besoin=Des\+forages/);
    const shared = await request(test.app).get(address).expect(200);
    for (const { text, headers } of [page, shared]) {
      expect(text).toContain("Bénin");
      expect(fieldsOf(text, "/essayer").description).toBe(TEXT);
      expect(headers["x-robots-tag"]).toBe("noindex");
    }
    expect(page.text).toContain("L’adresse de cette page garde votre essai");
  });

  it("what was understood is struck out, and taken back, there", async () => {
    const { page } = await follow({ description: TEXT });
    expect(page.text).toMatch(
      /name="dismiss" value="country:BJ"[^>]*form="essai"|form="essai"[^>]*name="dismiss" value="country:BJ"/,
    );
    const struck = await follow(pressed(page.text, { dismiss: "country:BJ" }));
    expect(struck.address).toContain("ecarte=country%3ABJ");
    expect(struck.page.text).toContain("<s>Bénin</s>");
    expect(struck.page.text).not.toContain('name="dismiss" value="country:BJ"');
    const back = await follow(pressed(struck.page.text, { restore: "country:BJ" }));
    expect(back.address).not.toContain("ecarte");
    expect(back.page.text).not.toContain("<s>Bénin</s>");
  });

  it("what is missing is added, confirmed and removed there, and counts", async () => {
    const { page } = await follow({ description: TEXT });
    const added = await follow(pressed(page.text, { pays: "SN" }));
    expect(added.address).toContain("pays=SN");
    expect(added.page.text).toContain('name="remove" value="country:SN"');
    const more = await follow({ ...pressed(added.page.text, {}), theme: "eau-assainissement" });
    expect(more.address).toMatch(/theme=eau-assainissement&pays=SN/);
    const removed = await follow(pressed(more.page.text, { remove: "country:SN" }));
    expect(removed.address).not.toContain("pays=");
    expect(removed.address).toContain("theme=eau-assainissement");
  });

  it("a text too long for an address is answered where it was sent, is corrected too, and says so", async () => {
    const description = `${TEXT} ${"Nous avons déjà remplacé les pompes. ".repeat(80)}`.trim();
    const page = await send({ description }).expect(200);
    expect(page.text).toContain("ne peut ni s’enregistrer ni s’envoyer");
    const struck = await send(pressed(page.text, { dismiss: "country:BJ" })).expect(200);
    expect(struck.text).toContain("<s>Bénin</s>");
    expect(fieldsOf(struck.text, "/essayer").description).toBe(description);
  });

  it("nothing typed, too much, or what no list knows: said, and what was typed stays", async () => {
    expect((await send({ description: " " }).expect(422)).text).toContain(
      "Décrivez votre besoin en quelques mots.",
    );
    const long = await send({ description: "eau ".repeat(2000) }).expect(422);
    expect(long.text).toContain("6000 caractères");
    await request(test.app).get("/essayer").expect(303).expect("Location", "/");
    const wrong = await request(test.app).get(
      `/essayer?besoin=${encodeURIComponent(TEXT)}&theme=nexistepas&pays=1&x=y`,
    );
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Ce thème n’existe pas.");
    expect(wrong.text).toContain("Des forages en panne");
    const unknown = await request(test.app).get(`/essayer?besoin=${encodeURIComponent(TEXT)}&pays=ZZ`);
    expect(unknown.status).toBe(422);
    for (const query of ["besoin[$gt]=", "besoin=a&besoin=b", "ecarte[x]=y&besoin=eau"]) {
      expect((await request(test.app).get(`/essayer?${query}`)).status).toBe(422);
    }
  });

  it("goes on as a need, with what was corrected", async () => {
    const agent = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
    const { text } = await agent
      .get(`/essayer?besoin=${encodeURIComponent(TEXT)}&ecarte=country:BJ&theme=eau-assainissement`)
      .expect(200);
    await agent
      .post("/essayer")
      .set("Sec-Fetch-Site", "same-origin")
      .type("form")
      .send({ ...fieldsOf(text, "/essayer"), go: "/besoins/nouveau" })
      .expect(303)
      .expect("Location", "/besoins/nouveau");
    const form = await agent.get("/besoins/nouveau").expect(200);
    expect(fieldsOf(form.text, "/besoins/nouveau")).toMatchObject({
      description: TEXT,
      themes: "eau-assainissement",
      dismissed: "country:BJ",
    });
  });
});
