import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Breaker } from "../../search/breaker.ts";
import type { SearchEngine, SearchQuery } from "../../search/engine.ts";
import { createMeilisearch } from "../../search/meilisearch.ts";
import { resilient } from "../../search/resilient.ts";
import { failure } from "./support/failure.ts";
import { FakeMeilisearch, type Mood } from "./support/fakeMeilisearch.ts";

const need = (id: string, title = "Marché couvert") => ({ id, title, status: "submitted" });
const KEY = "a-key-that-must-not-leak";

const server = new FakeMeilisearch();
let url: string;
/** Waits long enough for a busy machine. */
let patient: SearchEngine;
/** Waits no longer than a test likes to. */
let engine: SearchEngine;

/** One that hangs, and how long a reader waited for it: asked beforehand, since others need not wait meanwhile. */
const hanging = new FakeMeilisearch();
let hung: Promise<{ code: string; took: number }>;

async function waitForTheHanging(): Promise<{ code: string; took: number }> {
  hanging.mood = "hangs";
  const reader = createMeilisearch({ url: await hanging.start(), apiKey: KEY });
  const started = performance.now();
  const { code } = await failure(reader.search("needs", { text: "marché" }));
  return { code, took: performance.now() - started };
}

beforeAll(async () => {
  hung = waitForTheHanging();
  url = await server.start();
  patient = createMeilisearch({ url, apiKey: KEY });
  await patient.prepare();
  await patient.upsert("needs", [need("n1")]);
  engine = createMeilisearch({
    url,
    apiKey: KEY,
    readTimeoutMs: 200,
    writeTimeoutMs: 200,
    taskTimeoutMs: 300,
  });
});
afterAll(() => Promise.all([server.stop(), hanging.stop()]));
afterEach(() => {
  server.mood = "well";
  server.poison = () => null;
});

