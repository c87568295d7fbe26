import { plainSigns } from "../../server/domain/typedText.ts";
import { quotedParts } from "../queryText.ts";
import { compoundsOf, formOf, STOP_WORDS, type Token, tokenize } from "./analysis.ts";
import type { Dictionary, Expansion } from "./dictionary.ts";
import type { SynonymTable } from "./synonymTable.ts";

/**
 * What a query asks for. A unit is one thing that a document must hold (or should, when any word will do); it can be
 * said in several ways, each a row of words, each word with the terms of the index that answer it.
 */
export type Way = { words: Expansion[][]; weight: number };
export type Unit = { ways: Way[]; phrase: string[] | null };
export type ParsedQuery = { units: Unit[]; empty: boolean };

const COMPOUND_WEIGHT = 1;
/** Words of a query that are looked for: beyond, a long text says nothing new and only costs. */
const MAX_WORDS = { all: 24, any: 100 };
const SYNONYM_WEIGHT = 0.9;

/**
 * Reads a query text.
 * @param mode "all" takes the last word as a prefix, since it may still be being typed; "any" does not
 */
export function parseQuery(
  text: string,
  mode: "all" | "any",
  dictionary: Dictionary,
  synonyms: SynonymTable,
): ParsedQuery {
  const shouted = text === text.toUpperCase() && tokenize(text).length > 1;
  const units: Unit[] = [];
  const seen = new Set<string>();
  const isNew = (token: Token): boolean => {
    const form = formOf(token.text);
    if (STOP_WORDS.has(form) || seen.has(form) || seen.size >= MAX_WORDS[mode]) return false;
    seen.add(form);
    return true;
  };
  for (const { content, quoted } of quotedParts(text)) {
    const all = tokenize(content);
    const tokens = all.filter((token) => (quoted ? !STOP_WORDS.has(formOf(token.text)) : isNew(token)));
    if (quoted) {
      if (tokens.length > 0) units.push(phraseUnit(tokens, dictionary));
      continue;
    }
    const last = all.at(-1);
    const unfinished = mode === "all" && last?.end === content.length && plainSigns(text).endsWith(content);
    // « de », typed alone, may be the beginning of « développement ».
    if (unfinished && last && tokens.length === 0 && units.length === 0) tokens.push(last);
    const prefix = unfinished ? last : undefined;
    units.push(...wordUnits(tokens, { prefix, shouted }, dictionary, synonyms));
  }
  return { units, empty: units.length === 0 };
}

function phraseUnit(tokens: Token[], dictionary: Dictionary): Unit {
  const words = tokens.map((token) => {
    const term = dictionary.find(formOf(token.text));
    return term ? [{ term, weight: 1 }] : [];
  });
  return { ways: [{ words, weight: 1 }], phrase: tokens.map((token) => formOf(token.text)) };
}

function wordUnits(
  tokens: Token[],
  { prefix, shouted }: { prefix: Token | undefined; shouted: boolean },
  dictionary: Dictionary,
  synonyms: SynonymTable,
): Unit[] {
  const expanded = tokens.map((token) =>
    dictionary.expand(token.text, { prefix: token === prefix, shouted }),
  );
  for (const { form, first, last: end } of joined(tokens)) {
    const term = dictionary.find(form);
    if (!term) continue;
    for (let i = first; i <= end; i++) expanded[i]!.push({ term, weight: COMPOUND_WEIGHT });
  }
  const units: Unit[] = [];
  for (let i = 0; i < tokens.length; ) {
    const said = synonyms.match(tokens, i);
    const span = said?.length ?? 1;
    const ways: Way[] = [{ words: expanded.slice(i, i + span), weight: 1 }];
    for (const other of said?.others ?? []) {
      const words = other.map((word) => dictionary.expand(word, { forgiving: false }));
      ways.push({ words, weight: SYNONYM_WEIGHT });
    }
    units.push({ ways, phrase: null });
    i += span;
  }
  return units;
}

/** Hyphenated compounds, and neighbours that a document may write as one word. */
function joined(tokens: Token[]): { form: string; first: number; last: number }[] {
  const pairs = tokens.slice(1).map((token, i) => ({
    form: formOf(tokens[i]!.text) + formOf(token.text),
    first: i,
    last: i + 1,
  }));
  return [...compoundsOf(tokens), ...pairs];
}
