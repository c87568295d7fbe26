import type { Country, Group, Reference } from "../../reference.ts";
import type { TextReading } from "../textReading.ts";
import { type BroadIndex, indexBroad } from "./broadWords.ts";
import { type Concept, compileConcepts } from "./concepts.ts";
import { indexCues } from "./cues.ts";
import { digest } from "./digest.ts";
import { type FixedIndex, indexFixed } from "./fixedExpressions.ts";
import type { Language } from "./language.ts";
import { Memo } from "./memo.ts";
import { compilePhrases, type Expression, indexExpressions, indexPhrases, type Phrase } from "./phrases.ts";
import { compilePlaces, type PlaceIndex } from "./places.ts";
import { compileSpelling, type Spelling } from "./spelling.ts";
import { compileTerms, indexTerms, type Term } from "./terms.ts";
import { root, singular } from "./text.ts";
import { wordsIn } from "./words.ts";

/** What reading a text needs. */
export type ReadingTables = {
  /** Exact terms by their first form, longest first. */
  terms: ReadonlyMap<string, Term[]>;
  /** Loose phrases by their rarest root. */
  phrases: ReadonlyMap<string, Phrase[]>;
  /** Expressions by their first word, longest first. */
  expressions: ReadonlyMap<string, Expression[]>;
  /** Everyday words by root, with the concepts that they hint at: 1 where they hint at one only. */
  cues: ReadonlyMap<string, { concept: string; weight: number }[]>;
  broad: BroadIndex;
  fixed: FixedIndex;
  /** What slips of the hand are corrected to; null where they are not forgiven. */
  spelling: Spelling | null;
};

export type Lexicon = {
  reference: Reference;
  /** Countries and groups by code. */
  countries: ReadonlyMap<string, Country>;
  groups: ReadonlyMap<string, Group>;
  concepts: ReadonlyMap<string, Concept>;
  /** What a text of a language is read by, compiled when the first one is read. */
  tables: (language: Language) => ReadingTables;
  readonly places: PlaceIndex;
  /** Changes with the thesaurus and with the way of reading: readings of another version are not reused. */
  version: string;
  /** What profiles were read to say, by a digest of their text: only ever saves time. */
  profiles: Memo<TextReading>;
  /** The same for the texts of needs, which each ranking reads again. */
  needs: Memo<unknown>;
};

/** To be raised when texts are read in another way, so that stored readings are made again. */
const READING = 6;
/** About 4 kB each. */
const PROFILES_KEPT = 60_000;
const NEEDS_KEPT = 200;

/**
 * Compiles the reference lists once; the result is read-only and shared by every reading. What only reading a text needs is
 * compiled at the first one: most of the time goes there, and a thread that only ranks reads none.
 */
export function buildLexicon(reference: Reference): Lexicon {
  const compiled = new Map<Language, ReadingTables>();
  let places: PlaceIndex | undefined;
  return {
    reference,
    countries: new Map(reference.countries.map((country) => [country.code, country])),
    groups: new Map(reference.groups.map((group) => [group.code, group])),
    concepts: compileConcepts(reference),
    tables(language) {
      const known = compiled.get(language) ?? compileTables(reference, language);
      compiled.set(language, known);
      return known;
    },
    get places() {
      places ??= compilePlaces(reference);
      return places;
    },
    version: digest([String(READING), JSON.stringify(reference)]),
    profiles: new Memo(PROFILES_KEPT),
    needs: new Memo(NEEDS_KEPT),
  };
}

function compileTables(reference: Reference, language: Language): ReadingTables {
  const words = wordsIn(reference, language);
  const said = compilePhrases(words, language);
  const french = language === "fr";
  const terms = [...(french ? compileTerms(reference) : []), ...said.terms];
  return {
    terms: indexTerms(terms),
    phrases: indexPhrases(said.phrases),
    expressions: indexExpressions(said.expressions),
    cues: indexCues(words, language),
    broad: indexBroad(reference, language),
    fixed: indexFixed(reference, language),
    spelling: french ? compileSpelling(vocabulary(terms, said.phrases)) : null,
  };
}

/** Every word of the thesaurus in the form in which spelling is checked. */
function vocabulary(terms: Term[], phrases: Phrase[]): { words: Set<string>; roots: Set<string> } {
  return {
    words: new Set(terms.flatMap((t) => t.forms.map(singular))),
    roots: new Set([...phrases.flatMap((p) => p.roots), ...terms.flatMap((t) => t.forms.map(root))]),
  };
}
