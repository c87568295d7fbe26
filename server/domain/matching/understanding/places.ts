import type { AmbiguousTerm, Reference } from "../../reference.ts";
import { fold, type Token, tokenise } from "./text.ts";

/** A name that points to a country. */
export type PlaceName = {
  country: string;
  words: string[];
  kind: "name" | "foreign" | "alias" | "city" | "cue";
  /** An acronym: only in capitals ("EAU" are the Emirates, "eau" is water). */
  caps: boolean;
  /** Roots of which one nearby settles the sense; null where the name is plain. */
  context: Set<string> | null;
  /** How many countries share the name. */
  sharedBy: number;
};

/** Names by their first word, the longest first. */
export type PlaceIndex = ReadonlyMap<string, PlaceName[]>;

/** One country read at one place of a text. */
export type PlaceMention = {
  country: string;
  confidence: number;
  words: string;
  start: number;
  sentence: number;
};

const CONFIDENCE = { name: 0.95, foreign: 0.9, alias: 0.9, city: 0.9, cue: 0.55 } as const;

/** Language names that are also demonyms: after these words they are a language. */
const LANGUAGE_BEFORE = new Set([
  "en",
  "parle",
  "parlent",
  "parlant",
  "parler",
  "langue",
  "traducteur",
  "interprete",
  "cours",
]);

/** Needs also come in English, Spanish and Portuguese. */
const FOREIGN_NAMES = ["en", "es", "pt", "pt-PT"].map(
  (lang) => new Intl.DisplayNames([lang], { type: "region" }),
);

