import { type Day, frenchDay } from "../../days.ts";
import type { ThemeCode } from "../../vocabulary.ts";
import type { Criterion, Shared } from "../criteria/criterion.ts";
import type { NeedView } from "../needView.ts";
import type { EligibilityCheck, FundingCandidate } from "../types.ts";
import { callState } from "./calls.ts";
import { isFact, READ } from "./check.ts";
import { citedAs } from "./signs.ts";
import { ratesFor } from "./terms.ts";
import { doubts } from "./verdict.ts";
import { admits } from "./where.ts";
import { windowText } from "./window.ts";

export type FundingContext = Shared & {
  funding: FundingCandidate;
  today: Day;
  checks: readonly EligibilityCheck[];
};

/** With one point to check, a scheme stays behind those whose rules are all met; each further point takes as much again. */
const ONE_DOUBT = 0.55;
const EACH_DOUBT = 0.12;

const rules: Criterion<FundingContext> = {
  code: "rules",
  value: ({ checks, view, funding }) => {
    const open = doubts(checks).length;
    // Who names a scheme wants to hear of it first.
    if (open > 0 && citedAs(view, funding)) return ONE_DOUBT;
    return open === 0 ? 1 : Math.max(0.1, ONE_DOUBT - (open - 1) * EACH_DOUBT);
  },
  sentence: ({ checks }) => {
    const open = doubts(checks).length;
    if (open === 0) return "Toutes les règles connues sont remplies";
    return open === 1 ? "Un seul point à vérifier" : `${open} points à vérifier`;
  },
};

/** A scheme for all themes suits less than one made for this theme. */
const ALL_THEMES = 0.5;

const theme: Criterion<FundingContext> = {
  code: "theme",
  value: ({ view, funding }) => {
    if (citedAs(view, funding)) return 1;
    if (funding.themes.length === 0) return ALL_THEMES;
    const best = Math.max(0, ...funding.themes.map((t) => sureness(t, view)));
    // A scheme for ten themes is nearly one for all; one with a subject of its own is made for it.
    const wide = funding.subjects.length > 0 ? 0 : Math.min(8, funding.themes.length - 1);
    return best * (1 - 0.04 * wide);
  },
  sentence: ({ view, funding }) => {
    const cited = citedAs(view, funding);
    if (cited) return `Votre texte cite ce dispositif : « ${cited} »`;
    if (funding.themes.length === 0) return "Ouvert à tous les thèmes";
    const told = view.understood.themes.filter((t) => funding.themes.includes(t.code) && isFact(t));
    return told.length > 0
      ? `Finance ce thème : ${told
          .slice(0, 2)
          .map((t) => t.label)
          .join(", ")}`
      : "Thème proche";
  },
};

function sureness(theme: ThemeCode, { understood }: NeedView): number {
  const found = understood.themes.find((t) => t.code === theme);
  if (!found) return 0.4;
  return found.source === "declared" ? 1 : Math.max(READ, found.confidence);
}

const country: Criterion<FundingContext> = {
  code: "country",
  value: ({ view, funding, countries }) => {
    const known = view.understood.countries.filter((c) => admits(funding, countries.get(c.code)));
    const sure = Math.max(0, ...known.map((c) => c.confidence));
    if (funding.countries.length === 0 && funding.zones.length === 0)
      return funding.countryRule ? 0.55 * sure : 0.4;
    const listed = funding.countries.length + 6 * funding.zones.length;
    return sure * (listed === 1 ? 1 : listed > 15 ? 0.7 : 0.85);
  },
  sentence: ({ view, funding, countries }) => {
    const named = view.understood.countries.filter((c) => funding.countries.includes(c.code));
    if (named.length > 0) return `Prévu pour ce pays : ${named.map((c) => c.label).join(", ")}`;
    const admitted = view.understood.countries.some((c) => admits(funding, countries.get(c.code)));
    return admitted ? "Pays admis" : "Sans pays particulier";
  },
};

const CALL_VALUES = { rolling: 0.9, open: 1, "to-come": 0.85, past: 0.35, unknown: 0.25 } as const;

const call: Criterion<FundingContext> = {
  code: "call",
  value: ({ funding, today }) => {
    const { state } = callState(funding, today);
    if (state !== "past") return CALL_VALUES[state];
    // A call that comes back every year is nearer than one that left the funder's list.
    if (funding.absentFrom) return 0.1;
    return CALL_VALUES.past + (windowText(funding) ? 0.15 : 0);
  },
  sentence: ({ funding, today }) => {
    const { state, closes, opens } = callState(funding, today);
    if (state === "open") return `Appel ouvert jusqu’au ${frenchDay(closes!)}`;
    if (state === "to-come") return `Prochain appel le ${frenchDay(opens!)}`;
    if (state === "rolling") return "Demandes reçues toute l’année";
    return windowText(funding) ? `Appel qui revient : ${windowText(funding)}` : "Calendrier à vérifier";
  },
};

/** What helps a need that asks for money is money, then what the authority may spend, then advice. */
const NATURE_VALUES = { grant: 1, "own-resources": 0.9, support: 0.4, donation: 0.1 } as const;
const NATURE_SENTENCES = {
  grant: "Une subvention",
  "own-resources": "Vos propres recettes, que la loi permet d’y consacrer",
  support: "Un appui, pas une subvention",
  donation: "Un canal de don, pas une subvention",
} as const;

const kind: Criterion<FundingContext> = {
  code: "kind",
  value: ({ funding }) => NATURE_VALUES[funding.nature],
  sentence: ({ funding }) => NATURE_SENTENCES[funding.nature],
};

const confidence: Criterion<FundingContext> = {
  code: "confidence",
  value: ({ funding }) => ({ high: 1, medium: 0.6, low: 0.1 })[funding.confidence],
  sentence: ({ funding }) =>
    funding.confidence === "low"
      ? "Modalités non confirmées"
      : funding.confidence === "high"
        ? "Règles publiées et récentes"
        : "Règles en partie confirmées",
};

const rate: Criterion<FundingContext> = {
  code: "rate",
  value: ({ funding, view, countries, today }) => {
    const project = view.understood.countries.flatMap((c) => countries.get(c.code) ?? []);
    const known = ratesFor(funding, project, today).map((r) => r.rate);
    return known.length > 0 ? Math.max(...known) : (funding.maxRate ?? 0.3);
  },
  sentence: ({ funding }, value) =>
    funding.rates.length === 0 && funding.maxRate === null
      ? "Taux non publié"
      : `Jusqu’à ${Math.round(value * 100)} % du budget`,
};

export const FUNDING_CRITERIA: readonly Criterion<FundingContext>[] = [
  rules,
  theme,
  country,
  call,
  kind,
  confidence,
  rate,
];
