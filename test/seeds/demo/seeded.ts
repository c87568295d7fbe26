import { demoExperts } from "../../../seeds/demo/experts.ts";
import { demoOrganisations } from "../../../seeds/demo/organisations.ts";
import { loadReference } from "../../../server/reference/load.ts";

/** When the demo is seeded. */
export const NOW = new Date("2026-11-23T09:30:00Z");

export const organisations = demoOrganisations();
export const experts = demoExperts(NOW);

const reference = loadReference();
/** The codes that there are. */
export const countries = new Set(reference.countries.map((country) => country.code));
export const groups = new Set(reference.groups.map((group) => group.code));

/** Codes that are not among the known ones. */
export const unknown = (codes: Iterable<string>, known: Iterable<string>): string[] => {
  const set = new Set(known);
  return [...codes].filter((code) => !set.has(code));
};

/** Values that came before, each time they come again. */
export const duplicates = (values: string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);
