import type { OrganisationKind, ThemeCode } from "./vocabulary.ts";

/** A past or running partnership of an organisation. */
export type Cooperation = {
  /** ISO 3166-1 alpha-2 of the partner's country. */
  country: string;
  partner: string;
  theme: ThemeCode;
  /** Year; null where the source does not say. */
  since: number | null;
  /** Year of its end; null while it runs. */
  until: number | null;
  summary: string;
};

/** What the matching reads of an organisation. */
export type OrganisationContent = {
  name: string;
  kind: OrganisationKind;
  country: string;
  departement: string | null;
  population: number | null;
  /** Codes of the country and thematic groups it belongs to. */
  groups: string[];
  cooperations: Cooperation[];
};
