import { dayOf } from "../domain/days.ts";
import { type CallState, callState } from "../domain/matching/funding/calls.ts";
import { NEED_KIND_LABELS, ORGANISATION_KIND_LABELS } from "../domain/vocabulary.ts";
import { frenchDate } from "../http/format.ts";
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
  named: "Zone nommée par le dispositif, dont la liste n’est pas confirmée",
};

const rate = (value: number): string => `${Math.round(value * 100)} %`;

function amountText(amount: FundingRecord["amount"]): string | null {
  if (!amount) return null;
  const euros = (value: number) =>
    new Intl.NumberFormat("fr-FR", {
      style: "currency",
      currency: amount.currency,
      maximumFractionDigits: 0,
    }).format(value);
  if (amount.min && amount.max) return `de ${euros(amount.min)} à ${euros(amount.max)}`;
  if (amount.max) return `jusqu’à ${euros(amount.max)}`;
  return amount.min ? `à partir de ${euros(amount.min)}` : null;
}

function rateText({ maxRate, maxRateLdc }: FundingRecord): string | null {
  if (maxRate !== null && maxRateLdc !== null && maxRate !== maxRateLdc) {
    return `jusqu’à ${rate(maxRate)}, ${rate(maxRateLdc)} dans les pays les moins avancés`;
  }
  const most = maxRate ?? maxRateLdc;
  return most === null ? null : `jusqu’à ${rate(most)} du budget`;
}

const CALLS: Record<CallState, { code: "open" | "soon" | "over"; label: string }> = {
  open: { code: "open", label: "Appel ouvert" },
  rolling: { code: "open", label: "Toute l’année" },
  "to-come": { code: "soon", label: "Appel annoncé" },
  past: { code: "over", label: "Prochain appel à vérifier" },
  unknown: { code: "over", label: "Calendrier inconnu" },
};

const callBadge = (record: FundingRecord, now: Date) => CALLS[callState(record, dayOf(now)).state];

/** A scheme as a card. */
export function presentFundingCard(record: FundingRecord, labels: Labels, now: Date) {
  return {
    href: `/dispositifs/${record._id}`,
    name: record.name,
    funder: record.funder,
    summary: record.summary,
    amount: amountText(record.amount),
    rate: rateText(record),
    call: callBadge(record, now),
    themes: record.themes.map((code) => ({ code, label: labels.theme(code) })),
  };
}

/** What the sources do not say, as the questions that one would put to the funder. */
function unknownRules(record: FundingRecord): string[] {
  const asked: [boolean, string][] = [
    [record.maxRate === null && record.maxRateLdc === null, "Le taux de l’aide"],
    [record.amount === null, "Le montant de l’aide"],
    [record.ownContributionMin === null, "La part que la collectivité apporte elle-même"],
    [record.foreignPartnerRequired === null, "Si un partenaire étranger est exigé"],
    [record.durationMonths === null, "La durée du projet"],
    [record.calls.length === 0 && record.rolling !== true, "Les dates de dépôt"],
    [record.documents.length === 0, "Les pièces du dossier"],
    [record.countryRule === "named", "La liste exacte des pays"],
  ];
  return asked.filter(([unknown]) => unknown).map(([, question]) => question);
}

/** A scheme as its own page shows it: every known rule, and what is not known. */
export function presentFunding(record: FundingRecord, labels: Labels, now: Date) {
  const { durationMonths: months, ownContributionMin } = record;
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
    ownContribution: ownContributionMin === null ? null : `au moins ${rate(ownContributionMin)} du budget`,
    duration: months
      ? [months.min && `${months.min} mois au moins`, months.max && `${months.max} mois au plus`]
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
