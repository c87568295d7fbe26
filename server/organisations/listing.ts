import { z } from "zod";
import type { Sort } from "../../search/engine.ts";
import { facetGroup } from "../directories/facetGroup.ts";
import type { Facetted } from "../directories/facetted.ts";
import { addressOf, chosenFilters } from "../directories/present.ts";
import {
  ORGANISATION_KIND_LABELS,
  ORGANISATION_KINDS,
  type OrganisationKind,
  THEME_CODES,
} from "../domain/vocabulary.ts";
import { countryCode, listOf, page, searchWords } from "../http/fields.ts";
import { several } from "../http/filters.ts";
import type { Labels } from "../reference/labels.ts";

const BASE = "/collectivites";

/** The facets of the list: the name in an address, and the field of the index that it counts. */
export const FACETS = {
  country: "partnerCountries",
  theme: "themes",
  kind: "kind",
  group: "groups",
} as const;
export type FacetName = keyof typeof FACETS;

export const listQuery = z.strictObject({
  q: searchWords,
  kind: several(listOf(z.enum(ORGANISATION_KINDS, "Ce type n’existe pas."), 10)),
  theme: several(listOf(z.enum(THEME_CODES, "Ce thème n’existe pas."), 20)),
  country: several(listOf(countryCode, 50)),
  group: several(listOf(z.string().max(60, "Ce groupe n’existe pas."), 30)),
  sort: z.enum(["relevance", "name", "population"], "Ce tri n’existe pas.").default("relevance"),
  page,
});
export type ListQuery = z.output<typeof listQuery>;

export const SORTS: Record<ListQuery["sort"], Sort[]> = {
  relevance: [],
  name: [{ field: "name", direction: "asc" }],
  population: [{ field: "population", direction: "desc" }],
};
export const SORT_LABELS: Record<ListQuery["sort"], string> = {
  relevance: "Pertinence",
  name: "Nom",
  population: "Population",
};

/** Who cooperates with whom abroad: the readers' own country, which most foreign partners share, says nothing of it. */
function abroad(counts: Record<string, number>, chosen: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).filter(([code]) => code !== "FR" || chosen.includes(code)),
  );
}

const LEGENDS: Record<FacetName, string> = {
  country: "Coopère avec",
  theme: "Thème de coopération",
  kind: "Type de structure",
  group: "Groupe de Cités Unies France",
};

/**
 * What surrounds the cards of the list: facets with counts, and the filters that are on.
 * @param opened the facet of which every option is wanted
 */
export function presentListing(
  query: ListQuery,
  { facets, counted }: Pick<Facetted<FacetName>, "facets" | "counted">,
  labels: Labels,
  opened?: string,
) {
  const wording: Record<FacetName, (code: string) => string> = {
    country: labels.country,
    theme: labels.theme,
    kind: (code) => ORGANISATION_KIND_LABELS[code as OrganisationKind] ?? code,
    group: labels.group,
  };
  const names = Object.keys(FACETS) as FacetName[];
  return {
    groups: names
      .map((name) => {
        const chosen = query[name];
        const open = name !== "group" || chosen.length > 0;
        const facet = {
          name,
          legend: LEGENDS[name],
          open,
          counts: name === "country" ? abroad(facets.country, chosen) : facets[name],
          of: counted[name],
          chosen,
          label: wording[name],
        };
        return facetGroup(facet, opened);
      })
      .filter(({ shown }) => shown.length > 0),
    active: names.flatMap((name) => chosenFilters(BASE, query, name, wording[name])),
    clearHref: addressOf(BASE, { q: query.q, sort: query.sort === "relevance" ? "" : query.sort }),
  };
}
