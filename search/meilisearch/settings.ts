import { isDeepStrictEqual } from "node:util";
import type { Settings } from "meilisearch";
import { STOP_WORDS, WRITTEN_STOP_WORDS } from "../embedded/analysis.ts";
import type { IndexName } from "../engine.ts";
import { declaredFields, INDEXES } from "../indexes.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { blocksField } from "./filter.ts";

/** Enough for every country, département and skill; a facet of more values is searched, not listed. */
const MAX_FACET_VALUES = 300;
/** Meilisearch counts no further; it bounds the totals of pages, not their depth, which the port bounds. */
const MAX_TOTAL_HITS = 200_000;
const CUTOFF_MS = 500;

/** What stands between a French elision and its apostrophe: Meilisearch makes a word of it. */
const ELIDED = ["l", "d", "j", "n", "s", "c", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/** Settings of an index, in full: they live here, and the server's are made to agree with them at each start. */
export function settingsOf(index: IndexName, { synonyms = {}, exactWords = [] }: SearchVocabulary): Settings {
  const { searchable, filterable, facets, ranges, sortable, spans = [], latestFirst } = INDEXES[index];
  const granular = (fields: string[], facetSearch: boolean, comparison: boolean) =>
    fields.map((field) => ({
      attributePatterns: [field],
      features: { facetSearch, filter: { equality: true, comparison: comparison && ranges.includes(field) } },
    }));
  return {
    searchableAttributes: searchable.toSorted((a, b) => b.weight - a.weight).map(({ field }) => field),
    filterableAttributes: [
      ...granular(["id"], false, false),
      ...granular(facets, true, true),
      ...granular(filterable, false, true),
      ...granular([...spans, ...spans.map(blocksField)], false, false),
    ],
    sortableAttributes: sortable,
    displayedAttributes: declaredFields(index),
    // A sort that was asked for is obeyed; ties are broken by id, so that the same data gives the same order.
    rankingRules: [
      "sort",
      "words",
      "typo",
      "proximity",
      "attributeRank",
      "wordPosition",
      "exactness",
      ...(latestFirst ? [`${latestFirst}:desc`] : []),
      "id:asc",
    ],
    localizedAttributes: [{ attributePatterns: ["*"], locales: ["fra"] }],
    stopWords: [...new Set([...STOP_WORDS, ...WRITTEN_STOP_WORDS, ...ELIDED])],
    synonyms,
    typoTolerance: {
      enabled: true,
      minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
      disableOnNumbers: true,
      disableOnWords: [...new Set(exactWords.map((word) => word.toLowerCase()))],
      disableOnAttributes: [],
    },
    faceting: { maxValuesPerFacet: MAX_FACET_VALUES, sortFacetValuesBy: { "*": "count" } },
    pagination: { maxTotalHits: MAX_TOTAL_HITS },
    proximityPrecision: "byWord",
    searchCutoffMs: CUTOFF_MS,
    facetSearch: true,
    prefixSearch: "indexingTime",
  };
}

/** Lists of which the order means nothing: the server gives them back in its own. */
const UNORDERED = new Set([
  "stopWords",
  "sortableAttributes",
  "displayedAttributes",
  "disableOnWords",
  "synonyms",
]);

/** The settings that the server must be told: those that differ from what it has. Nothing when nothing differs. */
export function differences(current: Settings, wanted: Settings): Settings {
  const differing = Object.entries(wanted).filter(
    ([key, value]) =>
      !isDeepStrictEqual(canonical(key, value), canonical(key, current[key as keyof Settings], value)),
  );
  return Object.fromEntries(differing);
}

/** A setting in one form whatever the order of its lists and keys; keys that `like` does not have are left out. */
function canonical(key: string, value: unknown, like: unknown = value): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(key, item));
    return UNORDERED.has(key) ? items.map(String).sort() : items;
  }
  if (value === null || typeof value !== "object") return value;
  const shape = like !== null && typeof like === "object" && !Array.isArray(like) ? like : value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name in shape)
      .map(([name, each]) => [
        name,
        canonical(key === "synonyms" ? key : name, each, (shape as Record<string, unknown>)[name]),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
