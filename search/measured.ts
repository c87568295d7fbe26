import type { SearchEngine } from "./engine.ts";

type Operation = "search" | "searchMany" | "searchMerged" | "facetSearch" | "upsert" | "remove";
/** "degraded": the database answered in the engine's place. */
type Outcome = "ok" | "degraded" | "failed";
export type SearchMeasure = (operation: Operation, outcome: Outcome, seconds: number) => void;

/** An engine that tells how long each of its calls took and how it ended. */
export function measured(engine: SearchEngine, tell: SearchMeasure): SearchEngine {
  const timed = async <T>(operation: Operation, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const ended = (outcome: Outcome) => tell(operation, outcome, (performance.now() - started) / 1000);
    try {
      const answer = await work();
      const reads = operation !== "upsert" && operation !== "remove";
      ended(reads && engine.degraded ? "degraded" : "ok");
      return answer;
    } catch (error) {
      ended("failed");
      throw error;
    }
  };
  return {
    get degraded() {
      return engine.degraded === true;
    },
    get version() {
      return engine.version;
    },
    prepare: () => engine.prepare(),
    upsert: (index, documents) => timed("upsert", () => engine.upsert(index, documents)),
    remove: (index, ids) => timed("remove", () => engine.remove(index, ids)),
    clear: (index) => engine.clear(index),
    search: (index, query) => timed("search", () => engine.search(index, query)),
    searchMany: (queries) => timed("searchMany", () => engine.searchMany(queries)),
    searchMerged: (index, queries, limit) =>
      timed("searchMerged", () => engine.searchMerged(index, queries, limit)),
    facetSearch: (index, facet, text, query) =>
      timed("facetSearch", () => engine.facetSearch(index, facet, text, query)),
    rebuild: (index) => engine.rebuild(index),
    health: () => engine.health(),
    close: () => engine.close(),
  };
}
