import type { Day } from "../server/domain/days.ts";

/**
 * The search port. Its shape follows what Meilisearch offers, so that both adapters can keep it:
 * typed documents in named indexes, a filter as an expression tree (never a string glued from input),
 * facet counts, sort, highlights between safe markers, and several queries merged into one list.
 */

export const INDEX_NAMES = ["experts", "organisations", "needs", "funding", "experiences"] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

export type FieldValue = string | number | boolean;

/**
 * A filter is a tree; an adapter compiles it with its own quoting. Fields must be declared filterable in `indexes.ts`,
 * or the query is refused with a SearchError. Strings are compared without regard to case.
 */
export type Filter =
  | { op: "eq"; field: string; value: FieldValue }
  | { op: "in"; field: string; values: FieldValue[] }
  /** Inclusive bounds; either may be left out. Numbers, or ISO dates, which order as strings. The field is one of `ranges`. */
  | { op: "range"; field: string; gte?: number | string; lte?: number | string }
  /** Days of a span, both included, of which the field's spans hold at least one. The field is one of `spans`. */
  | { op: "overlaps"; field: string; from: Day; to: Day }
  /** The field holds at least one value: neither absent, nor null, nor an empty list. */
  | { op: "exists"; field: string }
  /** An empty "and" keeps everything, an empty "or" and an empty "in" keep nothing. */
  | { op: "and"; filters: Filter[] }
  | { op: "or"; filters: Filter[] }
  | { op: "not"; filter: Filter };

export type Sort = { field: string; direction: "asc" | "desc" };

/**
 * A document as indexed: flat fields, arrays of scalars, plain text. Never contact data.
 * An id is made of letters, digits, "-" and "_" (what Meilisearch takes).
 */
export type SearchDocument = { id: string } & Record<string, FieldValue | FieldValue[] | null | undefined>;

export type SearchQuery = {
  /** Free text, as typed; words between double quotes must follow each other. "" matches everything. */
  text: string;
  filter?: Filter;
  /** Facets to count, over what the query and the filter keep. */
  facets?: string[];
  sort?: Sort[];
  offset?: number;
  limit?: number;
  /** Fields to highlight; found words stand between HIGHLIGHT_OPEN and HIGHLIGHT_CLOSE. */
  highlight?: string[];
  /**
   * "all": every word must be found, the last one as typed so far (a prefix); "any": the more the better, no prefix
   * (what a match needs). Default "all".
   */
  words?: "all" | "any";
  /** Fields that the hits carry, besides the id. Default: every field. */
  retrieve?: string[];
};

/** Where nothing is said: as many hits as a page shows, and no more than an engine is asked to sort. */
export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 1000;
/** The deepest hit that can be reached by `offset + limit`. */
export const MAX_DEPTH = 10_000;

/** Private-use characters: they cannot come from HTML, and the view turns them into <mark>. */
export const HIGHLIGHT_OPEN = "\uE000";
export const HIGHLIGHT_CLOSE = "\uE001";

export type SearchHit = {
  id: string;
  /** Relevance 0…1, comparable between hits of one query, and as far as the engine allows between queries. */
  score: number;
  /** What the score is made of, each 0…1 by the engine's own rule (words, typo, proximity…), where it tells. */
  details?: Record<string, number>;
  document: SearchDocument;
  /** Text fields asked for in `highlight`, whole, found words between the markers. */
  highlights: Record<string, string>;
  /** List fields asked for in `highlight`, item by item in the order of the document. */
  highlightedLists: Record<string, string[]>;
};

export type SearchResult = {
  hits: SearchHit[];
  /** How many documents the query and the filter keep in all. */
  total: number;
  /**
   * By facet, the most frequent values first, then in alphabetical order. Values that read as whole numbers come first
   * whatever their count: such is the order of a JavaScript object.
   */
  facets: Record<string, Record<string, number>>;
  /** Milliseconds spent in the engine. */
  took: number;
  /** true when the engine did not answer and the store did, in its simpler way: the page says so. */
  degraded?: boolean;
};

/** One query of several that are merged into one list: its hits weigh `weight` times. */
export type WeightedQuery = SearchQuery & { weight: number };

export type FacetHit = { value: string; count: number };

/**
 * An index that is built beside the live one, under the same settings. Nothing is seen of it before `swap`, which
 * puts it in the place of the live one in one step.
 */
export interface Rebuild {
  upsert(documents: SearchDocument[]): Promise<void>;
  remove(ids: string[]): Promise<void>;
  swap(): Promise<void>;
  /** Gives up: what was built is thrown away. */
  discard(): Promise<void>;
}

export type EngineHealth = {
  ok: boolean;
  engine: "embedded" | "meilisearch";
  documents: number;
  detail?: string;
};

export interface SearchEngine {
  /** true while the engine does not answer and something simpler does in its place; absent where that cannot be. */
  readonly degraded?: boolean;
  /**
   * Goes up with each write that a search may see, but for those to indexes that not everybody may see: what anyone found
   * under the same number would be found again. Absent where other processes write too.
   */
  readonly version?: number;
  /** Makes the indexes and applies their settings where they differ. Safe to call at each start. */
  prepare(): Promise<void>;
  /** Adds or replaces whole documents. Resolves once a search sees them. */
  upsert(index: IndexName, documents: SearchDocument[]): Promise<void>;
  /** Removes documents; unknown ids are ignored. Resolves once no search sees them. Both writes may be repeated. */
  remove(index: IndexName, ids: string[]): Promise<void>;
  /** Empties an index. */
  clear(index: IndexName): Promise<void>;
  /** @throws SearchError "bad-query" for an undeclared field or a value out of bounds, "unavailable" or "timeout". */
  search(index: IndexName, query: SearchQuery): Promise<SearchResult>;
  /** Several independent queries in one trip (facets that ignore their own filter need it); results in their order. */
  searchMany(queries: (SearchQuery & { index: IndexName })[]): Promise<SearchResult[]>;
  /**
   * Runs several queries on one index and merges their hits, each document once, by its best weighted score: the
   * query's score times its weight over the greatest weight, so 0…1.
   */
  searchMerged(index: IndexName, queries: WeightedQuery[], limit: number): Promise<SearchHit[]>;
  /** Values of one facet that begin with `text` (an engine may also find inner words), most frequent first; at most 100. */
  facetSearch(index: IndexName, facet: string, text: string, query?: SearchQuery): Promise<FacetHit[]>;
  /** Opens an empty index beside the live one; what an interrupted rebuild of this index left is thrown away. */
  rebuild(index: IndexName): Promise<Rebuild>;
  health(): Promise<EngineHealth>;
  close(): Promise<void>;
}
