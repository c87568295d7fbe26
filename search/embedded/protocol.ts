import type {
  FacetHit,
  IndexName,
  SearchDocument,
  SearchHit,
  SearchQuery,
  SearchResult,
  WeightedQuery,
} from "../engine.ts";
import type { SearchErrorCode } from "../errors.ts";
import type { SearchCore, Target } from "./core.ts";

/** What the engine asks of its thread. */
export type Call =
  | { do: "upsert"; target: Target; documents: SearchDocument[] }
  | { do: "remove"; target: Target; ids: string[] }
  | { do: "clear"; index: IndexName }
  | { do: "searchMany"; queries: (SearchQuery & { index: IndexName })[] }
  | { do: "searchMerged"; index: IndexName; queries: WeightedQuery[]; limit: number }
  | { do: "facetSearch"; index: IndexName; facet: string; text: string; query?: SearchQuery }
  | { do: "openRebuild"; index: IndexName }
  | { do: "closeRebuild"; target: Required<Target>; outcome: "swap" | "discard" }
  | { do: "documents" };

export type Answer = {
  upsert: undefined;
  remove: undefined;
  clear: undefined;
  searchMany: SearchResult[];
  searchMerged: SearchHit[];
  facetSearch: FacetHit[];
  openRebuild: number;
  closeRebuild: undefined;
  documents: number;
};

export type Request = { number: number; call: Call };
export type Reply =
  | { number: number; value: Packed<Answer[keyof Answer]> }
  | { number: number; error: { message: string; code?: SearchErrorCode } };

/** Carries out a call. @throws SearchError */
export function perform(core: SearchCore, call: Call): Answer[keyof Answer] {
  switch (call.do) {
    case "upsert":
      return void core.upsert(call.target, call.documents);
    case "remove":
      return void core.remove(call.target, call.ids);
    case "clear":
      return void core.clear(call.index);
    case "searchMany":
      return call.queries.map(({ index, ...query }) => core.search(index, query));
    case "searchMerged":
      return core.searchMerged(call.index, call.queries, call.limit);
    case "facetSearch":
      return core.facetSearch(call.index, call.facet, call.text, call.query);
    case "openRebuild":
      return core.openRebuild(call.index);
    case "closeRebuild":
      return void core.closeRebuild(call.target, call.outcome);
    case "documents":
      return core.documents;
  }
}

/** Hits that carry no field, as two columns: copying an object a hit between threads takes longer than finding it. */
type Columns = Omit<SearchResult, "hits"> & { ids: string[]; scores: Float64Array };
export type Packed<T> = T | (SearchResult | Columns)[];

/** An answer as it travels between threads. */
export function pack(call: Call, answer: Answer[keyof Answer]): Packed<Answer[keyof Answer]> {
  if (call.do !== "searchMany") return answer;
  return (answer as SearchResult[]).map((result, i): SearchResult | Columns => {
    const { retrieve, highlight } = call.queries[i]!;
    if (retrieve?.length !== 0 || highlight?.length) return result;
    const { hits, ...rest } = result;
    return { ...rest, ids: hits.map(({ id }) => id), scores: Float64Array.from(hits, ({ score }) => score) };
  });
}

/** The answer again. */
export function unpack(packed: Packed<Answer[keyof Answer]>): Answer[keyof Answer] {
  if (!Array.isArray(packed)) return packed;
  return (packed as (SearchResult | Columns)[]).map((result): SearchResult => {
    if (!("ids" in result)) return result;
    const { ids, scores, ...rest } = result;
    const hits = ids.map((id, i): SearchHit => {
      return { id, score: scores[i]!, document: { id }, highlights: {}, highlightedLists: {} };
    });
    return { ...rest, hits };
  });
}
