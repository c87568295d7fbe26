import { z } from "zod";
import { type FacetGroup, facetGroup } from "../directories/facetGroup.ts";
import type { Facetted } from "../directories/facetted.ts";
import { addressOf, chosenFilters } from "../directories/present.ts";
import { NEED_KIND_LABELS, NEED_KINDS, type NeedKind, THEME_CODES } from "../domain/vocabulary.ts";
import { listOf, page, searchWords } from "../http/fields.ts";
import { several } from "../http/filters.ts";
import { orAbsent } from "../http/forms.ts";
import type { Labels } from "../reference/labels.ts";
import { APPLICANT_LABELS } from "./present.ts";
import { FACETS, type FacetName } from "./usecases.ts";

const BASE = "/dispositifs";

export const listQuery = z.strictObject({
  q: searchWords,
  kind: several(listOf(z.enum(NEED_KINDS, "Ce type d’aide n’existe pas."), 10)),
  applicant: several(listOf(z.string().max(60, "Ce type n’existe pas."), 20)),
  theme: several(listOf(z.enum(THEME_CODES, "Ce thème n’existe pas."), 20)),
  open: z.preprocess(orAbsent, z.literal("1", "Cette valeur n’existe pas.").optional()),
  sort: z.enum(["relevance", "name"], "Ce tri n’existe pas.").default("relevance"),
  page,
});
export type ListQuery = z.output<typeof listQuery>;

const LEGENDS: Record<FacetName, string> = {
  kind: "Ce qui est apporté",
  applicant: "Qui peut demander",
  theme: "Thème",
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
    kind: (code) => NEED_KIND_LABELS[code as NeedKind] ?? code,
    applicant: (code) => APPLICANT_LABELS[code] ?? code,
    theme: labels.theme,
  };
  const names = Object.keys(FACETS) as FacetName[];
  const active = names.flatMap((name) => chosenFilters(BASE, query, name, wording[name]));
  if (query.open) {
    active.push({ label: "Ouverts en ce moment", href: addressOf(BASE, { ...query, open: undefined }) });
  }
  const openNow: FacetGroup = {
    name: "open",
    legend: "Calendrier",
    open: true,
    shown: [{ value: "1", label: "Ouverts en ce moment", checked: query.open === "1" }],
    left: 0,
    others: [],
  };
  const groups = names.map((name) => {
    const facet = {
      name,
      legend: LEGENDS[name],
      open: true,
      counts: facets[name],
      of: counted[name],
      chosen: query[name],
    };
    return facetGroup({ ...facet, label: wording[name] }, opened);
  });
  return {
    groups: [openNow, ...groups].filter(({ shown }) => shown.length > 0),
    active,
    clearHref: addressOf(BASE, { q: query.q }),
  };
}
