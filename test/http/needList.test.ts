import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillIndexes } from "../../server/jobs/indexing.ts";
import { storedFallback } from "../../server/jobs/storedFallback.ts";
import { Need } from "../../server/needs/model.ts";
import { indexedScope } from "../../server/needs/scope.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

/** More needs of others than a search looked through before it asked whose they are. */
const OTHERS = 230;

let test: TestApp;
let ours: string;
let member: Agent;
let viewer: Agent;
let adviser: Agent;
let program: Agent;

beforeAll(async () => {
  test = await startTestApp();
  ours = (await buildOrganisation(test, { name: "Ville de Kerlouan" }))._id;
  const theirs = (await buildOrganisation(test, { name: "Ville de Ploudiry" }))._id;
  const author = await buildMember(ours);
  const other = await buildMember(theirs);
  await Need.insertMany(
    Array.from({ length: OTHERS }, (_, i) => ({
      _id: newId(),
      organisation: theirs,
      author: other._id,
      title: `Une passerelle, ouvrage ${i}`,
      description: "",
      status: i < 25 ? "closed" : "qualified",
      ...{ statusSince: TODAY, createdAt: TODAY, updatedAt: TODAY },
    })),
  );
  const old = new Date("2024-01-01T00:00:00Z");
  const given = { title: "Passerelle du bourg", description: "", updatedAt: old } as const;
  await buildNeed(ours, author._id, { ...given, status: "closed", outcome: "met" });
  await buildNeed(ours, author._id, { ...given, title: "Passerelle à finir", status: "draft" });
  await buildNeed(theirs, other._id, { ...given, title: "Passerelle secrète", status: "draft" });
  await fillIndexes(test.services.dependencies);
  member = await asPerson(test, author);
  viewer = await asPerson(test, await buildMember(ours, "viewer"));
  const advising = await buildUser({ adviser: true });
  adviser = await asPerson(test, advising);
  program = await asProgram(test, advising);
});
afterAll(() => test.close());

const list = async (agent: Agent, query: string) => (await agent.get(`/besoins?${query}`).expect(200)).text;
const titles = (html: string): string[] =>
  [...html.matchAll(/class="row__title"><a[^>]+>([^<]+)</g)].map(([, title]) => title!);
const totalOf = (html: string) => />([\d\u202f]+) besoins?</.exec(html)?.[1];

describe("needs by words", () => {
  it("are the own ones, closed and drafts too, however many others there are", async () => {
    for (const agent of [member, viewer]) {
      const html = await list(agent, "q=passerelle");
      expect(titles(html).toSorted()).toEqual(["Passerelle du bourg", "Passerelle à finir"]);
      expect(totalOf(html)).toBe("2");
    }
  });

  it("are for an adviser all that was sent, and no draft of others", async () => {
    const html = await list(adviser, "q=passerelle");
    expect(totalOf(html)).toBe(String(OTHERS + 1));
    expect(titles(html)[0]).toBe("Passerelle du bourg");
    const { body } = await program.get("/api/v1/needs?q=passerelle&status=closed&page=2").expect(200);
    expect(body).toMatchObject({ total: 26, page: 2, pageSize: 20, nearest: false, degraded: false });
    expect(body.items).toHaveLength(6);
    for (const query of ["q=secrète", "q=passerelle+secrète&status=draft"]) {
      expect(titles(await list(adviser, query)), query).not.toContain("Passerelle secrète");
    }
  });

  it("are found by who asks", async () => {
    expect(titles(await list(adviser, "q=kerlouan"))).toEqual(["Passerelle du bourg"]);
    expect(titles(await list(member, "q=kerlouan+finir"))).toEqual(["Passerelle à finir"]);
  });

  it("follow what is written, within a second", async () => {
    const own = await asProgram(test, await buildMember(ours));
    const { body } = await own.post("/api/v1/needs").send({ title: "Un télésiège" }).expect(201);
    await test.settle();
    expect(titles(await list(viewer, "q=télésiège"))).toEqual(["Un télésiège"]);
    await own.patch(`/api/v1/needs/${body.id}`).send({ title: "Un funiculaire" }).expect(200);
    await test.settle();
    expect(titles(await list(viewer, "q=télésiège"))).toEqual([]);
    expect(titles(await list(viewer, "q=funiculaire"))).toEqual(["Un funiculaire"]);
    await own.delete(`/api/v1/needs/${body.id}`);
    await test.settle();
    expect(totalOf(await list(viewer, "q=funiculaire"))).toBeUndefined();
  });

  it("say what was looked for where there is none, and how to look wider", async () => {
    const html = await list(member, "q=planétarium&status=closed");
    expect(html).toContain("Aucun besoin pour « planétarium » dans l’état « Clos »");
    expect(html).toContain("Chercher dans tous les états");
    expect(await list(adviser, "q=passerelle+planétarium")).toContain(
      "Aucun besoin ne contient tous ces mots\u00a0; voici les plus proches.",
    );
  });

  it("have the same rights where the database answers in the engine’s place", async () => {
    const { dependencies } = test.services;
    const fallback = storedFallback({ clock: dependencies.clock, lexicon: () => dependencies.lexicon });
    const find = async (text: string, sent: boolean) => {
      const filter = indexedScope({ organisations: sent ? [] : [ours], own: "nobody", sent });
      const { hits } = await fallback.search("needs", { text, filter, limit: 50 });
      return hits.map(({ document }) => document["title"]).toSorted();
    };
    expect(await find("passerelle", false)).toEqual(["Passerelle du bourg", "Passerelle à finir"]);
    expect(await find("kerlouan", true)).toEqual(["Passerelle du bourg"]);
    expect(await find("secrète", true)).toEqual([]);
  });
});

describe("the pages of a list", () => {
  it("count every state that the reader may see", async () => {
    const html = await list(adviser, "");
    expect(totalOf(html)).toBe(String(OTHERS + 1));
    expect(html).toMatch(/href="\/besoins\?status=closed">Clos <span class="tabs__count">26</);
    expect(html).not.toContain("status=draft");
    expect(await list(member, "status=draft")).toContain("Passerelle à finir");
  });

  it.each([
    ["/besoins", "La liste en compte 12."],
    ["/besoins?q=passerelle&status=closed", "La liste en compte 2."],
    ["/collectivites", "La liste tient en une seule page."],
    ["/collectivites?q=kerlouan", "La liste tient en une seule page."],
  ])("%s: past the end, it says so and leads back to the last one", async (path, said) => {
    const separator = path.includes("?") ? "&" : "?";
    const { text } = await adviser.get(`${path}${separator}page=99`).expect(200);
    expect(text).toContain("Cette page n’existe plus");
    expect(text).toContain(said);
    const back = /<a href="([^"]+)" rel="prev">/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const last = (await adviser.get(back).expect(200)).text;
    expect(last).not.toContain("Cette page n’existe plus");
    expect(last).not.toContain('rel="next"');
  });
});
