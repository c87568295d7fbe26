import { describe, expect, it } from "vitest";
import { INDEX_NAMES } from "../../search/engine.ts";
import { INDEXES } from "../../search/indexes.ts";
import { differences, settingsOf } from "../../search/meilisearch/settings.ts";
import { VOCABULARY } from "./contract/world.ts";

describe("settings for Meilisearch", () => {
  it.each(INDEX_NAMES)("of %s declare every field, and display no other", (index) => {
    const settings = settingsOf(index, VOCABULARY);
    const { searchable, facets, filterable, sortable, spans = [] } = INDEXES[index];
    expect(new Set(settings.searchableAttributes)).toEqual(new Set(searchable.map(({ field }) => field)));
    const granular = (settings.filterableAttributes ?? []).filter((each) => typeof each !== "string");
    expect(granular.flatMap((each) => each.attributePatterns)).toEqual([
      ...["id", ...facets, ...filterable, ...spans],
      ...spans.map((field) => `${field}Blocks`),
    ]);
    for (const each of granular) {
      expect(each.features.facetSearch).toBe(facets.includes(each.attributePatterns[0] ?? ""));
    }
    expect(settings.sortableAttributes).toEqual(sortable);
    expect(settings.displayedAttributes).not.toContain("*");
    expect(settings.displayedAttributes).not.toContain("email");
    expect(settings.displayedAttributes).toEqual(expect.arrayContaining(["id", ...facets, ...sortable]));
  });

  it("put the fields in the order of their weight", () => {
    expect(settingsOf("organisations", {}).searchableAttributes?.[0]).toBe("name");
    expect(settingsOf("experts", {}).searchableAttributes?.at(-1)).toBe("bio");
  });

  it("are not sent when the server has them, in whatever order it gives them back", () => {
    const wanted = settingsOf("experts", VOCABULARY);
    const returned = JSON.parse(JSON.stringify({ ...wanted, dictionary: [], embedders: {} }));
    returned.stopWords.reverse();
    returned.displayedAttributes.sort();
    returned.sortableAttributes.reverse();
    returned.typoTolerance = {
      ...Object.fromEntries(Object.entries(returned.typoTolerance).reverse()),
      later: true,
    };
    expect(differences(returned, wanted)).toEqual({});
  });

  it("are sent alone where they differ", () => {
    const wanted = settingsOf("experts", VOCABULARY);
    const returned = { ...wanted, rankingRules: ["words"], synonyms: { ...VOCABULARY.synonyms, spanc: [] } };
    expect(Object.keys(differences(returned, wanted)).sort()).toEqual(["rankingRules", "synonyms"]);
    const order = { ...wanted, searchableAttributes: wanted.searchableAttributes?.toReversed() ?? null };
    expect(Object.keys(differences(order, wanted))).toEqual(["searchableAttributes"]);
  });
});
