import { setImmediate as nextTurn } from "node:timers/promises";
import type { Filter, IndexName, SearchEngine } from "../../search/engine.ts";
import { reuseReadings } from "../domain/matching/textReading.ts";
import type { MatchNeed, Understood } from "../domain/matching/types.ts";
import type { Stance } from "../domain/matching/understanding/denials.ts";
import { dismissedWords } from "../domain/matching/understanding/dismissed.ts";
import { evidenceOf } from "../domain/matching/understanding/evidence.ts";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";
import { type Reading, readText } from "../domain/matching/understanding/reading.ts";
import type { Token } from "../domain/matching/understanding/text.ts";
import { needText } from "../domain/matching/understanding/understand.ts";
import { frenchTermsOf } from "../domain/matching/understanding/words.ts";

/** How many candidates retrieval hands to a ranking (design/matching.md, "Where it runs"). */
export const RETRIEVED = 200;

/** Words of one query: a longer one drowns its ask and costs the engine more than it brings. */
const ASK_WORDS = 12;
const SUBJECT_LABELS = 5;

const ASK = 1;
const SUBJECT = 0.9;
const PLACE = 0.5;

/** One of the queries asked for a need, and how much its answer weighs. */
export type MatchQuery = { text: string; weight: number; words: "any" };

/**
 * Asks the engine for the candidates of a need, by several short queries rather than one long one: the ask in its own
 * words, the thesaurus's words for what was understood, the places. What a hard rule would drop is filtered out here.
 * @returns relevance 0…1 by candidate id, at most `limit` of them
 */
export async function retrieve(
  engine: SearchEngine,
  index: IndexName,
  need: MatchNeed,
  understood: Understood,
  lexicon: Lexicon,
  limit: number = RETRIEVED,
): Promise<Map<string, number>> {
  const filter = index === "experts" ? expertFilter(need) : undefined;
  const queries = queriesOf(need, understood, lexicon);
  if (queries.length === 0) return new Map();
  const results = await engine.searchMany(
    queries.map(({ text, words }) => ({
      index,
      text,
      words,
      limit,
      retrieve: [],
      ...(filter ? { filter } : {}),
    })),
  );
  const relevance = new Map<string, number>();
  const total = queries.reduce((sum, q) => sum + q.weight, 0);
  results.forEach((result, i) => {
    // Added up rather than the best taken: who answers the ask and the place comes before who answers one of them.
    const share = queries[i]!.weight / total;
    for (const hit of result.hits) relevance.set(hit.id, (relevance.get(hit.id) ?? 0) + share * hit.score);
  });
  return new Map([...relevance].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit));
}

/** Candidates of one kind, with what their texts say on its way. */
export type Found = {
  /** Relevance 0…1 by candidate id. */
  relevance: ReadonlyMap<string, number>;
  /** Resolves once what their texts say is at hand. */
  readings: Promise<void>;
};

/** Looks for the candidates of a need, as `retrieve` does; resolves when they are known, their readings asked for. */
export async function find(
  engine: SearchEngine,
  index: IndexName,
  need: MatchNeed,
  understood: Understood,
  lexicon: Lexicon,
): Promise<Found> {
  const relevance = await retrieve(engine, index, need, understood, lexicon);
  return { relevance, readings: fetchReadings(engine, index, [...relevance.keys()], lexicon) };
}

/**
 * Brings what was read in the candidates' texts when they were indexed, so that they need not be read again; once for
 * those that are kept rather than with every hit of every query. Without it the ranking is the same, only slower.
 */
async function fetchReadings(
  engine: SearchEngine,
  index: IndexName,
  ids: readonly string[],
  lexicon: Lexicon,
): Promise<void> {
  for (const reading of await storedReadings(engine, index, ids)) reuseReadings(reading, lexicon);
  // A ranking follows: who waited for this goes first.
  await nextTurn();
}

/** What was read in the candidates' texts when they were indexed, for `reuseReadings`; those that are not there are left out. */
export async function storedReadings(
  engine: SearchEngine,
  index: IndexName,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const filter: Filter = { op: "in", field: "id", values: [...ids] };
  const { hits } = await engine.search(index, { text: "", filter, limit: ids.length, retrieve: ["reading"] });
  return hits.map(({ document }) => document["reading"]).filter((reading) => typeof reading === "string");
}

/** The queries for a need; exported so that what is asked of the engine can be looked at. */
export function queriesOf(need: MatchNeed, understood: Understood, lexicon: Lexicon): MatchQuery[] {
  const queries: MatchQuery[] = [];
  const push = (text: string, weight: number) => {
    if (text.trim() !== "") queries.push({ text, weight, words: "any" });
  };
  push(askWords(need, understood, lexicon), ASK);
  const subjects = [
    ...understood.subthemes.slice(0, 3),
    ...understood.skills.slice(0, 1),
    ...understood.themes.slice(0, 1),
  ];
  push(
    subjects
      .slice(0, SUBJECT_LABELS)
      .map((s) => s.label)
      .join(" "),
    SUBJECT,
  );
  push(
    understood.countries
      .slice(0, 3)
      .map((c) => c.label)
      .join(" "),
    PLACE,
  );
  return queries;
}

/** How many of the concepts of a foreign text are looked for, and in how many French terms each. */
const FOREIGN_CONCEPTS = 4;
const FRENCH_TERMS = 3;

/** What a text in another language asks for, in French terms: profiles are written in French. */
function frenchWords(reading: Reading, lexicon: Lexicon): string {
  const said = [...evidenceOf(reading, lexicon)]
    .sort((a, b) => b[1].weight - a[1].weight || (a[0] < b[0] ? -1 : 1))
    .slice(0, FOREIGN_CONCEPTS);
  const words = said.flatMap(([code]) => frenchTermsOf(code, lexicon).slice(0, FRENCH_TERMS));
  return [...new Set(words.join(" ").split(" "))].slice(0, ASK_WORDS).join(" ");
}

/** What a need does not want is not looked for. */
const UNWANTED: ReadonlySet<Stance> = new Set(["refused", "excepted", "aside"]);

/** The words of the need that say most: those of its asks first, then in order, each once. */
function askWords(need: MatchNeed, understood: Understood, lexicon: Lexicon): string {
  const reading = readText(needText(need), "need", lexicon);
  if (reading.language !== "fr") return frenchWords(reading, lexicon);
  const struck = dismissedWords(reading, understood, need.dismissed ?? [], lexicon);
  const content = reading.tokens.filter(
    (t, at) =>
      !t.empty &&
      t.folded.length > 2 &&
      !struck.has(t.raw.toLowerCase()) &&
      !UNWANTED.has(reading.stances.get(at) ?? "wanted"),
  );
  const weight = (t: Token) => reading.sentences[t.sentence] ?? 1;
  const seen = new Set<string>();
  return content
    .toSorted((a, b) => weight(b) - weight(a) || a.start - b.start)
    .filter((t) => !seen.has(t.root) && seen.add(t.root))
    .slice(0, ASK_WORDS)
    .map((t) => t.raw)
    .join(" ");
}

/** Drops, inside the engine, experts that the hard rules on language and availability would drop anyway. */
function expertFilter(need: MatchNeed): Filter | undefined {
  const filters: Filter[] = need.languages.map((value) => ({ op: "eq", field: "languages", value }));
  if (need.period) {
    filters.push({ op: "overlaps", field: "availability", ...need.period });
  }
  return filters.length > 0 ? { op: "and", filters } : undefined;
}
