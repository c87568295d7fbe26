import type { ThemeCode } from "./vocabulary.ts";

/**
 * The reference lists as they stand in `seeds/reference/*.json` (see that folder's README for sources and meaning).
 * They are data: the domain receives them as an argument and never reads a file.
 */

export type AmbiguousTerm = {
  term: string;
  /** The term counts only near one of these words. */
  context: string[];
  /** true where the term is also in the normal terms, the meant sense being the usual one. */
  inTerms?: boolean;
  subtheme?: string | null;
  meaning?: string;
  confusion?: string;
};

export type Subtheme = { code: string; label: string; terms: string[] };

export type Theme = {
  code: ThemeCode;
  label: string;
  definition: string;
  odd: number[];
  crs: { code: string; label: string }[];
  terms: string[];
  subthemes: Subtheme[];
  ambiguous: AmbiguousTerm[];
};

export type Skill = {
  code: string;
  label: string;
  family: string;
  familyLabel: string;
  terms: string[];
  ambiguous: AmbiguousTerm[];
};

export type Country = {
  /** ISO 3166-1 alpha-2. */
  code: string;
  name: string;
  region: string;
  subregion: string;
  zones: string[];
  /** ISO 639-1, official first, then working languages. */
  languages: string[];
  francophone: boolean;
  /** On the UN's list of least developed countries. */
  ldc: boolean;
  /** Day (ISO) from which a country of that list is no longer on it, where one is set. */
  ldcUntil?: string;
  /** Suspension of French State aid: from its day on; `to` is null where its end is not known. */
  aidSuspension?: { from: string; to: string | null; source: string; holdsFor: string };
  odaEligible: boolean;
  eu: boolean;
  aliases: string[];
  cities: string[];
  ambiguous: AmbiguousTerm[];
};

export type Sdg = { number: number; code: string; title: string; color: string; textOnColor: string };

export type Group = {
  code: string;
  kind: string;
  name: string;
  countries: string[];
  themes: ThemeCode[];
  confirmed: boolean;
  status: string;
};

/**
 * The everyday side of the thesaurus: one thing that practitioners name in jargon and newcomers tell in plain words.
 * A term here is loose: its meaningful words count in any order, a few words apart.
 */
export type TermFamily = {
  code: string;
  label: string;
  theme: ThemeCode;
  /** The subtheme that it belongs to; null where it belongs to the theme at large. */
  subtheme: string | null;
  /** Another theme that it is about as well: girls who leave school are about both. */
  also?: ThemeCode;
  terms: string[];
  /** Everyday words of the subject: none says it alone, several together do. */
  cues: string[];
};

/** The same for transversal skills: how people say that they need them. */
export type SkillWords = { skill: string; terms: string[]; cues: string[] };

/** What points to a country without naming it: more towns, currencies, languages, rivers. */
export type PlaceWords = {
  country: string;
  cities: string[];
  cues: string[];
  /** What it is called besides, in any case: "pays des mille collines". */
  nicknames?: string[];
};

/**
 * How people write of a concept in another language than French: `concept` is a theme (`t:CODE`), a subtheme (`s:`), a
 * family (`f:`) or a skill (`k:`). Terms and cues as in a family.
 */
export type ForeignWords = { concept: string; terms: string[]; cues: string[] };

/** Words so broad that they tell a theme only where hardly anything else is said. */
export type BroadWords = { theme: ThemeCode } & Record<"fr" | "en" | "es" | "pt", string[]>;

/** Words that together mean something else than each of them; the concepts that they do speak for. */
export type FixedExpression = { language: "fr" | "en" | "es" | "pt"; words: string; concepts: string[] };

export type Reference = {
  themes: Theme[];
  skills: Skill[];
  countries: Country[];
  sdgs: Sdg[];
  groups: Group[];
  families: TermFamily[];
  skillWords: SkillWords[];
  places: PlaceWords[];
  broadWords: BroadWords[];
  fixedExpressions: FixedExpression[];
  foreignWords: Record<"en" | "es" | "pt", ForeignWords[]>;
};
