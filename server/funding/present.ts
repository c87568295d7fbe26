import { dayOf } from "../domain/days.ts";
import { type CallState, callState } from "../domain/matching/funding/calls.ts";
import { termsOf } from "../domain/matching/funding/terms.ts";
import { NEED_KIND_LABELS, ORGANISATION_KIND_LABELS } from "../domain/vocabulary.ts";
import { frenchDate, frenchQuantity } from "../http/format.ts";
import type { Labels } from "../reference/labels.ts";
import type { FundingRecord } from "./model.ts";

export const APPLICANT_LABELS: Record<string, string> = {
  ...ORGANISATION_KIND_LABELS,
  gip: "Groupement d’intérêt public",
  autre: "Autre",
};
const CONFIDENCE = {
  high: "Règles lues dans une source récente",
  medium: "Règles partielles ou anciennes : à vérifier auprès du financeur",
  low: "Modalités non confirmées : à vérifier auprès du financeur",
} as const;
const COUNTRY_RULES: Record<string, string> = {
  "oda-eligible": "Pays éligibles à l’aide publique au développement",
  eu: "Pays du programme européen",
  francophone: "Espace francophone",
  named: "Zone nommée par le dispositif, dont la liste n’est pas confirmée",
};

const CALLS: Record<CallState, { code: "open" | "soon" | "over"; label: string }> = {
  open: { code: "open", label: "Appel ouvert" },
  rolling: { code: "open", label: "Toute l’année" },
  "to-come": { code: "soon", label: "Appel annoncé" },
  past: { code: "over", label: "Prochain appel à vérifier" },
  unknown: { code: "over", label: "Calendrier inconnu" },
};

/** A programme that ended is history, whatever its calls say. */
const ENDED = { code: "over", label: "Programme passé" } as const;

const callBadge = (record: FundingRecord, now: Date) =>
  record.ended ? ENDED : CALLS[callState(record, dayOf(now)).state];

/** A scheme as a card. */
export function presentFundingCard(record: FundingRecord, labels: Labels, now: Date) {
  const { nature, amount, rate, when } = termsOf(record, [], dayOf(now));
  return {
    href: `/dispositifs/${record._id}`,
    name: record.name,
    funder: record.funder,
    summary: record.summary,
    nature,
    amount,
    rate,
    call: callBadge(record, now),
    deadline: when,
    themes: record.themes.map((code) => ({ code, label: labels.theme(code) })),
  };
}

/** What the sources do not say, as the questions that one would put to the funder. */
function unknownRules(record: FundingRecord): string[] {
  const funds = record.nature === "grant";
  const asked: [boolean, string][] = [
    [funds && record.maxRate === null && record.maxRateLdc === null && !record.rateNote, "Le taux de l’aide"],
    [funds && record.amount === null && record.lumpSums.length === 0, "Le montant de l’aide"],
    [funds && record.ownContributionMin === null, "La part que la collectivité apporte elle-même"],
    [record.foreignPartnerRequired === null, "Si un partenaire étranger est exigé"],
    [record.durationMonths === null, "La durée du projet"],
    [record.calls.length === 0 && record.rolling !== true, "Les dates de dépôt"],
    [record.documents.length === 0, "Les pièces du dossier"],
    [record.countryRule === "named" && record.countries.length === 0, "La liste exacte des pays"],
  ];
  return asked.filter(([unknown]) => unknown).map(([, question]) => question);
}

/** "04-15" → "15 avril". */
const yearlyDay = (monthDay: string): string => frenchDate(`2028-${monthDay}`).replace(/\s2028$/, "");

/** A scheme as its own page shows it: every known rule, and what is not known. */
export function presentFunding(record: FundingRecord, labels: Labels, now: Date) {
  const { durationMonths: months } = record;
  const { own, subsidiarity } = termsOf(record, [], dayOf(now));
  return {
    ...presentFundingCard(record, labels, now),
    kinds: record.kinds.map((code) => NEED_KIND_LABELS[code]),
    applicants: record.applicants.map((code) => APPLICANT_LABELS[code] ?? code),
    countries: record.countries.map(labels.country),
    countryRule: record.countryRule ? (COUNTRY_RULES[record.countryRule] ?? null) : null,
    regions: record.regions,
    partner:
      record.foreignPartnerRequired === null
        ? null
        : record.foreignPartnerRequired
          ? "Un partenaire étranger est exigé"
          : "Aucun partenaire étranger n’est exigé",
    authorities: record.minFrenchAuthorities,
    own,
    subsidiarity,
    excluded: record.excludedCountries.map(labels.country),
    restricted: record.conditionalCountries.map((c) => `${labels.country(c.country)} : ${c.text}`),
    zones: record.zones,
    conditions: record.conditions.map((c) => c.text),
    payment: record.payment ? `${record.payment.tranches.join(" ; ")} (${record.payment.holdsFor})` : null,
    duties: record.duties.map(
      (d) => `${d.text} : du ${yearlyDay(d.from)} au ${yearlyDay(d.until)} (${d.holdsFor})`,
    ),
    ended: record.ended?.text ?? null,
    duration: months
      ? [
          months.min && `${frenchQuantity(months.min, "mois")} au moins`,
          months.max && `${frenchQuantity(months.max, "mois")} au plus`,
        ]
          .filter(Boolean)
          .join(", ")
      : null,
    calls: [...record.calls]
      .sort((a, b) => b.year - a.year)
      .map(({ year, opens, closes }) => ({
        year,
        opens: opens ? frenchDate(opens) : "date inconnue",
        closes: closes ? frenchDate(closes) : "date inconnue",
      })),
    documents: record.documents,
    url: record.url,
    confidence: CONFIDENCE[record.confidence],
    sure: record.confidence === "high",
    unknown: unknownRules(record),
    sources: record.sources,
  };
}
