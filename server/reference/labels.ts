import { createRequire } from "node:module";
import type { Reference } from "../domain/reference.ts";

const departements = createRequire(import.meta.url)(
  "@etalab/decoupage-administratif/data/departements.json",
) as { code: string; nom: string; region: string }[];

/** Families of languages that the list of names leaves out. */
const FAMILIES: Record<string, string> = { ber: "langues berbères" };

const languageNames = new Intl.DisplayNames(["fr"], { type: "language", fallback: "none" });

/** Languages that experts of this field speak and no country of the list names first. */
const FURTHER_LANGUAGES = [
  "br",
  "eu",
  "co",
  "oc",
  "ber",
  "kab",
  "wo",
  "ff",
  "bm",
  "ht",
  "mg",
  "ln",
  "sw",
  "ku",
  "yi",
];

/** The French Southern and Antarctic Lands, and Clipperton (INSEE, code officiel géographique). */
const UNINHABITED = new Set(["984", "989"]);

export type Labels = {
  theme: (code: string) => string;
  subtheme: (code: string) => string;
  country: (code: string) => string;
  language: (code: string) => string;
  skill: (code: string) => string;
  departement: (code: string) => string;
  group: (code: string) => string;
  /** Every code of each list, with its label, in the order in which a form offers them. */
  themes: Choice[];
  countries: Choice[];
  languages: Choice[];
  skills: Choice[];
  departements: Choice[];
  sdgs: { number: number; title: string }[];
};

export type Choice = { value: string; label: string };

const collator = new Intl.Collator("fr");
const byLabel = (a: Choice, b: Choice): number => collator.compare(a.label, b.label);
const reader = (choices: Choice[]) => {
  const labels = new Map(choices.map(({ value, label }) => [value, label]));
  return (code: string): string => labels.get(code) ?? code;
};

/** French words for every code of the reference lists. Built once; an unknown code is shown as it stands. */
export function buildLabels(reference: Reference): Labels {
  const themes = reference.themes.map(({ code, label }) => ({ value: code, label }));
  const subthemes = reference.themes.flatMap((theme) =>
    theme.subthemes.map(({ code, label }) => ({ value: code, label })),
  );
  const countries = reference.countries.map(({ code, name }) => ({ value: code, label: name })).sort(byLabel);
  const codes = new Set([
    ...reference.countries.flatMap((country) => country.languages),
    ...FURTHER_LANGUAGES,
  ]);
  const languages = [...codes]
    .map((value) => ({ value, label: languageNames.of(value) ?? FAMILIES[value] ?? value }))
    .sort(byLabel);
  const skills = reference.skills.map(({ code, label }) => ({ value: code, label })).sort(byLabel);
  const groups = reference.groups.map(({ code, name }) => ({ value: code, label: name }));
  const departementChoices = departements.map(({ code, nom }) => ({ value: code, label: nom }));
  return {
    theme: reader(themes),
    subtheme: reader(subthemes),
    country: reader(countries),
    language: reader(languages),
    skill: reader(skills),
    departement: reader(departementChoices),
    group: reader(groups),
    themes,
    countries,
    languages,
    skills,
    // Nobody lives for good in these two: no authority, no address.
    departements: departementChoices.filter(({ value }) => !UNINHABITED.has(value)),
    sdgs: reference.sdgs.map(({ number, title }) => ({ number, title })),
  };
}
