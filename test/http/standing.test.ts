import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Expert } from "../../server/experts/model.ts";
import { fillIndexes } from "../../server/jobs/indexing.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  buildExpert,
  buildMember,
  buildOrganisation,
  buildUser,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let adviser: Agent;
let suspended: string;

const NAMES = ["Awa Zongo", "Zoé Adam", "Yann Le Bihan", "Charles de Gaulle", "Béa MOREAU"];

beforeAll(async () => {
  test = await startTestApp();
  for (const name of NAMES) await buildExpert(test, { name });
  suspended = (await buildExpert(test, { name: "Inès Écartée", status: "suspended" }))._id;
  await buildExpert(test, { name: "Paul Archive", status: "archived" });
  await buildExpert(test, { name: "Rose Attente", status: "submitted" });
  await buildExpert(test, {
    name: "Luc Oubli",
    confirmation: { asked: 4, askedAt: TODAY, lapsed: true },
  });
  await fillIndexes(test.services.dependencies);
  adviser = await asPerson(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

const people = (html: string): string[] =>
  [...html.matchAll(/class="(?:row__title|card__title)"><a[^>]+>([^<]+)</g)].map(([, name]) => name!);
const standing = async (of: string) =>
  people((await adviser.get(`/conseil/experts?standing=${of}`).expect(200)).text);

describe("profiles by their standing", () => {
  it("are found by advisers, whatever the directory shows", async () => {
    expect(await standing("suspended")).toEqual(["Inès Écartée"]);
    expect(await standing("archived")).toEqual(["Paul Archive"]);
    expect(await standing("submitted")).toEqual(["Rose Attente"]);
    expect(await standing("lapsed")).toEqual(["Luc Oubli"]);
    expect(await standing("published")).toHaveLength(NAMES.length + 1);
    const html = (await adviser.get("/conseil/experts?standing=published&q=ecart").expect(200)).text;
    expect(html).toContain("Aucun profil pour « ecart »");
    expect(people((await adviser.get("/conseil/experts?q=ecart")).text)).toEqual(["Inès Écartée"]);
    expect((await adviser.get("/experts").expect(200)).text).toContain('href="/conseil/experts"');
    expect((await adviser.get("/conseil/experts?page=7").expect(200)).text).toContain(
      "Cette page n’existe plus",
    );
    await adviser.get("/conseil/experts?standing=magie").expect(422);
  });

  it("are nobody else’s to see, whatever the address says", async () => {
    const member = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
    await member.get("/conseil/experts").expect(403);
    for (const address of [
      "/experts?standing=suspended",
      "/experts?status=suspended",
      "/experts?q=ecartee",
    ]) {
      const { text } = await request(test.app).get(address).expect(200);
      expect(text, address).not.toContain("Écartée");
    }
    await request(test.app).get("/api/v1/experts?status=suspended").expect(422);
    const { body } = await request(test.app).get("/api/v1/experts").expect(200);
    expect(JSON.stringify(body.items)).not.toMatch(/Écartée|Archive|Attente|Oubli/);
  });

  it("are published again from there", async () => {
    const { text } = await adviser.get("/conseil/experts?standing=suspended").expect(200);
    expect(text).toContain(`action="/experts/${suspended}/publish"`);
    await adviser
      .post(`/experts/${suspended}/publish`)
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(303);
    expect((await Expert.findById(suspended).lean())?.status).toBe("published");
    expect(await standing("suspended")).toEqual([]);
    await Expert.updateOne({ _id: suspended }, { status: "suspended" });
    await test.settle();
  });
});

describe("the directory", () => {
  it("is in the order of family names", async () => {
    const { text } = await request(test.app).get("/experts?q=forages&sort=name").expect(200);
    const names = people(text).filter((name) => NAMES.includes(name));
    expect(names).toEqual(["Zoé Adam", "Charles de Gaulle", "Yann Le Bihan", "Béa MOREAU", "Awa Zongo"]);
    expect(text).toContain("Nom de famille");
  });

  it("offers no filter that nearly everybody passes", async () => {
    for (let i = 0; i < 6; i += 1) await buildExpert(test, { name: `Personne ${i}` });
    const { text } = await request(test.app).get("/experts").expect(200);
    expect(text).not.toContain('name="language" value="fr"');
    const chosen = await request(test.app).get("/experts?language=fr").expect(200);
    expect(chosen.text).toContain('name="language" value="fr" checked');
  });

  it("of organisations tells of cooperation abroad", async () => {
    const cooperation = { partner: "X", theme: "eau-assainissement", since: 2020, until: null, summary: "" };
    const at = (country: string) => ({ ...cooperation, country }) as never;
    await buildOrganisation(test, { name: "Ville de Près", cooperations: [at("FR"), at("BJ")] });
    const { text } = await request(test.app).get("/collectivites").expect(200);
    expect(text).toContain('name="country" value="BJ"');
    expect(text).not.toContain('name="country" value="FR"');
    const chosen = await request(test.app).get("/collectivites?country=FR").expect(200);
    expect(chosen.text).toContain('name="country" value="FR" checked');
  });
});
