import type { OrganisationKind, ThemeCode } from "./vocabulary.ts";

/** A past or running partnership of an organisation. */
export type Cooperation = {
  /** ISO 3166-1 alpha-2 of the partner's country. */
  country: string;
  partner: string;
  theme: ThemeCode;
  /** Year; null where the source does not say. */
  since: number | null;
  /** Year of its end, past or agreed upon; null where none is known. */
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

export type GroupedCooperation = Omit<Cooperation, "theme"> & { themes: ThemeCode[] };

/** Whether it still runs in a year: its end, where one is known, is to come or in that very year. */
export const runsIn = ({ until }: Pick<Cooperation, "until">, year: number): boolean =>
  until === null || until >= year;

/** A cooperation is kept once for each of its themes; people read it as one, with its themes. Latest first. */
export function mergeThemes(cooperations: readonly Cooperation[]): GroupedCooperation[] {
  const merged = new Map<string, GroupedCooperation>();
  for (const { theme, ...rest } of cooperations) {
    const { partner, country, since, until, summary } = rest;
    const key = JSON.stringify([partner, country, since, until, summary]);
    const known = merged.get(key);
    if (!known) merged.set(key, { ...rest, themes: [theme] });
    else if (!known.themes.includes(theme)) known.themes.push(theme);
  }
  return [...merged.values()].sort(
    (a, b) =>
      Number(b.until === null) - Number(a.until === null) ||
      (b.since ?? 0) - (a.since ?? 0) ||
      (a.partner < b.partner ? -1 : 1),
  );
}