describe("a Meilisearch that fails", () => {
  const moods: [Mood, string][] = [
    ["hangs", "timeout"],
    ["drops", "unavailable"],
    ["forbids", "unavailable"],
    ["fails", "unavailable"],
    ["html", "unavailable"],
    ["truncates", "unavailable"],
  ];

  it.each(moods)("that %s: a reader is told %s, in time, without the key", async (mood, code) => {
    server.mood = mood;
    const started = performance.now();
    const errors = await Promise.all([
      failure(engine.search("needs", { text: "marché" })),
      failure(engine.search("needs", { text: "marché couvert", words: "any" })),
      failure(engine.searchMerged("needs", [{ text: "marché", weight: 1 }], 10)),
      failure(engine.facetSearch("needs", "status", "s")),
    ]);
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(KEY);
    }
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it.each(moods)("that %s: a writer is told %s", async (mood, code) => {
    server.mood = mood;
    const errors = await Promise.all([
      failure(engine.upsert("needs", [need("n2")])),
      failure(engine.remove("needs", ["n1"])),
      failure(engine.prepare()),
      failure(engine.rebuild("needs")),
    ]);
    for (const error of errors) expect(error.code).toBe(code);
  });

  it.each(moods)("that %s: its health says so, and does not throw", async (mood) => {
    server.mood = mood;
    const health = await engine.health();
    expect(health.ok).toBe(false);
    expect(health.detail).toMatch(/Meilisearch/);
    expect(health.detail).not.toContain(KEY);
  });

  it("is found well again once it is", async () => {
    server.mood = "fails";
    await failure(engine.search("needs", { text: "" }));
    server.mood = "well";
    expect((await patient.search("needs", { text: "marché" })).total).toBeGreaterThan(0);
    expect((await patient.health()).ok).toBe(true);
  });

  it("of which tasks fail for a passing reason: the writer may try again", async () => {
    server.mood = "fails-tasks";
    const error = await failure(engine.upsert("needs", [need("n2")]));
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("No space left on device");
  });

  it("that refuses a document for good: the writer is told that it is rejected", async () => {
    server.poison = (documents) =>
      documents.some(({ id }) => id === "bad") ? "Document bad is refused" : null;
    const error = await failure(engine.upsert("needs", [need("bad")]));
    expect(error.code).toBe("rejected");
    expect(error.message).toContain("Document bad is refused");
    await patient.upsert("needs", [need("n1")]);
  });

  it("that does not finish a task: the writer stops waiting", async () => {
    server.mood = "stalls-tasks";
    const error = await failure(engine.upsert("needs", [need("n2")]));
    expect(error.code).toBe("timeout");
  });

  it("that has no such index yet: readers fall back, and a start makes it", async () => {
    server.indexes.delete("bourse_organisations");
    expect((await failure(patient.search("organisations", { text: "" }))).code).toBe("unavailable");
    await patient.prepare();
    expect((await patient.search("organisations", { text: "" })).total).toBe(0);
  });

  it("that is prepared by two processes at once: both succeed", async () => {
    server.indexes.delete("bourse_organisations");
    await Promise.all([patient.prepare(), patient.prepare()]);
    expect(server.indexes.size).toBe(5);
  });

  it("that hangs is waited for 1.5 s by a reader, unless one says otherwise", async () => {
    const { code, took } = await hung;
    expect(code).toBe("timeout");
    expect(took).toBeGreaterThan(1400);
    expect(took).toBeLessThan(2000);
  });
});

describe("a resilient engine", () => {
  const asked: SearchQuery[] = [];
  const turns: boolean[] = [];
  const wrap = (inner = patient) =>
    resilient(inner, {
      breaker: new Breaker({ pauseMs: 50 }),
      onChange: (degraded) => turns.push(degraded),
      fallback: {
        async search(_, query) {
          asked.push(query);
          return { hits: [], total: 0, facets: {}, took: 0, degraded: true };
        },
        searchMerged: async () => [],
      },
    });
  beforeEach(() => {
    asked.length = 0;
    turns.length = 0;
  });

  it("answers from the fallback while the engine is away, and says so", async () => {
    const search = wrap();
    expect((await search.search("needs", { text: "marché" })).degraded).toBeUndefined();
    server.mood = "drops";
    expect((await search.search("needs", { text: "marché" })).degraded).toBe(true);
    expect(search.degraded).toBe(true);
    expect(await search.searchMerged("needs", [{ text: "x", weight: 1 }], 5)).toEqual([]);
    expect(await search.facetSearch("needs", "status", "s")).toEqual([]);
    expect((await search.searchMany([{ index: "needs", text: "a" }]))[0]?.degraded).toBe(true);
    expect(asked.map(({ text }) => text)).toEqual(["marché", "a"]);
    expect(turns).toEqual([true]);
  });

  it("does not hammer, and comes back by itself", async () => {
    const search = wrap();
    server.mood = "fails";
    server.requests.length = 0;
    for (let i = 0; i < 50; i++) await search.search("needs", { text: "marché" });
    expect(server.requests.length).toBeLessThan(6);
    server.mood = "well";
    await new Promise((resolve) => setTimeout(resolve, 80));
    const { hits, degraded } = await search.search("needs", { text: "marché" });
    expect(hits.map(({ id }) => id)).toContain("n1");
    expect(degraded).toBeUndefined();
    expect(turns).toEqual([true, false]);
  });

  it("costs a page one time-out at most, however many searches it makes", async () => {
    const search = wrap(engine);
    server.mood = "hangs";
    const started = performance.now();
    for (let i = 0; i < 5; i++) await search.search("needs", { text: "marché" });
    expect(performance.now() - started).toBeLessThan(900);
  });

  it("lets a bad query be a bad query", async () => {
    const filter = { op: "eq", field: "title", value: "x" } as const;
    expect((await failure(wrap().search("needs", { text: "", filter }))).code).toBe("bad-query");
    expect(asked).toEqual([]);
  });

  it("lets writers know of a failure", async () => {
    server.mood = "drops";
    expect((await failure(wrap().upsert("needs", [need("n2")]))).code).toBe("unavailable");
  });
});
