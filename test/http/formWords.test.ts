import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildLabels } from "../../server/reference/labels.ts";
import { loadReference } from "../../server/reference/load.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildMember, buildOrganisation, buildUser, formToken } from "../support/world.ts";

let test: TestApp;
let newcomer: Agent;
let writer: Agent;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = await buildOrganisation(test);
  newcomer = await asPerson(test, await buildUser());
  writer = await asPerson(test, await buildMember(organisation._id));
});
afterAll(() => test.close());

const plain = (html: string) => html.replaceAll("&nbsp;", " ").replaceAll("\u00a0", " ");
/** The sentences of the summary of a refused form. */
const summaryOf = (html: string): string[] => {
  const summary = /data-error-summary[^>]*>(.*?)<\/ul>/s.exec(html)?.[1] ?? "";
  return [...summary.matchAll(/<a href="#[^"]+">([^<]+)<\/a>/g)].map(([, said]) => plain(said!));
};
async function post(agent: Agent, page: string, fields: Record<string, string>) {
  const { text } = await agent.get(page).expect(200);
  return agent
    .post(page.replace(/\?.*/, ""))
    .type("form")
    .send({ _csrf: formToken(text), ...fields });
}

describe("what a refused form says at its top", () => {
  it("names the field in the words of its label", async () => {
    const need = await post(writer, "/besoins/nouveau", { title: "x", description: "", send: "submit" });
    expect(need.status).toBe(422);
    const said = summaryOf(need.text);
    expect(said.some((sentence) => sentence.startsWith("Titre : "))).toBe(true);
    const profile = await post(newcomer, "/mon-profil", { name: "A", kind: "", headline: "", send: "save" });
    expect(profile.status).toBe(422);
    for (const label of ["Prénom et nom : ", "Vous êtes : ", "Ce que vous savez faire, en une ligne : "]) {
      expect(summaryOf(profile.text).some((sentence) => sentence.startsWith(label))).toBe(true);
    }
  });

  it("names a group by its legend", async () => {
    const { text } = await post(writer, "/besoins/nouveau", {
      title: "Réparer les forages de Natitingou",
      description: "Douze forages sont en panne, et nous cherchons une personne du métier.",
      "period[from]": "2027-06-01",
      "period[to]": "2027-01-01",
      send: "submit",
    });
    expect(summaryOf(text).some((sentence) => sentence.startsWith("Période : "))).toBe(true);
  });
});

describe("what is chosen", () => {
  it("is nothing before one chose who one is, nor where a declared structure is", async () => {
    const { text } = await newcomer.get("/mon-profil").expect(200);
    const kinds = /<select[^>]*id="kind".*?<\/select>/s.exec(text)![0];
    expect(kinds).toContain('<option value="">Choisissez</option>');
    expect(kinds).not.toContain("selected");
    const declared = await request(test.app).get("/inscription?profile=member&declare=1").expect(200);
    const countries = /<select[^>]*id="declared-country".*?<\/select>/s.exec(declared.text)![0];
    expect(countries).not.toContain("selected");
  });

  it("has a French name for each language, and only départements where people live", () => {
    const { languages, departements } = buildLabels(loadReference());
    expect(languages.filter(({ value, label }) => label === value)).toEqual([]);
    expect(languages.find(({ value }) => value === "ber")?.label).toBe("langues berbères");
    const codes = departements.map(({ value }) => value);
    expect(codes).toContain("988");
    expect(codes).not.toContain("989");
    expect(codes).not.toContain("984");
  });
});

describe("the steps of signing up", () => {
  it.each([
    ["/inscription", "Étape 1<"],
    ["/inscription?profile=expert", "Étape 2 sur 2<"],
    ["/inscription?profile=member", "Étape 2 sur 3<"],
    ["/inscription?profile=member&declare=1", "Étape 3 sur 3<"],
  ])("%s: %s", async (page, step) => {
    expect((await request(test.app).get(page).expect(200)).text).toContain(step);
  });
});

describe("how complete a profile is", () => {
  it("is counted for what is being typed, without keeping it", async () => {
    const { text } = await newcomer.get("/mon-profil").expect(200);
    const counted = await newcomer
      .post("/mon-profil/completude")
      .type("form")
      .set("x-csrf-token", formToken(text))
      .send({
        headline: "Ingénieure eau et assainissement",
        skills: "forages\neau potable\nrégie",
        themes: "eau-assainissement",
      })
      .expect(200);
    expect(plain(counted.text)).toContain("40 %");
    expect(counted.text).not.toContain("<html");
    expect(plain((await newcomer.get("/mon-profil").expect(200)).text)).toContain("0 %");
  });

  it("is said beside each field that counts, where others say that they may stay empty", async () => {
    const text = plain((await newcomer.get("/mon-profil").expect(200)).text);
    expect(text).toContain("(25 % du profil)");
    expect(text.match(/\(\d+ % du profil\)/g)).toHaveLength(8);
  });
});
