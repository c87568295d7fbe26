import { mergeThemes, runsIn } from "../domain/organisation.ts";
import { ORGANISATION_KIND_LABELS } from "../domain/vocabulary.ts";
import { frenchQuantity } from "../http/format.ts";
import type { Labels } from "../reference/labels.ts";
import type { OrganisationChoice } from "./choices.ts";
import type { OrganisationRecord } from "./model.ts";

/** Where an organisation is: its département in France, its country elsewhere. */
function placeOf(
  { departement, country }: Pick<OrganisationRecord, "departement" | "country">,
  labels: Labels,
): string | null {
  if (country !== "FR") return labels.country(country);
  return departement ? `${labels.departement(departement)} (${departement})` : null;
}

/** One line of the list from which a member chooses an organisation. */
export function presentChoice(choice: OrganisationChoice, labels: Labels) {
  const details = [
    ORGANISATION_KIND_LABELS[choice.kind],
    placeOf(choice, labels),
    choice.population ? frenchQuantity(choice.population, "habitants") : null,
  ];
  const title = choice.formerly ? `${choice.formerly}, aujourd’hui ${choice.name}` : choice.name;
  return { key: choice.choice, title, details: details.filter(Boolean).join(", ") };
}

const THIS_MANY_THEMES = 6;

/** An organisation for cards and its own page. @param year the present one */
export function presentOrganisation(record: OrganisationRecord, labels: Labels, year: number) {
  const themes = [...new Set(record.cooperations.map(({ theme }) => theme))];
  const countries = [...new Set(record.cooperations.map(({ country }) => country))];
  return {
    id: record._id,
    href: `/collectivites/${record._id}`,
    title: record.name,
    kindLabel: ORGANISATION_KIND_LABELS[record.kind],
    place: placeOf(record, labels),
    population: record.population,
    siren: record.siren,
    insee: record.insee,
    groups: record.groups.map(labels.group),
    themes: themes.slice(0, THIS_MANY_THEMES).map((code) => ({ code, label: labels.theme(code) })),
    countries: countries.map(labels.country),
    cooperations: mergeThemes(record.cooperations).map((cooperation) => ({
      partner: cooperation.partner,
      country: labels.country(cooperation.country),
      themes: cooperation.themes.map((code) => ({ code, label: labels.theme(code) })),
      years: yearsOf(cooperation.since, cooperation.until),
      running: runsIn(cooperation, year),
      summary: cooperation.summary,
    })),
  };
}

export function yearsOf(from: number | null, until: number | null): string {
  if (from && until) return `de ${from} à ${until}`;
  if (from) return `depuis ${from}`;
  return until ? `jusqu’en ${until}` : "dates inconnues";
}
