import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Filter,
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  INDEX_NAMES,
  type SearchEngine,
} from "../../search/engine.ts";
import { INDEXES } from "../../search/indexes.ts";
import { compileFilter } from "../../search/meilisearch/filter.ts";
import { federatedQueries, queryText, windowOf } from "../../search/meilisearch/queries.ts";
import { differences, settingsOf } from "../../search/meilisearch/settings.ts";
import { batchesOf } from "../../search/meilisearch/writing.ts";
import { createMeilisearch } from "../../search/meilisearch.ts";
import { HOSTILE } from "./contract/hostile.ts";
import { VOCABULARY, WORLD } from "./contract/world.ts";
import { FakeMeilisearch } from "./support/fakeMeilisearch.ts";
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
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE));
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

describe("batches for Meilisearch", () => {
  it("are bounded in number and in bytes, keep the order and lose nothing", () => {
    const documents = Array.from({ length: 2500 }, (_, i) => ({
      id: `d${i}`,
      bio: i % 500 === 0 ? "x".repeat(1_500_000) : "y",
    }));
    const batches = batchesOf(documents);
    expect(batches.flat()).toEqual(documents);
    expect(batches.every((batch) => batch.length <= 1000 && JSON.stringify(batch).length < 4_000_000)).toBe(
      true,
    );
    expect(batchesOf([{ id: "huge", bio: "x".repeat(9_000_000) }])).toHaveLength(1);
    expect(batchesOf([])).toEqual([]);
  });
});

describe("settings for Meilisearch", () => {
  it.each(INDEX_NAMES)("of %s declare every field, and display no other", (index) => {
    const settings = settingsOf(index, VOCABULARY);
    const { searchable, facets, filterable, sortable } = INDEXES[index];
    expect(new Set(settings.searchableAttributes)).toEqual(new Set(searchable.map(({ field }) => field)));
    const granular = (settings.filterableAttributes ?? []).filter((each) => typeof each !== "string");
    expect(granular.flatMap((each) => each.attributePatterns)).toEqual(["id", ...facets, ...filterable]);
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

describe("requests to Meilisearch", () => {
  const server = new FakeMeilisearch();
  let engine: SearchEngine;

  beforeAll(async () => {
    engine = createMeilisearch({ url: await server.start(), apiKey: "the-key", vocabulary: VOCABULARY });
    await engine.prepare();
    await engine.upsert("experts", WORLD);
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.requests.length = 0;
  });
  const sent = () => server.requests.map(({ method, path }) => `${method} ${path}`);

  it("carry the key, and only that", async () => {
    await engine.search("experts", { text: "eau" });
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(["Bearer the-key"]);
  });

  it("of a search are one, with everything it needs", async () => {
    await engine.search("experts", {
      text: "eau",
      filter: { op: "eq", field: "countries", value: "BJ" },
      facets: ["kind"],
      sort: [{ field: "name", direction: "asc" }],
      offset: 20,
      limit: 10,
      highlight: ["headline"],
      retrieve: ["name"],
    });
    expect(server.requests).toMatchObject([{ method: "POST", path: "/indexes/bourse_experts/search" }]);
    expect(server.requests[0]?.body).toEqual({
      q: "eau",
      matchingStrategy: "all",
      filter: `countries = "BJ"`,
      facets: ["kind"],
      sort: ["name:asc"],
      page: 3,
      hitsPerPage: 10,
      attributesToRetrieve: ["id", "name"],
      attributesToHighlight: ["headline"],
      highlightPreTag: HIGHLIGHT_OPEN,
      highlightPostTag: HIGHLIGHT_CLOSE,
      showRankingScore: true,
      showRankingScoreDetails: true,
    });
  });

  it("of the several queries of a match are one, federated, with their weights", async () => {
    const filter: Filter = { op: "eq", field: "languages", value: "fr" };
    const hits = await engine.searchMerged(
      "experts",
      [
        { text: "assainissement latrines", words: "any", weight: 1, filter },
        { text: "Sénégal", words: "all", weight: 0.5, filter },
      ],
      200,
    );
    expect(sent()).toEqual(["POST /multi-search"]);
    expect(server.requests[0]?.body).toMatchObject({
      federation: { offset: 0, limit: 200 },
      queries: [
        {
          indexUid: "bourse_experts",
          q: "assainissement latrines ",
          federationOptions: { weight: 1 },
          filter: `languages = "fr"`,
        },
        { indexUid: "bourse_experts", q: "latrines assainissement ", federationOptions: { weight: 1 } },
        {
          indexUid: "bourse_experts",
          q: "Sénégal",
          matchingStrategy: "all",
          federationOptions: { weight: 0.5 },
        },
      ],
    });
    expect(hits[0]?.id).toBe("assainissement");
    expect(hits[0]?.details).toHaveProperty("words");
  });

  it("of a start that finds everything as it should be change nothing", async () => {
    await engine.prepare();
    expect(sent().every((each) => each.startsWith("GET "))).toBe(true);
    expect(sent()).toHaveLength(INDEX_NAMES.length);
  });

  it("of a start that finds other settings mend them", async () => {
    server.indexes.get("bourse_needs")?.configure({ stopWords: ["le"] });
    await engine.prepare();
    const patches = server.requests.filter(({ method }) => method === "PATCH");
    expect(patches.map(({ path }) => path)).toEqual(["/indexes/bourse_needs/settings"]);
    expect(Object.keys(patches[0]?.body as object)).toEqual(["stopWords"]);
  });

  it("of a rebuild build beside, swap and clean up", async () => {
    const rebuild = await engine.rebuild("needs");
    await rebuild.upsert([{ id: "n1", title: "Marché" }]);
    await rebuild.swap();
    const writes = server.requests.filter(({ method }) => method !== "GET");
    expect(writes.map(({ method, path }) => `${method} ${path.replace(/next_.*?(\/|$)/, "next$1")}`)).toEqual(
      [
        "POST /indexes",
        "PATCH /indexes/bourse_needs_next/settings",
        "POST /indexes/bourse_needs_next/documents",
        "POST /swap-indexes",
        "DELETE /indexes/bourse_needs_next",
      ],
    );
    expect(writes[3]?.body).toMatchObject([
      { rename: false, indexes: ["bourse_needs", expect.stringContaining("bourse_needs_next_")] },
    ]);
    expect([...server.indexes.keys()].filter((uid) => uid.includes("next"))).toEqual([]);
  });

  it("never let a hostile text out of its place: 500 of them, as filter and as query", async () => {
    const more = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), {
      numRuns: 500 - HOSTILE.length,
      seed: 4,
    });
    for (const text of [...HOSTILE, ...more]) {
      const filter: Filter = {
        op: "and",
        filters: [
          { op: "eq", field: "kind", value: "elu" },
          { op: "not", filter: { op: "eq", field: "countries", value: text } },
        ],
      };
      const { hits } = await engine.search("experts", { text, filter });
      expect(
        hits.filter(({ document }) => document["kind"] !== "elu"),
        JSON.stringify(text),
      ).toEqual([]);
    }
  });
});
