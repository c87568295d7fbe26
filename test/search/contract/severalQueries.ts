import { describe, expect, it } from "vitest";
import type { SearchEngine } from "../../../search/engine.ts";
import { idsOf } from "./world.ts";

/** Several questions asked at once: each in its place, or merged into one list. */
export function describeSeveralQueries(engine: () => SearchEngine): void {
  describe("several queries", () => {
    it("answers each in its place, from several indexes", async () => {
      const results = await engine().searchMany([
        { index: "experts", text: "compostage" },
        { index: "needs", text: "" },
        { index: "experts", text: "", limit: 0, facets: ["kind"] },
      ]);
      expect(idsOf(results[0]?.hits ?? [])).toEqual(["dechets"]);
      expect(results[1]?.hits).toEqual([]);
      expect(results[2]?.facets["kind"]?.["elu"]).toBe(1);
    });

    it("merges into one list, each document once", async () => {
      const hits = await engine().searchMerged(
        "experts",
        [
          { text: "assainissement latrines", words: "any", weight: 1 },
          { text: "vidange compostage", words: "any", weight: 1 },
        ],
        10,
      );
      const ids = idsOf(hits);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(["assainissement", "dechets", "eau"]));
    });

    it("lets weights decide", async () => {
      const merged = async (water: number, waste: number) =>
        engine().searchMerged(
          "experts",
          [
            { text: "hydraulicien", weight: water },
            { text: "compostage", weight: waste },
          ],
          10,
        );
      expect(idsOf(await merged(1, 0.2))).toEqual(["eau", "dechets"]);
      expect(idsOf(await merged(0.2, 1))).toEqual(["dechets", "eau"]);
    });

    it("keeps merged scores between 0 and 1, in order, whatever the weights", async () => {
      const hits = await engine().searchMerged(
        "experts",
        [
          { text: "hydraulicien", weight: 30 },
          { text: "assainissement", weight: 10 },
        ],
        10,
      );
      const scores = hits.map((hit) => hit.score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      for (const score of scores) expect(score > 0 && score <= 1).toBe(true);
    });

    it("obeys each query's filter, and the limit", async () => {
      const filter = { op: "eq", field: "countries", value: "SN" } as const;
      const hits = await engine().searchMerged(
        "experts",
        [
          { text: "assainissement", filter, weight: 1 },
          { text: "lecture", filter, weight: 1 },
        ],
        1,
      );
      expect(hits).toHaveLength(1);
      expect(["assainissement", "culture"]).toContain(hits[0]?.id);
    });

    it("merges nothing into nothing", async () => {
      expect(await engine().searchMerged("experts", [], 10)).toEqual([]);
      expect(await engine().searchMerged("experts", [{ text: "xylophoniste", weight: 1 }], 10)).toEqual([]);
    });
  });
}
