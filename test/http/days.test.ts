import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Funding } from "../../server/funding/model.ts";
import { refreshDocuments } from "../../server/jobs/indexing.ts";
import { storedFallback } from "../../server/jobs/storedFallback.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { buildExpert } from "../support/world.ts";

let test: TestApp;
let twice: string;
let later: string;

beforeAll(async () => {
  test = await startTestApp();
  const spans = [
    { from: "2027-03-01", to: "2027-03-10" },
    { from: "2027-04-15", to: "2027-04-30" },
  ];
  twice = (await buildExpert(test, { name: "Libre Deux-Fois", availability: spans }))._id;
  const may = [{ from: "2027-05-01", to: "2027-05-31" }];
  later = (await buildExpert(test, { name: "Libre Plus-Tard", availability: may }))._id;
  await buildExpert(test, { name: "Jamais Libre", availability: [] });
});
afterAll(() => test.close());

describe("who is free between two days", () => {
  const cases: [string, string, () => string[]][] = [
    ["2027-03-25", "2027-03-28", () => []],
    ["2027-03-10", "2027-03-28", () => [twice]],
    ["2027-04-14", "2027-04-14", () => []],
    ["2027-04-15", "2027-04-15", () => [twice]],
    ["2027-04-30", "2027-05-01", () => [twice, later]],
    ["2027-05-31", "", () => [later]],
    ["2027-06-01", "", () => []],
    ["", "2027-03-01", () => [twice]],
  ];

  it.each(cases)(
    "from %s to %s is free on a day of it, in the list and in its total",
    async (from, to, ids) => {
      const { body } = await request(test.app)
        .get(`/api/v1/experts?availableFrom=${from}&availableTo=${to}`)
        .expect(200);
      expect(body.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids().toSorted());
      expect(body.total).toBe(ids().length);
    },
  );

  it("is counted by month whatever days are chosen", async () => {
    const { body } = await request(test.app)
      .get("/api/v1/experts?availableFrom=2027-03-25&availableTo=2027-03-28")
      .expect(200);
    expect(body.facets.month).toMatchObject({ "2027-03": 1, "2027-04": 1, "2027-05": 1 });
  });

  it.each(cases.filter(([from, to]) => from && to))(
    "from %s to %s is the same from the database, while the engine is away",
    async (from, to, ids) => {
      const { clock, lexicon } = test.services.dependencies;
      const fallback = storedFallback({ clock, lexicon: () => lexicon });
      const found = await fallback.search("experts", {
        text: "",
        filter: { op: "and", filters: [{ op: "overlaps", field: "availability", from, to }] },
      });
      expect(found.hits.map(({ id }) => id).toSorted()).toEqual(ids().toSorted());
      expect(found.total).toBe(ids().length);
    },
  );
});

describe("midnight in Paris", () => {
  const evening = new Date("2026-11-30T22:59:00Z");
  const night = new Date("2026-11-30T23:01:00Z");

  it("closes a call, opens another, and nothing is indexed again", async () => {
    const about = {
      funder: "Un financeur",
      funderKind: "etat",
      summary: "Pour l’eau.",
      confidence: "high" as const,
    };
    await Funding.insertMany([
      {
        ...about,
        _id: "ends",
        name: "Finit",
        calls: [{ year: 2026, opens: "2026-09-01", closes: "2026-11-30" }],
      },
      {
        ...about,
        _id: "begins",
        name: "Commence",
        calls: [{ year: 2026, opens: "2026-12-01", closes: "2027-01-31" }],
      },
      { ...about, _id: "always", name: "Permanent", calls: [], rolling: true },
      {
        ...about,
        _id: "unsaid",
        name: "Sans date",
        calls: [{ year: 2026, opens: null, closes: "2026-12-15" }],
      },
      { ...about, _id: "over", name: "Passé", calls: [{ year: 2025, opens: null, closes: null }] },
    ]);
    await refreshDocuments(test.services.dependencies, "funding", [
      "ends",
      "begins",
      "always",
      "unsaid",
      "over",
    ]);
    const open = async (now: Date): Promise<string[]> => {
      test.setNow(now);
      const { text } = await request(test.app).get("/dispositifs?open=1").expect(200);
      return [...text.matchAll(/href="\/dispositifs\/(\w+)"/g)].map(([, id]) => id!).toSorted();
    };
    expect(await open(evening)).toEqual(["always", "ends", "unsaid"]);
    expect(await open(night)).toEqual(["always", "begins", "unsaid"]);
    expect(await open(new Date("2027-02-01T12:00:00Z"))).toEqual(["always"]);
    test.setNow(TODAY);
  });

  it("turns over the pages that are kept for visitors", async () => {
    await buildExpert(test, {
      name: "Libre En-Décembre",
      availability: [{ from: "2026-12-01", to: "2026-12-31" }],
    });
    const page = async (now: Date): Promise<string> => {
      test.setNow(now);
      return (await request(test.app).get("/experts?q=En-Décembre").expect(200)).text;
    };
    expect(await page(evening)).toContain("Disponible à partir du 1er décembre 2026");
    expect(await page(evening)).toContain("Disponible à partir du 1er décembre 2026");
    expect(await page(night)).toContain("Disponible maintenant");
    test.setNow(TODAY);
  });
});
