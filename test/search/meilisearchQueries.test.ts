import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter } from "../../search/engine.ts";
import { compileFilter } from "../../search/meilisearch/filter.ts";
import { federatedQueries, queryText, windowOf } from "../../search/meilisearch/queries.ts";
import { anyText } from "../support/anyText.ts";
import { HOSTILE } from "./contract/hostile.ts";
import { parseFilter } from "./support/filterLanguage.ts";

describe("filters for Meilisearch", () => {
  it.each<[Filter, string]>([
    [{ op: "eq", field: "kind", value: "elu" }, `kind = "elu"`],
    [{ op: "eq", field: "available", value: true }, `available = "true"`],
    [{ op: "in", field: "countries", values: ["BJ", "SN"] }, `countries IN ["BJ", "SN"]`],
    [{ op: "in", field: "countries", values: [] }, "countries IN []"],
    [{ op: "range", field: "population", gte: 10, lte: 20 }, `(population >= "10" AND population <= "20")`],
    [{ op: "exists", field: "kind" }, "(kind EXISTS AND kind IS NOT NULL AND kind IS NOT EMPTY)"],
    [{ op: "and", filters: [] }, "NOT id IN []"],
    [{ op: "or", filters: [] }, "id IN []"],
    [{ op: "not", filter: { op: "eq", field: "kind", value: "x" } }, `NOT (kind = "x")`],
    [{ op: "eq", field: "kind", value: `a"b\\c` }, String.raw`kind = "a\"b\\c"`],
  ])("%j is written %s", (filter, text) => {
    expect(compileFilter(filter)).toBe(text);
  });

  it("mean what they meant, whatever the values", () => {
    const value = fc.oneof(anyText(), fc.constantFrom(...HOSTILE));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), value, (values, other) => {
        const read = parseFilter(
          compileFilter({
            op: "and",
            filters: [
              { op: "in", field: "kind", values },
              { op: "not", filter: { op: "eq", field: "countries", value: other } },
            ],
          }),
        );
        expect(read).toEqual({
          op: "and",
          filters: [
            { op: "in", field: "kind", values: values.map((each) => each.toWellFormed()) },
            { op: "not", filter: { op: "eq", field: "countries", value: other.toWellFormed() } },
          ],
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("texts for Meilisearch", () => {
  it.each([
    ["eau -potable", "eau  potable"],
    ["« circuits courts » bio", `"circuits courts"  bio`],
    [`un "guillemet seul`, "un   guillemet seul"],
    ["borne-fontaine", "borne-fontaine"],
    ["hydraul", "hydraul"],
    ["hydraul ", "hydraul "],
  ])("%j is asked as %j", (text, asked) => {
    expect(queryText(text).replace(/\s+/g, " ")).toBe(asked.replace(/\s+/g, " "));
  });

  it("keep the ten words that mean most of a long text", () => {
    const text =
      "nous cherchons pour la commune et ses écoles un appui à la construction de latrines dans trois villages du nord du Bénin";
    expect(queryText(text).split(" ")).toHaveLength(10);
    expect(queryText(text)).toContain("latrines");
  });

  it("lead one query with each word when any will do, six at a time", () => {
    const words = "un deux trois quatre cinq six sept huit".split(" ");
    const queries = federatedQueries({ text: words.join(" "), words: "any", weight: 2 }, "uid");
    expect(queries.map(({ q }) => q?.split(" ")[0])).toEqual(words.slice(1));
    expect(queries.every(({ matchingStrategy }) => matchingStrategy === "last")).toBe(true);
    expect(queries.every(({ federationOptions }) => federationOptions?.weight === 2)).toBe(true);
  });

  it("are bounded in number", () => {
    const text = Array.from({ length: 500 }, (_, i) => `mot${i}`).join(" ");
    expect(federatedQueries({ text, words: "any", weight: 1 }, "uid").length).toBeLessThanOrEqual(24);
  });
});

describe("pages of Meilisearch", () => {
  it.each([
    [
      { offset: 0, limit: 20 },
      { page: 1, hitsPerPage: 20, skip: 0, take: 20 },
    ],
    [
      { offset: 40, limit: 20 },
      { page: 3, hitsPerPage: 20, skip: 0, take: 20 },
    ],
    [
      { offset: 5, limit: 3 },
      { page: 1, hitsPerPage: 8, skip: 5, take: 3 },
    ],
    [
      { offset: 0, limit: 0 },
      { page: 1, hitsPerPage: 1, skip: 0, take: 0 },
    ],
    [{}, { page: 1, hitsPerPage: 20, skip: 0, take: 20 }],
  ])("%j is page %j", (bounds, window) => {
    expect(windowOf({ text: "", ...bounds })).toEqual(window);
  });
});
