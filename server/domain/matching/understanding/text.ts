import { plainSigns } from "../../typedText.ts";
import { HOMOGRAPHS, IRREGULAR } from "./irregular.ts";
import { EMPTY_WORDS, type Language } from "./language.ts";
import { Memo } from "./memo.ts";
import { stemOf } from "./stems.ts";

/** How running text becomes comparable words: folding, tokens with their place, and two depths of stemming. */

export type Token = {
  /** As one sees it written. */
  raw: string;
  /** Lower case, without accents. */
  folded: string;
  /** Singular form: what the thesaurus compares. */
  form: string;
  /** Root: what lay phrases and free text compare, so that "payer", "paient" and "paiement" meet. */
  root: string;
  start: number;
  end: number;
  sentence: number;
  /** Written in capitals, at least two letters, in a text that is not all in capitals. */
  caps: boolean;
  /** Begins with a capital. */
  capitalised: boolean;
  /** A function word: carries no subject of its own. */
  empty: boolean;
};

const PLAIN = /^[ -~]*$/;

/** Lower case, no accents, ligatures opened; one kind of space, hyphen and apostrophe, nothing that is not seen. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return plainSigns(text)
    .replace(APOSTROPHES, "'")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .replace(/đ/g, "d")
    .replace(/ø/g, "o")
    .replace(/ł/g, "l");
}

const WORD = /[\p{L}\p{M}\p{N}]+|%/gu;
/** Word processors put soft hyphens and joiners inside words, where nobody sees them. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const WORD_WITH_UNSEEN = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}\u00ad\u200b-\u200d\u2060\ufeff]*|%/gu;
/** Unicode counts the apostrophe that some keyboards type among the letters. */
const APOSTROPHE_LETTER = /\u02bc/g;
const APOSTROPHES = /[\u02bc\u2019]/g;
const SENTENCE_END = /[.!?…\n;]/;

/**
 * Cuts a text into words. Hyphens and apostrophes separate; sentences end at . ! ? ; and line ends.
 * @param language in which the text is written: its stems and its function words
 */
export function tokenise(written: string, language: Language = "fr"): Token[] {
  const tokens: Token[] = [];
  const words = shapes[language];
  const text = written.replace(APOSTROPHE_LETTER, "'");
  const hidden = text.search(UNSEEN) >= 0;
  const shouting = text.length > 20 && text === text.toUpperCase() && /\p{L}{3}/u.test(text);
  let sentence = 0;
  let last = 0;
  for (const match of text.matchAll(hidden ? WORD_WITH_UNSEEN : WORD)) {
    const raw = hidden ? match[0].replace(UNSEEN, "") : match[0];
    const start = match.index;
    // Most words are one space or apostrophe apart: nothing to look for there.
    if (last > 0 && start - last > 1 && SENTENCE_END.test(text.slice(last, start))) {
      if (!abbreviation(text.slice(last, start), tokens.at(-1))) sentence += 1;
    } else if (start - last === 1 && text[last] === "\n") sentence += 1;
    last = start + match[0].length;
    const word = words.get(raw, () => shapeOf(raw, language));
    tokens.push({
      raw,
      folded: word.folded,
      form: word.form,
      root: word.root,
      caps: word.caps && !shouting,
      capitalised: word.capitalised,
      empty: word.empty,
      start,
      end: last,
      sentence,
    });
  }
  return tokens;
}

type Shape = Omit<Token, "start" | "end" | "sentence">;

/** Text is made of the same words again and again. */
const shapes: Record<Language, Memo<Shape>> = {
  fr: new Memo(60_000),
  en: new Memo(20_000),
  es: new Memo(20_000),
  pt: new Memo(20_000),
};

function shapeOf(raw: string, language: Language): Shape {
  const french = language === "fr";
  const folded = (french ? HOMOGRAPHS[raw.toLowerCase()] : undefined) ?? fold(raw);
  return {
    raw,
    folded,
    // Elsewhere the stem is all that a word is compared by: plurals are not formed as in French.
    form: french ? singular(folded) : fold(stemOf(raw, language)),
    root: french ? root(folded) : fold(stemOf(raw, language)),
    caps: raw.length > 1 && /\p{L}/u.test(raw) && raw === raw.toUpperCase(),
    capitalised: /^\p{Lu}/u.test(raw),
    empty: EMPTY_WORDS[language].has(folded),
  };
}

/** "M. Diop", "95 000 hab." and initials do not end a sentence. */
function abbreviation(between: string, before: Token | undefined): boolean {
  return between.startsWith(". ") && before !== undefined && before.raw.length === 1;
}

/** Singular of a folded French word, as far as a rule without a dictionary goes: "eaux" → "eau", "locaux" → "local". */
export function singular(word: string): string {
  if (word.length < 4) return word;
  if (word.endsWith("eaux") || word.endsWith("oux") || word.endsWith("eux")) return word.slice(0, -1);
  if (word.endsWith("aux") && word.length > 4) return `${word.slice(0, -2)}l`;
  if (word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
  return word;
}

/** Endings of the French light stemmers (after J. Savoy, "Light stemming approaches for the French language", 2006), longest first. */
const ENDINGS = (
  "issements issement ablement iquement ications ication isations isation ateurs ateur atrices atrice ements ement ations ation " +
  "antes ante ants ant ences ence ances ance itions ition ables able ibles ible iques ique istes iste ismes isme euses euse eurs eur " +
  "ives ive ifs if ites ite issent issant eraient erait eront erons era aient ait ais ions ees ee ent ons ez er ir es iers iere ieres ier ages age e s"
)
  .split(" ")
  .sort((a, b) => b.length - a.length);

/** Root of a folded word. */
export function root(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  let stem = singular(word);
  if (stem.length < 5) return stem.length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
  for (const ending of ENDINGS) {
    if (stem.endsWith(ending) && stem.length - ending.length >= 4) {
      stem = stem.slice(0, -ending.length);
      break;
    }
  }
  if (stem.length > 3 && stem.endsWith("e")) stem = stem.slice(0, -1);
  return (stem.length > 5 ? stem.replace(/([^aeiou])\1$/, "$1") : stem).replace(/y$/, "i");
}
