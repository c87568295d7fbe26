import { facetGroup } from "../directories/facetGroup.ts";
import { addressOf, chosenFilters } from "../directories/present.ts";
import { addMonths, dayOf, firstOfMonth, frenchMonth, lastOfMonth, monthOf } from "../domain/days.ts";
import { EXPERT_KIND_LABELS, type ExpertKind, MODE_LABELS, type Mode } from "../domain/vocabulary.ts";
import { frenchDate } from "../http/format.ts";
import type { Labels } from "../reference/labels.ts";
import { type Directory, FACETS, type FacetName } from "./directory.ts";
import type { DirectoryQuery } from "./schema.ts";

const BASE = "/experts";
const MONTHS_AHEAD = 6;

const LEGENDS: Record<FacetName, string> = {
  theme: "Thème",
  country: "Pays d’expérience",
  language: "Langue de travail",
  skill: "Compétence",
  kind: "Statut",
  mode: "Mode d’intervention",
};
const OPEN: FacetName[] = ["theme", "country"];

const wordings = (labels: Labels): Record<FacetName, (code: string) => string> => ({
  theme: labels.theme,
  country: labels.country,
  language: labels.language,
  skill: labels.skill,
  kind: (code) => EXPERT_KIND_LABELS[code as ExpertKind] ?? code,
  mode: (code) => MODE_LABELS[code as Mode] ?? code,
});

/** The coming months, each with how many people are free in it and the list narrowed to it. */
function monthsAhead(query: DirectoryQuery, counts: Record<string, number>, now: Date) {
  return Array.from({ length: MONTHS_AHEAD }, (_, ahead) => {
    const availableFrom = addMonths(firstOfMonth(dayOf(now)), ahead);
    const availableTo = lastOfMonth(availableFrom);
    return {
      label: frenchMonth(availableFrom),
      count: counts[monthOf(availableFrom)] ?? 0,
      current: query.availableFrom === availableFrom && query.availableTo === availableTo,
      href: addressOf(BASE, { ...query, availableFrom, availableTo }),
    };
  });
}

function availabilityLabel({ availableFrom: from, availableTo: to }: DirectoryQuery): string | null {
  if (from && to) return `Disponible du ${frenchDate(from)} au ${frenchDate(to)}`;
  if (from) return `Disponible à partir du ${frenchDate(from)}`;
  return to ? `Disponible jusqu’au ${frenchDate(to)}` : null;
}

/**
 * What surrounds the cards of the directory: facets with counts, coming months, the filters that are on.
 * @param opened the facet of which every option is wanted
 */
export function presentListing(
  query: DirectoryQuery,
  { facets, counted }: Pick<Directory, "facets" | "counted">,
  labels: Labels,
  now: Date,
  opened?: string,
) {
  const wording = wordings(labels);
  const names = Object.keys(FACETS) as FacetName[];
  const available = availabilityLabel(query);
  const active = names.flatMap((name) => chosenFilters(BASE, query, name, wording[name]));
  if (available) {
    const href = addressOf(BASE, { ...query, availableFrom: undefined, availableTo: undefined });
    active.push({ label: available, href });
  }
  return {
    groups: names.map((name) => {
      const chosen = query[name];
      const open = OPEN.includes(name) || chosen.length > 0;
      const facet = {
        name,
        legend: LEGENDS[name],
        open,
        counts: facets[name],
        of: counted[name],
        chosen,
        label: wording[name],
      };
      return facetGroup(facet, opened);
    }),
    months: monthsAhead(query, facets.month, now),
    active,
    clearHref: addressOf(BASE, { q: query.q, sort: query.sort === "relevance" ? "" : query.sort }),
  };
}
