import type { Country, Reference, Skill, Subtheme, Theme } from "../../server/domain/reference.ts";
import { type Random, weighted } from "./random.ts";

/** What a text is about: a theme, one or two of its subthemes, words of theirs, and places. */
export type Subject = {
  theme: Theme;
  subthemes: Subtheme[];
  /** Four to seven words or phrases of the subthemes, as nouns without article. */
  terms: string[];
  countries: Country[];
  /** “Cotonou (Bénin)”, one to three. */
  places: string[];
};

export type Drawer = {
  subject(random: Random): Subject;
  skills(random: Random, count: number): Skill[];
};

/** How often a country comes up: those for which CUF has a group far more often than others. */
function countryWeight(country: Country, grouped: ReadonlySet<string>): number {
  if (country.code === "FR" || country.cities.length === 0) return 0;
  if (grouped.has(country.code)) return 8;
  if (country.odaEligible) return country.languages.includes("fr") ? 2 : 0.4;
  return country.eu ? 1.5 : 0.05;
}

/** Water, governance, young people and schools are what most cooperations are about. */
const THEME_WEIGHTS: Record<string, number> = {
  "eau-assainissement": 4,
  "gouvernance-locale": 3,
  "jeunesse-sport": 2.5,
  "education-formation": 2.5,
  "culture-francophonie": 2,
};

/** Draws from the reference lists. */
export function drawerFor(reference: Reference): Drawer {
  const drawTheme = weighted(reference.themes, (theme) => THEME_WEIGHTS[theme.code] ?? 1);
  const grouped = new Set(
    reference.groups.filter(({ kind }) => kind === "pays").flatMap(({ countries }) => countries),
  );
  const drawCountry = weighted(reference.countries, (country) => countryWeight(country, grouped));
  return {
    subject(random) {
      const theme = drawTheme(random);
      const subthemes = random.some(theme.subthemes, random.chance(0.6) ? 2 : 1);
      const terms = subthemes.flatMap((subtheme) => random.some(subtheme.terms, random.int(3, 4)));
      const countries: Country[] = [];
      const wanted = random.chance(0.6) ? 1 : random.int(2, 3);
      while (countries.length < wanted) {
        const country = drawCountry(random);
        if (!countries.includes(country)) countries.push(country);
      }
      const places = countries.map((country) => `${random.pick(country.cities)} (${country.name})`);
      return { theme, subthemes, terms, countries, places };
    },
    skills: (random, count) => random.some(reference.skills, count),
  };
}

/** “a, b et c”. */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} et ${items.at(-1)}`;
}

/** “de Lomé”, “d’Abomey”. */
export function withDe(name: string): string {
  return /^[aeiouyàâéèêëîïôöûü]/i.test(name) ? `d’${name}` : `de ${name}`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ABBREVIATIONS: [RegExp, string][] = [
  [/coopération/gi, "coop"],
  [/développement/gi, "dév."],
  [/collectivités/gi, "coll."],
  [/formation/gi, "form."],
  [/rendez-vous/gi, "rdv"],
  [/\bet\b/g, "&"],
];

/** A text as it is often typed: without accents, in abbreviations, or (most) as it should be. */
export function asTyped(random: Random, text: string): string {
  const kind = random.next();
  if (kind < 0.1) return text.normalize("NFD").replace(/\p{M}/gu, "");
  if (kind < 0.2) return ABBREVIATIONS.reduce((typed, [long, short]) => typed.replace(long, short), text);
  return text;
}
