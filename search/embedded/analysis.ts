import { stemmer } from "@orama/stemmers/french";
import { stopwords } from "@orama/stopwords/french";
import { foldLetters } from "../../server/domain/nameFolding.ts";

/**
 * How French text becomes words. Everything that the index compares is folded: lower case, no accents, ligatures
 * opened. Stemming reads the word with its accents, because the French stemmer's rules do.
 */

/** A word of a text, with where it stands so that it can be highlighted. */
export type Token = {
  /** As written, without the elided article: "l’eau" gives "eau". */
  text: string;
  start: number;
  end: number;
  /** Bound to the word before it by a hyphen: "borne-fontaine". */
  bound: boolean;
};

/** Initialisms with dots first (O.N.G.), then words; an apostrophe that follows is kept to recognise elisions. */
const WORD = /(?:\p{L}\.){2,}\p{L}?|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’ʼ](?=\p{L}))?/gu;
const ENDS_ELIDED = /['’ʼ]$/u;
const HYPHEN = /^[-‐‑]$/u;
const ELIDED = new Set(["l", "d", "j", "n", "s", "c", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]);

/** The form in which letters are compared: the same for names wherever they are looked up. */
export const fold = foldLetters;

/** Function words, in lower case as they are written. The forms of « être » that summer shares are left out. */
export const WRITTEN_STOP_WORDS: readonly string[] = [
  ...stopwords,
  "à",
  "y",
  "a",
  "les",
  "cet",
  "dont",
  "donc",
  "ni",
  "où",
  "si",
]
  .map((word) => word.trim())
  .filter((word) => word !== "" && fold(word) !== "ete");

/** The same, folded. One-letter words go by their own rule: « plan C » keeps its letter, « l’eau » loses it. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  WRITTEN_STOP_WORDS.map(fold).filter((word) => word.length > 1 || "any".includes(word)),
);

/** Cuts a text into words, elided articles left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let end = -2;
  for (const found of text.matchAll(WORD)) {
    const start = found.index;
    const elision = ENDS_ELIDED.test(found[0]);
    const word = elision ? found[0].slice(0, -1) : found[0];
    if (elision && ELIDED.has(word.toLowerCase())) {
      end = -2;
      continue;
    }
    const bound = start === end + 1 && HYPHEN.test(text[end] ?? "");
    tokens.push({ text: word, start, end: start + word.length, bound });
    end = start + word.length;
  }
  return tokens;
}

/** The form under which a word is filed: folded, the dots of initialisms dropped. */
export function formOf(word: string): string {
  return fold(word).replaceAll(".", "");
}

/** A language has that many words; what people type beyond them is forgotten again. */
const STEMS_KEPT = 50_000;
const stemsKept = new Map<string, readonly string[]>();

/** Stems of a word, folded: from the word as written, and from its folded form, since people leave accents out. */
export function stemsOf(word: string): readonly string[] {
  const known = stemsKept.get(word);
  if (known) return known;
  if (stemsKept.size >= STEMS_KEPT) stemsKept.clear();
  const stems = findStems(word);
  stemsKept.set(word, stems);
  return stems;
}

function findStems(word: string): string[] {
  const form = formOf(word);
  if (!isWord(form)) return [];
  const stems = new Set([fold(stemmer(word.toLowerCase())), stemmer(form)]);
  // The stemmer keeps the s after a vowel other than e (« pas », « nous »), and with it the plural of « élu », « vélo ».
  for (const stem of stems)
    if (/[^aeiouy][aiou]s$/.test(stem) && stem.length > 3) stems.add(stem.slice(0, -1));
  return [...stems];
}

/**
 * Compound words of a list of tokens, as one form each: "borne-fontaine" is also found as "bornefontaine". Each comes
 * with the positions of its first and last token.
 */
export function compoundsOf(tokens: Token[]): { form: string; first: number; last: number }[] {
  const compounds: { form: string; first: number; last: number }[] = [];
  for (let last = 1; last < tokens.length; last++) {
    if (!tokens[last]?.bound || tokens[last + 1]?.bound) continue;
    let first = last;
    while (tokens[first]?.bound) first -= 1;
    const form = tokens
      .slice(first, last + 1)
      .map((token) => formOf(token.text))
      .join("");
    if (form.length <= 40) compounds.push({ form, first, last });
  }
  return compounds;
}

/** Acronyms and codes as typed: up to 4 letters or digits in capitals. They are what they are: never a typo. */
export function isAcronym(word: string): boolean {
  const bare = word.replaceAll(".", "");
  return bare.length >= 2 && bare.length <= 4 && /^[\p{Lu}\p{N}]+$/u.test(bare) && /\p{Lu}/u.test(bare);
}

/** Letters only, long enough for a stem to mean something. */
function isWord(form: string): boolean {
  return form.length > 2 && !/\p{N}/u.test(form);
}

/** How many typing errors are forgiven in a word of this form: Meilisearch's default lengths, none in a number. */
export function typosAllowed(form: string): 0 | 1 | 2 {
  if (/\p{N}/u.test(form) || form.length < 5) return 0;
  return form.length < 9 ? 1 : 2;
}

/**
 * Typing errors between two forms: insertions, deletions, substitutions and swaps of neighbours count one each
 * (optimal string alignment), and one more when the first letter differs, as in Meilisearch.
 */
export function typosBetween(a: string, b: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, previous[j - 2]! + 1);
      }
      next.push(best);
    }
    previous = row;
    row = next;
  }
  return row[b.length]! + (a[0] === b[0] ? 0 : 1);
}
