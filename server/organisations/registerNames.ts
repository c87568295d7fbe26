/**
 * How French authorities are called: the display names of départements and régions, and the folded form under
 * which a name is looked for.
 */

/** INSEE's TNCC code: which article links “de” to a name (code officiel géographique, variable TNCC). */
export type LinkCode = number;

const LINKS: Record<LinkCode, string> = { 0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’" };

/** Authorities that call themselves otherwise than INSEE's article would: “Département de Vaucluse”. */
const OWN_LINK: Record<string, string> = { "41": "de ", "44": "de ", "47": "de ", "82": "de ", "84": "de " };

/**
 * Authorities that are neither a plain département nor a plain région, by INSEE code of the région or,
 * for Mayotte, of the département. Sources: CGCT, books VII and VIII; organic law 2025-793 and decree 2025-1427 for Mayotte.
 */
const OWN_REGION_NAME: Record<string, string> = {
  "02": "Collectivité territoriale de Martinique",
  "03": "Collectivité territoriale de Guyane",
  "04": "Région Réunion",
  "94": "Collectivité de Corse",
  "975": "Collectivité de Saint-Pierre-et-Miquelon",
  "977": "Collectivité de Saint-Barthélemy",
  "978": "Collectivité de Saint-Martin",
  "986": "Wallis-et-Futuna",
  "987": "Polynésie française",
  "988": "Nouvelle-Calédonie",
};

/** The typographic apostrophe, which French screens use. */
export function withFrenchApostrophe(name: string): string {
  return name.replaceAll("'", "’");
}

/** “Département de l’Ain”, from the département's INSEE code, bare name and linking article. */
export function departementDisplayName(code: string, name: string, link: LinkCode): string {
  if (code === "976") return "Département-Région de Mayotte";
  return withFrenchApostrophe(`Département ${OWN_LINK[code] ?? LINKS[link] ?? "de "}${name}`);
}

/** “Région Bretagne”, “Collectivité de Corse”, from the région's INSEE code and bare name. */
export function regionDisplayName(code: string, name: string): string {
  return OWN_REGION_NAME[code] ?? withFrenchApostrophe(`Région ${name}`);
}

/**
 * A name as it is compared: no case, no accents, no hyphens; “St”, “Ste” and “s/” spelt out. A final “st” stays,
 * because someone is still typing it (“St…rasbourg”).
 */
export function foldName(name: string): string {
  let folded = name.toLowerCase();
  // Most of the 36,000 names need only this much; the rest is done where a letter asks for it.
  if (NOT_ASCII.test(folded)) {
    folded = folded.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("œ", "oe").replaceAll("æ", "ae");
  }
  if (folded.includes("s/")) folded = folded.replace(/\bs\/\s*/g, "sur ");
  folded = folded.replace(/[^a-z0-9]+/g, " ").trim();
  return folded.includes("st") ? folded.replace(/\bst(e?s?) (?=\S)/g, "saint$1 ") : folded;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what “ASCII” means.
const NOT_ASCII = /[^\x00-\x7f]/;

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
