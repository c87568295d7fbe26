import { describe, expect, it } from "vitest";
import type { SearchEngine } from "../../../search/engine.ts";

/** What facets count. */
export function describeFacets(engine: () => SearchEngine): void {
  describe("facets", () => {
    it("count values over everything for an empty query", async () => {
      const { facets } = await engine().search("experts", { text: "", facets: ["kind", "languages"] });
      expect(facets["kind"]).toEqual({
        agent: 28,
        retraite: 2,
        association: 1,
        consultant: 1,
        elu: 1,
        universitaire: 1,
      });
      expect(facets["languages"]).toEqual({ fr: 34, en: 2, wo: 2, ar: 1 });
    });

    it("come the most frequent first, then in alphabetical order", async () => {
      const { facets } = await engine().search("experts", { text: "", facets: ["kind"] });
      expect(Object.keys(facets["kind"] ?? {})).toEqual([
        "agent",
        "retraite",
        "association",
        "consultant",
        "elu",
        "universitaire",
      ]);
    });

    it("count what words and filter keep", async () => {
      const { facets } = await engine().search("experts", {
        text: "assainissement",
        filter: { op: "eq", field: "languages", value: "wo" },
        facets: ["countries", "themes"],
      });
      expect(facets["countries"]).toEqual({ ML: 1, SN: 1 });
      expect(facets["themes"]).toEqual({ "eau-assainissement": 1 });
    });

    it("are empty where nothing is kept", async () => {
      const { facets } = await engine().search("experts", { text: "xylophoniste", facets: ["kind"] });
      expect(facets["kind"] ?? {}).toEqual({});
    });

    it("count whatever page is shown", async () => {
      const { facets } = await engine().search("experts", {
        text: "",
        facets: ["kind"],
        offset: 30,
        limit: 2,
      });
      expect(facets["kind"]?.["agent"]).toBe(28);
    });

    it("are refused where they are not declared", async () => {
      await expect(engine().search("experts", { text: "", facets: ["bio"] })).rejects.toMatchObject({
        code: "bad-query",
      });
    });
  });

  describe("facet search", () => {
    it("finds values by their beginning, the most frequent first", async () => {
      const hits = await engine().facetSearch("experts", "themes", "e");
      expect(hits.map((hit) => hit.value)).toEqual(
        expect.arrayContaining(["eau-assainissement", "energie-climat"]),
      );
      expect(hits[0]).toEqual({ value: "eau-assainissement", count: 3 });
    });

    it("does not look at case", async () => {
      expect(await engine().facetSearch("experts", "countries", "s")).toEqual([{ value: "SN", count: 3 }]);
    });

    it("counts within a query and its filter", async () => {
      const query = { text: "", filter: { op: "eq", field: "languages", value: "wo" } } as const;
      expect(await engine().facetSearch("experts", "countries", "s", query)).toEqual([
        { value: "SN", count: 2 },
      ]);
    });

    it("finds nothing for what begins no value", async () => {
      expect(await engine().facetSearch("experts", "countries", "zzz")).toEqual([]);
    });

    it("gives every value when nothing is typed", async () => {
      const values = (await engine().facetSearch("experts", "kind", "")).map((hit) => hit.value);
      expect(values.toSorted()).toEqual([
        "agent",
        "association",
        "consultant",
        "elu",
        "retraite",
        "universitaire",
      ]);
    });

    it("is refused on what is not a facet", async () => {
      await expect(engine().facetSearch("experts", "yearsOfExperience", "1")).rejects.toMatchObject({
        code: "bad-query",
      });
    });
  });
}
