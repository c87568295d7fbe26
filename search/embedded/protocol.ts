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
  | { number: number; value: Answer[keyof Answer] }
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
