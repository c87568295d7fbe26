import { MAX_DEPTH } from "../../search/engine.ts";
import type { Refusal } from "../http/forms.ts";
import { type Asked, kept } from "./present.ts";

/** So many pages can be turned: an engine reaches no deeper, whatever it counts. */
export const pagesOf = (total: number, pageSize: number): number =>
  Math.min(Math.ceil(total / pageSize), Math.floor(MAX_DEPTH / pageSize));

type Found = { total: number; degraded: boolean; nearest: boolean };

/** What the page of every directory is given besides its cards, its facets and its ways to sort. */
export function presentDirectory(
  query: Asked & { page: number },
  { problems, errorOf }: Refusal,
  { total, degraded, nearest }: Found,
  { facets, pageSize }: { facets: readonly string[]; pageSize: number },
) {
  return {
    ...{ query, problems, errorOf, total, degraded, nearest },
    page: query.page,
    pageCount: pagesOf(total, pageSize),
    kept: kept(query),
    keptForFacets: kept(query, facets),
    keptForSearch: kept(query, ["q"]),
    keptForSort: kept(query, ["sort"]),
  };
}

/** The ways to sort a list, for its select. Without words there is nothing to be relevant to. */
export function sortOptions(
  labels: Readonly<Record<string, string>>,
  words: string,
): { value: string; label: string }[] {
  return Object.entries(labels)
    .filter(([value]) => value !== "relevance" || words !== "")
    .map(([value, label]) => ({ value, label }));
}