export function compilePlaces(reference: Reference): PlaceIndex {
  const all: PlaceName[] = [];
  const add = (country: string, text: string, kind: PlaceName["kind"], ambiguous: AmbiguousTerm[]) => {
    const words = tokenise(text).map((t) => t.folded);
    if (words.length === 0) return;
    const doubt = ambiguous.find((a) => fold(a.term) === fold(text));
    const context = doubt ? new Set(doubt.context.flatMap((c) => tokenise(c).map((t) => t.folded))) : null;
    const caps = /^[\p{Lu}.]{2,5}$/u.test(text);
    all.push({ country, words, kind, caps, context, sharedBy: 1 });
  };
  for (const country of reference.countries) {
    add(country.code, country.name, "name", country.ambiguous);
    for (const names of FOREIGN_NAMES)
      add(country.code, names.of(country.code) ?? country.name, "foreign", country.ambiguous);
    for (const alias of country.aliases) add(country.code, alias, "alias", country.ambiguous);
    for (const city of country.cities) add(country.code, city, "city", country.ambiguous);
  }
  for (const more of reference.places) {
    for (const city of more.cities) add(more.country, city, "city", []);
    for (const cue of more.cues) add(more.country, cue, "cue", []);
    for (const name of more.nicknames ?? []) add(more.country, name, "alias", []);
  }
  const byWords = new Map<string, PlaceName[]>();
  for (const place of all) {
    const key = place.words.join(" ");
    const list = byWords.get(key) ?? [];
    if (!list.some((p) => p.country === place.country)) byWords.set(key, [...list, place]);
  }
  const byFirst = new Map<string, PlaceName[]>();
  for (const list of byWords.values()) {
    for (const place of list) {
      place.sharedBy = list.length;
      byFirst.set(place.words[0]!, [...(byFirst.get(place.words[0]!) ?? []), place]);
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
}

/** Finds every country that a text points to, compound names before simple ones. France itself is never meant. */
export function readPlaces(tokens: Token[], index: PlaceIndex): PlaceMention[] {
  const mentions: PlaceMention[] = [];
  let seen: { forms: Set<string>; capitals: boolean } | null = null;
  for (let i = 0; i < tokens.length; i += 1) {
    const folded = tokens[i]!.folded;
    const candidates =
      index.get(folded) ?? (folded.endsWith("s") ? index.get(folded.slice(0, -1)) : undefined);
    if (!candidates) continue;
    const fitting = candidates.filter((p) => p.words.every((w, k) => isWord(tokens[i + k], w, p.kind)));
    const longest = fitting[0]?.words.length ?? 0;
    if (longest === 0) continue;
    for (const place of fitting) {
      if (place.words.length !== longest) break;
      seen ??= { forms: new Set(tokens.map((t) => t.folded)), capitals: hasCapitals(tokens) };
      const confidence = confidenceOf(place, tokens, i, seen);
      if (confidence > 0 && place.country !== "FR") {
        const words = tokens
          .slice(i, i + longest)
          .map((t) => t.raw)
          .join(" ");
        mentions.push({
          country: place.country,
          confidence,
          words,
          start: tokens[i]!.start,
          sentence: tokens[i]!.sentence,
        });
      }
    }
    i += longest - 1;
  }
  return mentions;
}

/** Whether a text writes names with capitals: one inside a sentence shows it, and so do several sentences that begin so. */
function hasCapitals(tokens: readonly Token[]): boolean {
  let begun = 0;
  let capitalised = 0;
  for (const [i, token] of tokens.entries()) {
    const inside = tokens[i - 1]?.sentence === token.sentence;
    if (inside && token.capitalised && token.raw.length > 1) return true;
    if (!inside) begun += 1;
    if (!inside && token.capitalised) capitalised += 1;
  }
  return begun > 1 && capitalised === begun;
}

/** Demonyms take the plural ("burkinabès"); names do not: "réunions" is no island. */
function isWord(token: Token | undefined, word: string, kind: PlaceName["kind"]): boolean {
  if (!token) return false;
  return token.folded === word || (kind === "alias" && token.folded === `${word}s`);
}

const PLACE_BEFORE = new Set([
  "a",
  "vers",
  "autour",
  "pres",
  "depuis",
  "dessus",
  "hauteurs",
  "region",
  "ville",
  "commune",
  "village",
  "cote",
  "mairie",
  "maire",
]);

function standsAsPlace(tokens: Token[], at: number): boolean {
  const before = tokens[at - 1]?.folded ?? "";
  const further = tokens[at - 2]?.folded ?? "";
  return PLACE_BEFORE.has(before) || ((before === "de" || before === "d") && PLACE_BEFORE.has(further));
}

/** Names of countries that are also common words or first names: only with a capital inside a sentence. */
const COMMON_WORDS = new Set([
  "reunion",
  "dominique",
  "maurice",
  "grenade",
  "jersey",
  "salomon",
  "ile",
  "nord",
  "palaos",
]);

/** Words that stand before a place in any of the languages. */
const AT_PLACE = new Set(
  "a au aux en de du des d vers dans depuis sur pour chez in from near around to at of en de desde hacia por em no na do da para".split(
    " ",
  ),
);

/** Names of countries that other languages write like common words. */
const FOREIGN_COMMON = new Set([
  "turkey",
  "chad",
  "jordan",
  "georgia",
  "china",
  "granada",
  "mali",
  "guinea",
  "niger",
]);

/**
 * Whether a name is written as one. A capital settles it, unless it begins a sentence and the word is common, or goes on
 * as a longer name ("San Rafael"). Without one it is a place only in a text that has no capitals, after a word that leads
 * to a place.
 */
function isWrittenAsName(place: PlaceName, tokens: Token[], at: number, capitals: boolean): boolean {
  const last = at + place.words.length - 1;
  const proper = tokens.slice(at, last + 1).filter((t) => !t.empty || place.words.length === 1);
  const written = proper.length > 0 && proper.every((t) => t.capitalised);
  if (written) {
    const next = tokens[last + 1];
    const goesOn =
      place.kind === "city" &&
      place.words.length === 1 &&
      place.words[0]!.length <= 5 &&
      next !== undefined &&
      next.capitalised &&
      !next.empty &&
      next.start === tokens[last]!.end + 1 &&
      next.sentence === tokens[last]!.sentence;
    return !goesOn;
  }
  if (capitals) return false;
  const least = place.words.length > 1 ? 4 : 5;
  return proper.some((t) => t.folded.length >= least) && AT_PLACE.has(tokens[at - 1]?.folded ?? "");
}

function confidenceOf(
  place: PlaceName,
  tokens: Token[],
  at: number,
  { forms, capitals }: { forms: ReadonlySet<string>; capitals: boolean },
): number {
  const token = tokens[at]!;
  const before = tokens[at - 1]?.folded ?? "";
  const inside = tokens[at - 1]?.sentence === token.sentence;
  if (place.kind === "alias" && !token.capitalised && LANGUAGE_BEFORE.has(before)) return 0;
  if (place.kind === "city" && !isWrittenAsName(place, tokens, at, capitals)) return 0;
  if (place.kind === "foreign" && !token.capitalised) return 0;
  if (place.words.length === 1 && FOREIGN_COMMON.has(token.folded) && place.kind === "foreign" && !inside)
    return 0;
  if (place.kind === "name" && !token.capitalised && token.folded.length < 4) return 0;
  const common = tokens[at + place.words.length - 1]!;
  if (place.words.length <= 2 && COMMON_WORDS.has(common.folded)) {
    if (!common.capitalised || (place.words.length === 1 && !inside)) return 0;
  }
  if (place.caps && !token.caps) return 0;
  const base = CONFIDENCE[place.kind];
  if (place.context) {
    for (const word of place.context) if (forms.has(word)) return base;
    // "à Kaya", "près de Saïda": a preposition of place rules out a first name or a common word.
    if (place.kind === "city" && token.capitalised && standsAsPlace(tokens, at))
      return 0.75 / place.sharedBy ** 0.5;
    // Without anything that settles it, a shared name is a guess.
    return place.kind === "name" ? 0.7 / place.sharedBy ** 0.5 : place.sharedBy > 1 ? 0.4 : 0.35;
  }
  return place.sharedBy > 1 ? base / place.sharedBy : base;
}
