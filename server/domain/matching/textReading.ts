import { digest } from "./understanding/digest.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import type { PlaceMention } from "./understanding/places.ts";
import { type Reading, readText } from "./understanding/reading.ts";
import { languageOf } from "./understanding/recognise.ts";
import { sentencesOf } from "./understanding/sentences.ts";
import { stayIn } from "./understanding/stays.ts";

/** What some texts say. */
export type TextReading = {
  /** Strength of each concept, 0…1, families and subthemes rolled up. */
  concepts: ReadonlyMap<string, number>;
  /** Countries that are named, with their confidence, 0…1. */
  countries: ReadonlyMap<string, number>;
  /** Where a concept (or a country, as `c:BJ`) was met, as written, for the explanation. */
  said: (code: string) => string | undefined;
  /** The last thing that was made of it alone, kept by whoever made it, who knows what it is. */
  made?: unknown;
};

/** Texts that are read together, of one kind: what standing in each of them is worth, 0…1. */
export type Fields = {
  kind: {
    code: string;
    worth: readonly number[];
    /** Whether a place is experience by being named there: a headline, a list of skills, the record of a cooperation. */
    listed: readonly boolean[];
  };
  texts: readonly string[];
};

/** What stands in a headline is the trade; in the story it is a part of it. */
export const IN_TITLE = 1;
export const IN_STORY = 0.75;
/** A country where the text says that one worked, or that it names, beside one that is ticked. */
const WORKED_IN = 0.9;
const NAMED = 0.45;
/** A family says that much of its subtheme, a subtheme of its theme. */
const FAMILY_TO_SUBTHEME = 0.85;
const TO_THEME = 0.85;

/** What texts say, read once as long as it is remembered. */
export function readFields(fields: Fields, lexicon: Lexicon): TextReading {
  return lexicon.profiles.get(keyOf(fields, lexicon), () => {
    const { concepts, countries, words } = read(fields, lexicon);
    return { concepts, countries, said: (code) => words.get(code) };
  });
}

/**
 * Readings as one text, to be stored. A line each: the key, the concepts, the countries, and as JSON, which holds no tab
 * and no line break, the words; so that what a ranking asks for each candidate is read without parsing what it asks for
 * the first ones only.
 */
export function packReadings(texts: readonly Fields[], lexicon: Lexicon): string {
  return texts
    .map((fields) => {
      const { concepts, countries, words } = read(fields, lexicon);
      const said = JSON.stringify(Object.fromEntries(words));
      return [keyOf(fields, lexicon), packNumbers(concepts), packNumbers(countries), said].join("\t");
    })
    .join("\n");
}

/**
 * Takes stored readings, so that the texts are not read again. One of other texts, or of another thesaurus, is filed
 * under a key that nobody asks for.
 */
export function reuseReadings(stored: string, lexicon: Lexicon): void {
  for (let from = 0; from < stored.length; ) {
    const afterKey = stored.indexOf("\t", from);
    const key = stored.slice(from, afterKey);
    const found = stored.indexOf("\n", afterKey);
    const end = found < 0 ? stored.length : found;
    from = end + 1;
    if (afterKey < 0 || lexicon.profiles.has(key)) continue;
    const afterConcepts = stored.indexOf("\t", afterKey + 1);
    const afterCountries = stored.indexOf("\t", afterConcepts + 1);
    const concepts = stored.slice(afterKey + 1, afterConcepts);
    const countries = stored.slice(afterConcepts + 1, afterCountries);
    const words = stored.slice(afterCountries + 1, end);
    let parsed: Record<string, string> | undefined;
    lexicon.profiles.keep(key, {
      concepts: unpackNumbers(concepts),
      countries: unpackNumbers(countries),
      said: (code) => {
        parsed ??= JSON.parse(words) as Record<string, string>;
        return parsed[code];
      },
    });
  }
}

function packNumbers(numbers: ReadonlyMap<string, number>): string {
  return [...numbers].map(([code, strength]) => `${code} ${strength}`).join(" ");
}

function unpackNumbers(packed: string): Map<string, number> {
  const numbers = new Map<string, number>();
  if (packed === "") return numbers;
  const parts = packed.split(" ");
  for (let i = 0; i < parts.length; i += 2) numbers.set(parts[i]!, Number(parts[i + 1]));
  return numbers;
}

function keyOf({ kind, texts }: Fields, lexicon: Lexicon): string {
  return lexicon.version + kind.code + digest(texts);
}

type Read = { concepts: Map<string, number>; countries: Map<string, number>; words: Map<string, string> };

function read({ kind, texts }: Fields, lexicon: Lexicon): Read {
  const concepts = new Map<string, number>();
  const words = new Map<string, string>();
  const countries = new Map<string, number>();
  const language = languageOf(texts.join("\n"));
  for (const [i, text] of texts.entries()) {
    const worth = kind.worth[i]!;
    const reading = readText(text, "profile", lexicon, language);
    for (const mention of reading.mentions)
      raise(concepts, words, mention.concept, mention.weight * worth, mention.words);
    const stayOf = staysIn(text, reading, kind.listed[i]!);
    for (const place of reading.places) {
      const strength = place.confidence * stayOf(place);
      if (strength > (countries.get(place.country) ?? 0)) {
        countries.set(place.country, strength);
        words.set(`c:${place.country}`, place.words);
      }
    }
  }
  rollUp(concepts, words, lexicon);
  return { concepts: shortened(concepts), countries: shortened(countries), words };
}

/** How much experience of a place a text shows where it names it. */
function staysIn(text: string, reading: Reading, listed: boolean): (place: PlaceMention) => number {
  if (reading.places.length === 0) return () => 0;
  const at = new Map(reading.tokens.map((token, i) => [token.start, i]));
  const sentences = sentencesOf(text, reading.tokens);
  return ({ start, sentence }) => {
    // Denied, or known from afar (a webinar, a delegation received once): no experience.
    if (reading.stances.has(at.get(start) ?? -1)) return 0;
    const stay = stayIn(sentences[sentence] ?? "", reading.language);
    if (stay === "not") return 0;
    // Where one lists what one knows, a country is one of them.
    return stay === "worked" || listed ? WORKED_IN : NAMED;
  };
}

/** To three decimals, which say all that there is to say: a stored reading is the same as a fresh one, and short. */
function shortened(strengths: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...strengths].map(([code, strength]) => [code, Math.round(strength * 1000) / 1000]));
}

/** Beside a concept that was rolled up stands the one that was met. */
const MET_BY = "@";

/** Under which code `said` tells by which concept one that stands above it was met. */
export const metBy = (code: string): string => MET_BY + code;

function rollUp(concepts: Map<string, number>, words: Map<string, string>, lexicon: Lexicon): void {
  const up = (above: string | null | undefined, code: string, strength: number) => {
    if (above && raise(concepts, words, above, strength, words.get(code))) words.set(metBy(above), code);
  };
  for (const [code, strength] of [...concepts]) {
    const above = lexicon.concepts.get(code)?.above;
    up(above?.subtheme, code, strength * FAMILY_TO_SUBTHEME);
    up(above?.theme, code, strength * TO_THEME);
  }
}

/** @returns whether it is the strongest mention so far */
function raise(
  concepts: Map<string, number>,
  words: Map<string, string>,
  code: string,
  strength: number,
  said = "",
): boolean {
  if (strength <= (concepts.get(code) ?? 0)) return false;
  concepts.set(code, strength);
  if (said) words.set(code, said);
  words.delete(metBy(code));
  return true;
}
