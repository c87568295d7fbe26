import type { MultiSearchQueryWithFederation, SearchParams } from "meilisearch";
import { formOf, STOP_WORDS, tokenize } from "../embedded/analysis.ts";
import {
  DEFAULT_LIMIT,
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  type SearchQuery,
  type WeightedQuery,
} from "../engine.ts";
import { quotedParts } from "../queryText.ts";
import { compileFilter } from "./filter.ts";

/** Meilisearch reads ten words of a query and no more. */
const MAX_WORDS = 10;
/** Of a text of which any word will do, how many words are asked for, and how many at a time. */
const MAX_ANY_WORDS = 24;
const ANY_WORDS_AT_A_TIME = 6;

/** What every kind of search asks for, whatever its words. */
type Common = Pick<
  SearchParams,
  | "filter"
  | "attributesToRetrieve"
  | "attributesToHighlight"
  | "highlightPreTag"
  | "highlightPostTag"
  | "showRankingScore"
  | "showRankingScoreDetails"
>;

function commonParams(query: SearchQuery): Common {
  return {
    ...(query.filter ? { filter: compileFilter(query.filter) } : {}),
    attributesToRetrieve: query.retrieve ? [...new Set(["id", ...query.retrieve])] : ["*"],
    ...(query.highlight?.length
      ? {
          attributesToHighlight: query.highlight,
          highlightPreTag: HIGHLIGHT_OPEN,
          highlightPostTag: HIGHLIGHT_CLOSE,
        }
      : {}),
    showRankingScore: true,
    showRankingScoreDetails: true,
  };
}

/** The page that holds the hits asked for: pages are counted exactly, offsets only estimated. */
export type Window = { page: number; hitsPerPage: number; skip: number; take: number };

export function windowOf({ offset = 0, limit = DEFAULT_LIMIT }: SearchQuery): Window {
  if (limit === 0) return { page: 1, hitsPerPage: 1, skip: 0, take: 0 };
  if (offset % limit === 0) return { page: offset / limit + 1, hitsPerPage: limit, skip: 0, take: limit };
  return { page: 1, hitsPerPage: offset + limit, skip: offset, take: limit };
}

/** A query of which every word must be found, as Meilisearch takes it. */
export function allWordsQuery(
  query: SearchQuery,
): SearchParams & { q: string; page: number; hitsPerPage: number } {
  const { page, hitsPerPage } = windowOf(query);
  return {
    q: queryText(query.text),
    matchingStrategy: "all",
    ...commonParams(query),
    ...(query.facets?.length ? { facets: query.facets } : {}),
    ...(query.sort?.length
      ? { sort: query.sort.map(({ field, direction }) => `${field}:${direction}`) }
      : {}),
    page,
    hitsPerPage,
  };
}

/**
 * The queries to be federated for one query of the port. Meilisearch has no "any of these words": its "last" strategy
 * gives up words from the end and never the first. So each word leads one query, followed by its neighbours: whoever
 * holds a word is found by the query that it leads, the better the more of the following words it holds too.
 */
export function federatedQueries(query: WeightedQuery, indexUid: string): MultiSearchQueryWithFederation[] {
  const common = { indexUid, ...commonParams(query), federationOptions: { weight: query.weight } };
  const sort = query.sort?.length
    ? { sort: query.sort.map(({ field, direction }) => `${field}:${direction}`) }
    : {};
  if (query.words !== "any") {
    return [{ ...common, ...sort, q: queryText(query.text), matchingStrategy: "all" }];
  }
  const words = significantWords(query.text).slice(0, MAX_ANY_WORDS);
  if (words.length === 0) return [{ ...common, ...sort, q: "", matchingStrategy: "last" }];
  const chunks: string[][] = [];
  for (let from = 0; from < words.length; from += ANY_WORDS_AT_A_TIME) {
    chunks.push(words.slice(from, from + ANY_WORDS_AT_A_TIME));
  }
  return chunks.flatMap((chunk) =>
    // The space at the end says that the last word is finished: it is no prefix.
    chunk.map((_, i) => ({
      ...common,
      ...sort,
      q: `${[...chunk.slice(i), ...chunk.slice(0, i)].join(" ")} `,
      matchingStrategy: "last" as const,
    })),
  );
}

/** Words that mean something, each once, phrases kept together between their quotes. */
function significantWords(text: string): string[] {
  const words = quotedParts(text).flatMap(({ content, quoted }) => {
    const tokens = tokenize(content).map((token) => token.text);
    if (quoted) return tokens.length > 0 ? [`"${tokens.join(" ")}"`] : [];
    return tokens.filter((word) => !STOP_WORDS.has(formOf(word)));
  });
  const seen = new Set<string>();
  return words.filter((word) => !seen.has(formOf(word)) && seen.add(formOf(word)));
}

/**
 * A text as typed, with straight quotes where quotes match and none elsewhere. A hyphen before a word is dropped:
 * Meilisearch would take it for "without this word", which the port does not offer. Words beyond the tenth go, function
 * words first, rather than Meilisearch choosing.
 */
export function queryText(text: string): string {
  const parts = quotedParts(text);
  const written = parts
    .map(({ content, quoted }) =>
      quoted ? `"${content.trim()}"` : content.replace(/(^|[^\p{L}\p{N}])-+/gu, "$1 "),
    )
    .join(" ");
  if (tokenize(written).length <= MAX_WORDS) return written;
  const words = significantWords(text).slice(0, MAX_WORDS);
  return words.join(" ");
}
