import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Expert } from "../../server/experts/model.ts";
import { Funding } from "../../server/funding/model.ts";
import { refreshDocuments } from "../../server/jobs/indexing.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { asPerson, buildExpert, buildOrganisation, buildUser } from "../support/world.ts";

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp();
  await buildExpert(test, { name: "Aïssata Puits", headline: "Forages et pompes", bio: "", skills: [] });
  await buildExpert(test, { name: "Yann Écluse", headline: "Irrigation et pompes", bio: "", skills: [] });
  await buildExpert(test, { name: "Zoé Livre", headline: "Bibliothèques", bio: "", skills: [], kind: "elu" });
  await buildOrganisation(test, { name: "Ville de Pontivert" });
  const scheme = await Funding.create({
    _id: "fonds-rivieres",
    name: "Fonds des rivières",
    funder: "Agence des berges",
    funderKind: "water-agency",
    summary: "Pour des berges vivantes",
    confidence: "high",
  });
  await refreshDocuments(test.services.dependencies, "funding", [scheme._id]);
});
afterAll(() => test.close());

const page = async (path: string) => (await request(test.app).get(path).expect(200)).text;
const namesIn = (html: string): string[] =>
  [...html.matchAll(/Aïssata Puits|Yann Écluse|Zoé Livre/g)].map(([name]) => name);

describe("several words that nothing holds together", () => {
  it("find the nearest profiles, best first, and the page says so", async () => {
    const html = await page("/experts?q=forages+pompes+planétarium&sort=name");
    expect(html).toContain("Aucun profil ne contient tous ces mots\u00a0; voici les plus proches.");
    expect([...new Set(namesIn(html))]).toEqual(["Aïssata Puits", "Yann Écluse"]);
    expect(html).not.toContain('id="tri"');
  });

  it("obey the chosen filters all the same", async () => {
    const html = await page("/experts?q=forages+planétarium&kind=elu");
    expect(html).not.toContain("voici les plus proches");
    expect(namesIn(html)).toEqual([]);
  });

  it("find the nearest structures and schemes too", async () => {
    const structures = await page("/collectivites?q=pontivert+planétarium");
    expect(structures).toContain("Aucune structure ne contient tous ces mots");
    expect(structures).toContain("Ville de Pontivert");
    const schemes = await page("/dispositifs?q=rivières+planétarium");
    expect(schemes).toContain("Aucun dispositif ne contient tous ces mots");
    expect(schemes).toContain("Fonds des rivières");
  });

  it("are told to programs", async () => {
    const near = await request(test.app).get("/api/v1/experts?q=pompes+planétarium").expect(200);
    expect(near.body).toMatchObject({ total: 2, nearest: true, degraded: false });
    expect(near.body.facets.kind).toEqual({ retraite: 2 });
    const all = await request(test.app).get("/api/v1/experts?q=pompes+irrigation").expect(200);
    expect(all.body).toMatchObject({ total: 1, nearest: false });
  });
});

describe("words that nothing holds", () => {
  it.each(["planétarium", "planétarium télescope"])("find nothing: %s", async (q) => {
    const html = await page(`/experts?q=${encodeURIComponent(q)}`);
    expect(html).toContain("Aucun profil pour");
    expect(html).not.toContain("voici les plus proches");
  });
});

describe("the page that visitors share", () => {
  const nonceOf = (html: string) => /<script nonce="([^"]+)"/.exec(html)?.[1];

  it("is the same page with a nonce of its own each time", async () => {
    const first = await request(test.app).get("/experts?q=pompes").expect(200);
    const second = await request(test.app)
      .get("/experts?q=pompes")
      .expect(200)
      .expect("Content-Type", /html/);
    const [a, b] = [nonceOf(first.text), nonceOf(second.text)] as [string, string];
    expect(a).not.toBe(b);
    expect(second.text).toBe(first.text.replaceAll(a, b));
    expect(second.headers["content-security-policy"]).toContain(`'nonce-${b}'`);
  });

  it("is made anew once a document changes, or the day does", async () => {
    const before = await page("/experts?q=pompes");
    expect(namesIn(before)).not.toEqual([]);
    const late = await buildExpert(test, {
      name: "Zoé Livre",
      headline: "Pompes solaires",
      bio: "",
      skills: [],
    });
    expect(namesIn(await page("/experts?q=pompes"))).toContain("Zoé Livre");
    await Expert.updateOne({ _id: late._id }, { status: "suspended" });
    await refreshDocuments(test.services.dependencies, "experts", [late._id]);
    expect(namesIn(await page("/experts?q=pompes"))).toEqual(namesIn(before));
    test.setNow(new Date("2027-03-01T10:00:00Z"));
    expect(await page("/experts?q=pompes")).toContain("mars 2027");
    test.setNow(TODAY);
  });

  it("is not what signed-in people see, nor do visitors see theirs", async () => {
    const member = await buildUser();
    const person = await asPerson(test, member);
    const own = (await person.get("/experts").expect(200)).text;
    expect(own).toContain(member.name);
    expect(await page("/experts")).not.toContain(member.name);
    expect((await person.get("/experts").expect(200)).text).toContain(member.name);
  });

  it("is not kept when it refuses something", async () => {
    await request(test.app).get("/experts?theme=magie").expect(422);
    await request(test.app).get("/experts?theme=magie").expect(422);
  });
});
