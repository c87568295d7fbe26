import { type Day, frenchDay } from "../../days.ts";
import type { FundingContent, FundingRate } from "../../funding.ts";
import type { Country } from "../../reference.ts";
import { inEuros } from "./budget.ts";
import { callState } from "./calls.ts";
import { windowText } from "./window.ts";

const NATURES = {
  grant: null,
  "own-resources": "Vos propres recettes : la loi vous permet d’en consacrer une part à l’international",
  donation: "Canal de don : votre collectivité verse, elle ne reçoit pas",
  support: "Un appui, pas une subvention",
} as const;

const BASES = {
  total: "du budget total",
  eligible: "des dépenses éligibles",
  "excl-tax": "du budget hors taxes",
  "own-revenue": "des recettes du service",
} as const;

const WHERE: Record<FundingRate["if"], string> = {
  ldc: "dans un pays moins avancé",
  oda: "dans un autre pays éligible à l’aide publique au développement",
  other: "ailleurs",
  "multi-country": "pour un projet dans plusieurs pays",
  any: "",
};

const percent = (value: number): string => `${Math.round(value * 100)} %`;

/** Whether a country is one of the least developed on a day (ISO): some are due to leave the list. */
export const isLdc = ({ ldc, ldcUntil }: Country, day: string): boolean =>
  ldc && (ldcUntil === undefined || day < ldcUntil);

/** The rates that hold for a project in some countries: one where they settle it, else each with its condition. */
export function ratesFor(funding: FundingContent, project: readonly Country[], today: Day): FundingRate[] {
  const { rates } = funding;
  const several = rates.filter((r) => r.if === "multi-country");
  if (project.length > 1 && several.length > 0) return several;
  const [only] = project;
  if (project.length !== 1 || !only) return rates;
  // The country's standing is that of the day on which the call opens; today's where that day is not known.
  const day = callState(funding, today).opens ?? today;
  const standing = isLdc(only, day) ? "ldc" : only.odaEligible ? "oda" : "other";
  return rates.filter((r) => r.if === standing || r.if === "any");
}

/** The rate of a scheme in French, for a project in some countries or, with none, in general; null where unknown. */
function rateText(funding: FundingContent, project: readonly Country[], today: Day): string | null {
  const base = funding.budgetRules?.base ? BASES[funding.budgetRules.base] : "du budget";
  const note = funding.rateNote && `${funding.rateNote.text} (${funding.rateNote.holdsFor})`;
  if (funding.nature === "own-resources") return "jusqu’à 1 % des recettes du service";
  const rates = ratesFor(funding, project, today);
  if (rates.length > 0) {
    const each = rates.map((r) => `${percent(r.rate)}${r.if === "any" ? "" : ` ${WHERE[r.if]}`}`);
    const left = project.find((c) => c.ldcUntil !== undefined && c.ldcUntil <= today);
    const doubt = left
      ? ` ; ${left.name} n’est plus un pays moins avancé depuis le ${frenchDay(left.ldcUntil!)}, la date que retient le financeur est à vérifier`
      : "";
    return `jusqu’à ${each.join(", ")}, ${base} (${rates[0]!.holdsFor})${doubt}${note ? ` ; ${note}` : ""}`;
  }
  if (note) return note;
  const most = funding.maxRate ?? funding.maxRateLdc;
  if (most === null || funding.rates.length > 0) return null;
  return funding.maxRateLdc !== null && funding.maxRate !== null && funding.maxRateLdc !== funding.maxRate
    ? `jusqu’à ${percent(funding.maxRate)}, ${percent(funding.maxRateLdc)} dans les pays moins avancés`
    : `jusqu’à ${percent(most)} ${base}`;
}

/** What a scheme gives, in French; null where unknown. */
function amountText({ amount, lumpSums }: FundingContent): string | null {
  if (lumpSums.length > 0)
    return `forfait de ${lumpSums
      .map(inEuros)
      .join(", ")
      .replace(/, ([^,]+)$/, " ou $1")}`;
  if (!amount) return null;
  const money = (value: number) =>
    new Intl.NumberFormat("fr-FR", {
      style: "currency",
      currency: amount.currency,
      maximumFractionDigits: 0,
    }).format(value);
  if (amount.min && amount.max) return `de ${money(amount.min)} à ${money(amount.max)}`;
  if (amount.max) return `jusqu’à ${money(amount.max)}`;
  return amount.min ? `à partir de ${money(amount.min)}` : null;
}

/** What the authority and its partner must bring, in French, with the year that it holds for. */
function ownText({ budgetRules: rules, ownContributionMin }: FundingContent): string | null {
  const parts = [
    (rules?.ownMin ?? ownContributionMin) !== null &&
      `au moins ${percent((rules?.ownMin ?? ownContributionMin)!)} du budget`,
    rules?.cashMin != null && `au moins ${percent(rules.cashMin)} en argent`,
    rules?.valuedMax &&
      `valorisations (temps passé) : au plus ${percent(rules.valuedMax.share)} de ${rules.valuedMax.of === "budget" ? "ce budget" : "votre apport"}`,
    rules?.partner,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return `${parts.join(" ; ")}${rules ? ` (${rules.holdsFor})` : ""}`;
}

/** When to apply, in French: the deadline, or what was usual; said to be unknown where it is. */
function whenText(funding: FundingContent, today: Day): string {
  if (funding.ended) return `programme passé : ${funding.ended.text}`;
  const { state, closes, opens } = callState(funding, today);
  const usual = windowText(funding);
  if (state === "open") return `jusqu’au ${frenchDay(closes!)}`;
  if (state === "to-come") return `ouverture annoncée le ${frenchDay(opens!)}`;
  if (state === "rolling") return "toute l’année";
  return usual ?? "aucune date connue";
}

/** The terms of a scheme as a list of suggestions tells them; null where nothing is known. */
export type FundingTerms = {
  nature: string | null;
  /** Whether a dated call is open. */
  open: boolean;
  amount: string | null;
  rate: string | null;
  own: string | null;
  when: string;
  subsidiarity: string | null;
};

/** @param project countries of the project */
export function termsOf(funding: FundingContent, project: readonly Country[], today: Day): FundingTerms {
  return {
    nature: NATURES[funding.nature],
    open: callState(funding, today).state === "open",
    amount: amountText(funding),
    rate: rateText(funding, project, today),
    own: ownText(funding),
    when: whenText(funding, today),
    subsidiarity: funding.subsidiary ? SUBSIDIARY : null,
  };
}

const SUBSIDIARY = "Seulement pour ce qu’aucun appel thématique ou bilatéral du même financeur ne prend";
