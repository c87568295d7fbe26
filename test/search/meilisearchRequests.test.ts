import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Filter,
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  INDEX_NAMES,
  type SearchEngine,
} from "../../search/engine.ts";
import { batchesOf } from "../../search/meilisearch/writing.ts";
import { createMeilisearch } from "../../search/meilisearch.ts";
import { anyText } from "../support/anyText.ts";
import { HOSTILE } from "./contract/hostile.ts";
import { VOCABULARY, WORLD } from "./contract/world.ts";
import { FakeMeilisearch } from "./support/fakeMeilisearch.ts";

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
    const more = fc.sample(anyText({ maxLength: 60 }), {
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
