import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildOrganisation, buildUser } from "../support/world.ts";

let test: TestApp;
const cooperation = (partner: string) => ({
  country: "FR",
  partner,
  theme: "eau-assainissement" as const,
  since: 2019,
  until: null,
  summary: "",
});
beforeAll(async () => {
  test = await startTestApp();
  for (const [name, given] of [
    ["Saint-Denis", { registerKey: "commune:93066", siren: "219300662", population: 150_000 }],
    ["Évry-Courcouronnes", { registerKey: "commune:91228", siren: "200083525", population: 66_919 }],
    ["CC du Pays de Pontchâteau St-Gildas-des-Bois", { kind: "epci" as const }],
    ["Ngazidja", { country: "KM", departement: null, cooperations: [cooperation("Saint-Denis")] }],
    ["Ligue de l’enseignement de Saint-Denis", { kind: "association" as const, population: null }],
  ] as const) {
    await buildOrganisation(test, {
      name,
      ...given,
      cooperations: [...("cooperations" in given ? given.cooperations : [])],
    });
  }
});
afterAll(() => test.close());

const choices = async (q: string): Promise<{ title: string; details: string }[]> =>
  (
    await request(test.app)
      .get(`/collectivites/choix.json?q=${encodeURIComponent(q)}`)
      .expect(200)
  ).body.items;
const titles = async (q: string) => (await choices(q)).map(({ title }) => title);

describe("the list from which one chooses a structure", () => {
  it.each(["Saint-Denis", "St-Denis", "St Denis", "SAINT DENIS", "ville de saint denis"])(
    "begins with who is called %s, those that are here and those of the register in one order",
    async (q) => {
      const found = await titles(q);
      expect(found.slice(0, 4)).toEqual(Array(4).fill("Saint-Denis"));
      const [first, second] = await choices(q);
      expect(first?.details).toMatch(/Réunion/);
      expect(second?.details).toMatch(/Seine-Saint-Denis|87/);
      expect(found.indexOf("Ligue de l’enseignement de Saint-Denis")).toBeGreaterThan(3);
      const place = found.indexOf("Ngazidja");
      expect(place === -1 || place === found.length - 1).toBe(true);
    },
  );

  it("finds by SIRET, and a région by the name it uses", async () => {
    expect(await titles("219 300 662 00012")).toEqual(["Saint-Denis"]);
    expect((await titles("Région Réunion"))[0]).toBe("Région Réunion");
  });

  it.each(["Courcouronnes", "évry"])("says what %s is called today", async (q) => {
    expect((await titles(q))[0]).toMatch(/^(Courcouronnes|Évry), aujourd’hui Évry-Courcouronnes$/);
  });
});

describe("the directory of authorities", () => {
  const page = async (q: string) =>
    (
      await request(test.app)
        .get(`/collectivites?q=${encodeURIComponent(q)}`)
        .expect(200)
    ).text;

  it.each([
    ["St-Denis", "Saint-Denis"],
    ["saint gildas", "St-Gildas-des-Bois"],
    ["219 300 662 00012", "Saint-Denis"],
    ["219300662", "Saint-Denis"],
    ["evry", "Évry-Courcouronnes"],
  ])("%s finds %s", async (q, name) => {
    const text = await page(q);
    expect(text).toContain(name);
    expect(text).not.toContain("Aucune structure");
  });

  it("leads from a former name to today’s page", async () => {
    expect(await page("Courcouronnes")).toMatch(
      /Courcouronnes, aujourd’hui <a href="\/collectivites\/[0-9a-f]{24}">Évry-Courcouronnes<\/a>/,
    );
    expect(await page("Saint-Denis")).not.toContain("aujourd’hui <a");
  });
});

describe("the administrators’ list of accounts", () => {
  it.each([
    ["nadege", "Nadège Cœurdoux"],
    ["COEURDOUX nadège", "Nadège Cœurdoux"],
    ["nadege@mairie-évry.example", "Nadège Cœurdoux"],
    ["a.b+c", "Point Virgule"],
  ])("%s finds %s", async (q, name) => {
    await buildUser({ name: "Nadège Cœurdoux", email: `nadege@xn--mairie-vry-h7a.example` }).catch(
      () => null,
    );
    await buildUser({ name: "Point Virgule", email: "a.b+c@ville.example" }).catch(() => null);
    const admin = await asPerson(test, await buildUser({ admin: true }));
    const { text } = await admin.get(`/administration?q=${encodeURIComponent(q)}`).expect(200);
    expect(text).toContain(name);
    const none = await admin.get(`/administration?q=${encodeURIComponent(`${q}zzz`)}`).expect(200);
    expect(none.text).not.toContain(name);
  });
});
