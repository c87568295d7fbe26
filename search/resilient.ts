import { Breaker } from "./breaker.ts";
import type {
  FacetHit,
  IndexName,
  SearchEngine,
  SearchHit,
  SearchQuery,
  SearchResult,
  WeightedQuery,
} from "./engine.ts";
import { isEngineFailure } from "./errors.ts";

/**
 * What answers in place of an engine that does not: the store, in a simpler way (exact words and beginnings, the same
 * filters, no facets). It says so: `degraded` is true in its results.
 */
export interface Fallback {
  search(index: IndexName, query: SearchQuery): Promise<SearchResult>;
  searchMerged(index: IndexName, queries: WeightedQuery[], limit: number): Promise<SearchHit[]>;
}

type Options = {
  fallback: Fallback;
  breaker?: Breaker;
  /** Told once when the engine stops answering, and once when it answers again. */
  onChange?: (degraded: boolean, reason?: unknown) => void;
};

/**
 * An engine whose readers always get an answer: its own, or the fallback's where it fails. Writers are told of failures
 * as ever, since they try again.
 */
export function resilient(
  engine: SearchEngine,
  { fallback, breaker = new Breaker(), onChange }: Options,
): SearchEngine {
  let degraded = false;
  const turn = (now: boolean, reason?: unknown): void => {
    if (degraded === now) return;
    degraded = now;
    onChange?.(now, reason);
  };
  const answer = async <T>(ask: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    try {
      const answered = await breaker.through(ask);
      turn(false);
      return answered;
    } catch (error) {
      if (!isEngineFailure(error)) throw error;
      turn(true, error);
      return instead();
    }
  };
  const noFacets: FacetHit[] = [];
  return {
    get degraded() {
      return degraded;
    },
    prepare: () => engine.prepare(),
    upsert: (index, documents) => engine.upsert(index, documents),
    remove: (index, ids) => engine.remove(index, ids),
    clear: (index) => engine.clear(index),
    search: (index, query) =>
      answer(
        () => engine.search(index, query),
        () => fallback.search(index, query),
      ),
    searchMany: (queries) =>
      answer(
        () => engine.searchMany(queries),
        () => Promise.all(queries.map(({ index, ...query }) => fallback.search(index, query))),
      ),
    searchMerged: (index, queries, limit) =>
      answer(
        () => engine.searchMerged(index, queries, limit),
        () => fallback.searchMerged(index, queries, limit),
      ),
    facetSearch: (index, facet, text, query) =>
      answer(
        () => engine.facetSearch(index, facet, text, query),
        async () => noFacets,
      ),
    rebuild: (index) => engine.rebuild(index),
    health: () => engine.health(),
    close: () => engine.close(),
  };
}
