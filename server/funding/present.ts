import { dayOf } from "../domain/days.ts";
import { type CallState, callState } from "../domain/matching/funding/calls.ts";
import { NEED_KIND_LABELS, ORGANISATION_KIND_LABELS } from "../domain/vocabulary.ts";
import { frenchDate, frenchMoney, frenchPercent, frenchQuantity } from "../http/format.ts";
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

function amountText(amount: FundingRecord["amount"]): string | null {
  if (!amount) return null;
  const euros = (value: number) => frenchMoney(value, amount.currency);
  if (amount.min && amount.max) return `de ${euros(amount.min)} à ${euros(amount.max)}`;
  if (amount.max) return `jusqu’à ${euros(amount.max)}`;
  return amount.min ? `à partir de ${euros(amount.min)}` : null;
}

function rateText({ maxRate, maxRateLdc }: FundingRecord): string | null {
  if (maxRate !== null && maxRateLdc !== null && maxRate !== maxRateLdc) {
    return `jusqu’à ${frenchPercent(maxRate)}, ${frenchPercent(maxRateLdc)} dans les pays les moins avancés`;
  }
  const most = maxRate ?? maxRateLdc;
  return most === null ? null : `jusqu’à ${frenchPercent(most)} du budget`;
}

const CALLS: Record<CallState, { code: "open" | "soon" | "over"; label: string }> = {
  open: { code: "open", label: "Appel ouvert" },
  rolling: { code: "open", label: "Toute l’année" },
  "to-come": { code: "soon", label: "Appel annoncé" },
  past: { code: "over", label: "Prochain appel à vérifier" },
  unknown: { code: "over", label: "Calendrier inconnu" },
};

/** Until when one can apply, in words; what is not known is said. */
function deadlineText(record: FundingRecord, now: Date): string {
  const { state, opens, closes } = callState(record, dayOf(now));
  switch (state) {
    case "open":
      return closes ? `jusqu’au ${frenchDate(closes)}` : "ouvert, date de clôture non précisée";
    case "rolling":
      return "toute l’année";
    case "to-come":
      return `${opens ? `à partir du ${frenchDate(opens)}` : "bientôt"}${closes ? `, jusqu’au ${frenchDate(closes)}` : ""}`;
    case "past":
      return "prochaines dates non précisées";
    case "unknown":
      return "dates non précisées";
  }
}

export type FundingFacts = { term: string; text: string }[];

/** What decides whether a scheme is worth an application: how much at what rate, and until when. */
export function presentFundingFacts(record: FundingRecord, now: Date): FundingFacts {
  const [rate, amount] = [rateText(record), amountText(record.amount)];
  return [
    { term: "Aide", text: [rate, amount].filter(Boolean).join(", ") || "montant et taux non précisés" },
    { term: "Dépôt", text: deadlineText(record, now) },
  ];
}

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
    deadline: deadlineText(record, now),
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
    ownContribution:
      ownContributionMin === null ? null : `au moins ${frenchPercent(ownContributionMin)} du budget`,
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
