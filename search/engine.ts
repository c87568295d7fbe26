/**
 * The search port. Its shape follows what Meilisearch offers, so that both adapters can keep it:
 * typed documents in named indexes, a filter as an expression tree (never a string glued from input),
 * facet counts, sort, highlights between safe markers, and several queries merged into one list.
 */

export const INDEX_NAMES = ["experts", "organisations", "needs", "funding"] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

export type FieldValue = string | number | boolean;

/** A filter is a tree; an adapter compiles it with its own quoting. Fields must be declared filterable in `indexes.ts`. */
export type Filter =
  | { op: "eq"; field: string; value: FieldValue }
  | { op: "in"; field: string; values: FieldValue[] }
  /** Inclusive bounds; either may be left out. Numbers, or ISO dates, which order as strings. */
  | { op: "range"; field: string; gte?: number | string; lte?: number | string }
  | { op: "exists"; field: string }
  | { op: "and"; filters: Filter[] }
  | { op: "or"; filters: Filter[] }
  | { op: "not"; filter: Filter };

export type Sort = { field: string; direction: "asc" | "desc" };

/** A document as indexed: flat fields, arrays of scalars, plain text. Never contact data. */
export type SearchDocument = { id: string } & Record<string, FieldValue | FieldValue[] | null | undefined>;

export type SearchQuery = {
  /** Free text; "" matches everything. */
  text: string;
  filter?: Filter;
  /** Facets to count, over what the query and the filter keep. */
  facets?: string[];
  sort?: Sort[];
  offset?: number;
  limit?: number;
  /** Fields to highlight; found words stand between HIGHLIGHT_OPEN and HIGHLIGHT_CLOSE. */
  highlight?: string[];
  /** "all": every word must be found; "any": the more the better (what a match needs). Default "all". */
  words?: "all" | "any";
};

/** Private-use characters: they cannot come from HTML, and the view turns them into <mark>. */
export const HIGHLIGHT_OPEN = "\uE000";
export const HIGHLIGHT_CLOSE = "\uE001";

export type SearchHit = {
  id: string;
  /** Relevance 0…1, comparable between hits of one query, and as far as the engine allows between queries. */
  score: number;
  document: SearchDocument;
  highlights: Record<string, string>;
};

export type SearchResult = {
  hits: SearchHit[];
  /** How many documents the query and the filter keep in all. */
  total: number;
  facets: Record<string, Record<string, number>>;
  /** Milliseconds spent in the engine. */
  took: number;
};

/** One query of several that are merged into one list: its hits weigh `weight` times. */
export type WeightedQuery = SearchQuery & { weight: number };

export type FacetHit = { value: string; count: number };

export type EngineHealth = {
  ok: boolean;
  engine: "embedded" | "meilisearch";
  documents: number;
  detail?: string;
};

export interface SearchEngine {
  /** Makes the indexes and applies their settings where they differ. Safe to call at each start. */
  prepare(): Promise<void>;
  /** Adds or replaces whole documents. Resolves once a search sees them. */
  upsert(index: IndexName, documents: SearchDocument[]): Promise<void>;
  /** Removes documents; unknown ids are ignored. Resolves once no search sees them. */
  remove(index: IndexName, ids: string[]): Promise<void>;
  /** Empties an index. */
  clear(index: IndexName): Promise<void>;
  search(index: IndexName, query: SearchQuery): Promise<SearchResult>;
  /** Runs several queries on one index and merges their hits by weighted score, each document once. */
  searchMerged(index: IndexName, queries: WeightedQuery[], limit: number): Promise<SearchHit[]>;
  /** Values of one facet that begin with, or contain, `text`. */
  facetSearch(index: IndexName, facet: string, text: string, query?: SearchQuery): Promise<FacetHit[]>;
  health(): Promise<EngineHealth>;
  close(): Promise<void>;
}
