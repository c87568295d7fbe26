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
  ldc: boolean;
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

export type Reference = {
  themes: Theme[];
  skills: Skill[];
  countries: Country[];
  sdgs: Sdg[];
  groups: Group[];
};
