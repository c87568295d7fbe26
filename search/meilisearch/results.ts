import type { Hit, RankingScoreDetails } from "meilisearch";
import { compareText } from "../embedded/fieldValues.ts";
import {
  type FieldValue,
  HIGHLIGHT_CLOSE,
  type SearchDocument,
  type SearchHit,
  type SearchQuery,
} from "../engine.ts";

type Highlights = Pick<SearchHit, "highlights" | "highlightedLists">;

/** A hit of Meilisearch in the port's terms. @param greatestWeight of the queries that were merged, 1 where there was one */
export function hitOf(hit: Hit<SearchDocument>, query: SearchQuery, greatestWeight = 1): SearchHit {
  const { _formatted, _matchesPosition, _rankingScore, _rankingScoreDetails, _federation, ...document } = hit;
  const score = (_federation?.weightedRankingScore ?? _rankingScore ?? 0) / greatestWeight;
  const details = _rankingScoreDetails ? detailsOf(_rankingScoreDetails) : undefined;
  return {
    id: String(hit.id),
    score: Math.min(1, Math.max(0, score)),
    ...(details ? { details } : {}),
    document: document as SearchDocument,
    ...highlightsOf(_formatted ?? {}, hit, query.highlight ?? []),
  };
}

/** The score of each ranking rule, 0…1, by its name. Sort rules have none. */
function detailsOf(details: RankingScoreDetails): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const [rule, detail] of Object.entries(details)) {
    const score: unknown = detail?.["score"];
    if (typeof score === "number") scores[rule] = score;
  }
  return scores;
}

function highlightsOf(
  formatted: Partial<SearchDocument>,
  document: SearchDocument,
  fields: string[],
): Highlights {
  const highlights: Record<string, string> = {};
  const highlightedLists: Record<string, string[]> = {};
  for (const field of fields) {
    const value: FieldValue | FieldValue[] | null | undefined = formatted[field] ?? document[field];
    if (Array.isArray(value)) highlightedLists[field] = value.map((each) => wholeWords(String(each)));
    else if (value !== null && value !== undefined) highlights[field] = wholeWords(String(value));
  }
  return { highlights, highlightedLists };
}

const PART_OF_A_WORD = new RegExp(`${HIGHLIGHT_CLOSE}([\\p{L}\\p{N}\\p{M}]+)`, "gu");

/** Meilisearch marks the letters that were typed; people look for words: the marker moves to the end of the word. */
function wholeWords(text: string): string {
  return text.replace(PART_OF_A_WORD, `$1${HIGHLIGHT_CLOSE}`);
}

/** Facets in the port's order; one that nothing was counted for is empty, not absent. */
export function facetsOf(
  distribution: Record<string, Record<string, number>> | undefined,
  asked: string[],
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    asked.map((facet) => {
      const counts = Object.entries(distribution?.[facet] ?? {}).filter(([, count]) => count > 0);
      counts.sort(([a, x], [b, y]) => y - x || compareText(a, b));
      return [facet, Object.fromEntries(counts)];
    }),
  );
}
