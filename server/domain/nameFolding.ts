/**
 * The form under which a name is looked for, wherever names are: « l'hay les roses » is L’Haÿ-les-Roses, « St Denis » is
 * Saint-Denis, « nadege » is Nadège.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what “ASCII” means.
const NOT_ASCII = /[^\x00-\x7f]/;

/** Lower case without accents, ligatures opened: "Été" and "ete", "œuvre" and "oeuvre" are one word. */
export function foldLetters(text: string): string {
  const lower = text.toLowerCase();
  if (!NOT_ASCII.test(lower)) return lower;
  return lower
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
}

/** How « saint » is written, for the engines that look for words as they stand: what is asked → what is meant too. */
export const SHORT_WORDS: Record<string, string> = {
  st: "saint",
  ste: "sainte",
  sts: "saints",
  stes: "saintes",
};

/**
 * A name as it is compared: no case, no accents, no hyphens, no apostrophes; “St”, “Ste” and “s/” spelt out. A final “st” stays,
 * because someone is still typing it (“St…rasbourg”).
 */
export function foldName(name: string): string {
  let folded = foldLetters(name);
  if (folded.includes("s/")) folded = folded.replace(/\bs\/\s*/g, "sur ");
  // Most of the 36,000 names of the register need only this much.
  folded = folded.replace(/[^a-z0-9]+/g, " ").trim();
  return folded.includes("st")
    ? folded.replace(/\bste?s? (?=\S)/g, (short) => `${SHORT_WORDS[short.trim()]} `)
    : folded;
}

/** Words that carry no name: ignored in a query as long as another word is left. */
const SMALL_WORDS = new Set("de du des d la le les l et en a au aux".split(" "));
const GENERIC_FIRST_WORDS = new Set(["ville", "commune", "mairie"]);

/** The words of a folded text that a name must contain; all of them where none is left. */
export function significantWords(folded: string): string[] {
  const words = folded.split(" ").filter(Boolean);
  const kept = words.filter(
    (word, index) => !SMALL_WORDS.has(word) && !(index === 0 && GENERIC_FIRST_WORDS.has(word)),
  );
  return kept.length > 0 ? kept : words;
}

/** A folded text without the generic and small words that open it: “ville de suresnes” gives “suresnes”. */
export function withoutOpening(folded: string): string {
  const words = folded.split(" ");
  let start = GENERIC_FIRST_WORDS.has(words[0] ?? "") ? 1 : 0;
  while (start < words.length && SMALL_WORDS.has(words[start] ?? "")) start += 1;
  return start < words.length ? words.slice(start).join(" ") : folded;
}

/** The SIREN that a text is: its nine digits, however spaced, or the first nine of a SIRET; null where it is neither. */
export function sirenIn(text: string): string | null {
  const digits = text.replace(/[\s.]/g, "");
  return /^(\d{9}|\d{14})$/.test(digits) ? digits.slice(0, 9) : null;
}

/** A name, folded, with what else people call it. */
export type FoldedName = {
  name: string;
  /** Other names, without what opens them: “ain”, “faucigny glieres”. */
  bare: readonly string[];
  /** Every word under which it is found, each after a space. */
  words: string;
  /** true where another name counts as much as its own: people say “Ain”, not “Département de l’Ain”. */
  bareIsOwn?: boolean;
};

const NONE: readonly string[] = [];

export function foldedName(name: string, aliases: readonly string[] = NONE): FoldedName {
  const folded = foldName(name);
  if (aliases.length === 0) return { name: folded, bare: NONE, words: ` ${folded}` };
  const bare = aliases.map((alias) => withoutOpening(foldName(alias))).filter(Boolean);
  return { name: folded, bare, words: ` ${[folded, ...bare].join(" ")}` };
}

/** What is asked, folded once for all names. */
export type NameQuery = { whole: string; opening: string; words: string[] };

export function nameQuery(text: string): NameQuery {
  const whole = foldName(text)
    .replace(/^conseil regional\b/, "region")
    .replace(/^conseil (departemental|general)\b/, "departement");
  return { whole, opening: withoutOpening(whole), words: significantWords(whole).map((word) => ` ${word}`) };
}

/** How well a name answers, best first: it is this name (0), also called so (1), begins so (2), holds the words (3); null where none. */
export function rankOfName(
  { name, bare, words, bareIsOwn }: FoldedName,
  { whole, opening, words: wanted }: NameQuery,
): number | null {
  if (name === whole || name === opening) return 0;
  if (bare.includes(opening)) return bareIsOwn ? 0 : 1;
  if (name.startsWith(whole) || name.startsWith(opening)) return 2;
  if (bare.some((alias) => alias.startsWith(opening))) return 2;
  return wanted.every((word) => words.includes(word)) ? 3 : null;
}
