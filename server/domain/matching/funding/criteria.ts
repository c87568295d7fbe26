import { type Day, frenchDay } from "../../days.ts";
import type { ThemeCode } from "../../vocabulary.ts";
import type { Criterion, Shared } from "../criteria/criterion.ts";
import type { NeedView } from "../needView.ts";
import type { FundingCandidate } from "../types.ts";
import { callState } from "./calls.ts";
import { mainThemes } from "./themes.ts";

export type FundingContext = Shared & { funding: FundingCandidate; today: Day };

/** A scheme for all themes suits less than one made for this theme. */
const ALL_THEMES = 0.5;
const ALL_COUNTRIES = 0.4;
const ALL_ODA = 0.55;
const ALL_EU = 0.65;

const theme: Criterion<FundingContext> = {
  code: "theme",
  value: ({ view, funding }) => {
    if (funding.themes.length === 0) return ALL_THEMES;
    const best = Math.max(0, ...funding.themes.map((t) => themeWeight(t, view)));
    // A scheme for ten themes is nearly one for all.
    return best * (1 - 0.04 * Math.min(8, funding.themes.length - 1));
  },
  sentence: ({ view, funding, lexicon }) => {
    if (funding.themes.length === 0) return "Ouvert à tous les thèmes";
    const shared = funding.themes.filter((t) => themeWeight(t, view) > 0.3);
    const labels = shared.slice(0, 2).map((t) => lexicon.concepts.get(`t:${t}`)?.label ?? t);
    return labels.length > 0 ? `Finance ce thème : ${labels.join(", ")}` : null;
  },
};

/** A theme that is only touched upon brings little money. */
const SIDE_THEME = 0.3;

function themeWeight(theme: ThemeCode, view: NeedView): number {
  return (view.themes.get(theme) ?? 0) * (mainThemes(view).has(theme) ? 1 : SIDE_THEME);
}

const country: Criterion<FundingContext> = {
  code: "country",
  value: ({ view, funding, countries }) => {
    if (funding.countries.length > 0)
      return (
        Math.max(0, ...funding.countries.map((c) => view.countries.get(c) ?? 0)) *
        (funding.countries.length > 15 ? 0.8 : 1)
      );
    if (funding.countryRule === "named") return 0.2;
    const known = [...view.countries.keys()].map((c) => countries.get(c));
    if (funding.countryRule === "eu") return known.some((c) => c?.eu) ? ALL_EU : 0.1;
    if (funding.countryRule === "oda-eligible") return known.some((c) => c?.odaEligible) ? ALL_ODA : 0.2;
    return ALL_COUNTRIES;
  },
  sentence: ({ view, funding, countries }, value) => {
    const named = funding.countries
      .filter((c) => view.countries.has(c))
      .map((c) => countries.get(c)?.name ?? c);
    if (named.length > 0) return `Prévu pour ce pays : ${named.join(", ")}`;
    return value >= ALL_ODA ? "Pays éligible" : "Sans pays particulier";
  },
};

const CALL_VALUES = { rolling: 0.9, open: 1, "to-come": 0.9, past: 0.35, unknown: 0.25 } as const;

const call: Criterion<FundingContext> = {
  code: "call",
  value: ({ funding, today }) => CALL_VALUES[callState(funding, today).state],
  sentence: ({ funding, today }) => {
    const { state, closes, opens } = callState(funding, today);
    if (state === "open") return `Appel ouvert jusqu’au ${frenchDay(closes!)}`;
    if (state === "to-come") return `Prochain appel le ${frenchDay(opens!)}`;
    return state === "rolling" ? "Demandes reçues toute l’année" : "Prochain appel à vérifier";
  },
};

const kind: Criterion<FundingContext> = {
  code: "kind",
  value: ({ view, funding }) => {
    const wanted = view.understood.kinds;
    if (wanted.length === 0) return 0.5;
    return Math.max(0, ...wanted.filter((k) => funding.kinds.includes(k.code)).map((k) => k.weight));
  },
  sentence: (_context, value) => (value > 0.5 ? "Apporte l’aide demandée" : "Peut apporter l’aide demandée"),
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
  value: ({ view, funding, countries }) => {
    const poorest = [...view.countries.keys()].some((c) => countries.get(c)?.ldc);
    return (poorest ? (funding.maxRateLdc ?? funding.maxRate) : funding.maxRate) ?? 0.3;
  },
  sentence: ({ funding }, value) =>
    funding.maxRate === null && funding.maxRateLdc === null
      ? "Taux non publié"
      : `Jusqu’à ${Math.round(value * 100)} % du budget`,
};

const text: Criterion<FundingContext> = {
  code: "text",
  value: ({ relevance }) => relevance,
  sentence: (_context, value) =>
    value > 0.3 ? "Sa présentation parle de ce sujet" : "Sa présentation s’en approche",
};

export const FUNDING_CRITERIA: readonly Criterion<FundingContext>[] = [
  theme,
  country,
  call,
  kind,
  confidence,
  rate,
  text,
];
