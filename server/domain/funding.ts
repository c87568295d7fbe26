import type { NeedKind, ThemeCode } from "./vocabulary.ts";

export type FundingCall = { year: number; opens: string | null; closes: string | null };

/**
 * What a scheme is, which decides what may be said of it: money that a funder gives; a part of the authority's own
 * revenue that the law lets it spend abroad; a channel through which the authority gives; advice and exchanges.
 */
export const FUNDING_NATURES = ["grant", "own-resources", "donation", "support"] as const;
export type FundingNature = (typeof FUNDING_NATURES)[number];

/** When a rate applies: by the country of the project, where several countries take part, or always. */
export type FundingRate = {
  if: "ldc" | "oda" | "other" | "multi-country" | "any";
  /** Part of the base, 0 to 1, at most. */
  rate: number;
  /** Year or edition that it was read for. */
  holdsFor: string;
};

export type BudgetRules = {
  /** What the rate is a part of; null where the source does not say. */
  base: "total" | "eligible" | "excl-tax" | "own-revenue" | null;
  /** Least part that French authorities bring, 0 to 1. */
  ownMin: number | null;
  /** Least part in money, 0 to 1. */
  cashMin: number | null;
  /** Most that valued costs (staff time) may be. */
  valuedMax: { share: number; of: "own-contribution" | "budget" } | null;
  /** Size of the whole project, in euros. */
  totalMin: number | null;
  totalMax: number | null;
  /** What is said of the foreign partner's part, in French. */
  partner: string | null;
  holdsFor: string;
};

/** Something that the funder asks and that a need does not tell, in French, to follow « À vérifier : ». */
export type FundingCondition = {
  text: string;
  /** Kinds of applicants that it concerns; absent: all. */
  for?: string[];
  /** Countries in which it is not asked. */
  unlessCountries?: string[];
  /** Asked of projects in the European Union alone. */
  onlyIn?: "eu";
  /** Few meet it: where nothing shows that it is met, the scheme is not proposed. */
  rare?: boolean;
};

/** A funding scheme as in `seeds/reference/funding.json`; its README says what each field means. */
export type FundingContent = {
  name: string;
  funder: string;
  funderKind: string;
  summary: string;
  nature: FundingNature;
  kinds: NeedKind[];
  /** [] = no known restriction. */
  themes: ThemeCode[];
  /** What it is for, more precisely than its themes: each must be met by a word or a subtheme of the need. */
  subjects: { label: string; terms: string[]; subthemes: string[] }[];
  /** true where only territories by the sea are meant. */
  coastal: boolean;
  /** [] = no known restriction, unless `countryRule` is `named`. */
  countries: string[];
  /** Zones of `countries.json` that it names, where its list of countries is not known. */
  zones: string[];
  excludedCountries: string[];
  /** Countries admitted under a condition, in French. */
  conditionalCountries: { country: string; text: string }[];
  /** true where the State or its agency pays, wholly or in part: what suspends State aid concerns it. */
  stateMoney: boolean;
  /** French territory that the applicant must be in: a region, a département, a river basin. */
  regions: string[];
  countryRule: "oda-eligible" | "eu" | "francophone" | "named" | null;
  applicants: string[];
  /** Where organisations that are no authority must be: in France, in the partner's country, or in either. */
  applicantsFrom: "france" | "abroad" | "anywhere";
  conditions: FundingCondition[];
  minFrenchAuthorities: number | null;
  foreignPartnerRequired: boolean | null;
  /** Schemes of one funder that exclude each other; a subsidiary one takes what no other of its family takes. */
  family: string | null;
  subsidiary: boolean;
  amount: { min: number | null; max: number | null; currency: string } | null;
  /** Fixed sums, in euros, of which one is asked for. */
  lumpSums: number[];
  /** Highest rate outside least developed countries, 0 to 1. */
  maxRate: number | null;
  /** Highest rate in least developed countries, 0 to 1. */
  maxRateLdc: number | null;
  rates: FundingRate[];
  /** What is said of the rate where no figure says it all, in French. */
  rateNote: { text: string; holdsFor: string } | null;
  ownContributionMin: number | null;
  budgetRules: BudgetRules | null;
  payment: { tranches: string[]; holdsFor: string } | null;
  /** What must be done every year to be paid: days as MM-DD. */
  duties: { text: string; from: string; until: string; holdsFor: string }[];
  durationMonths: { min: number | null; max: number | null } | null;
  calls: FundingCall[];
  /** Days of the year, MM-DD, on which sessions close by the scheme's own rules. */
  sessions: { closes: string; holdsFor: string }[];
  /** A later list of the funder's calls in which it does not stand. */
  absentFrom: { year: number; what: string } | null;
  /** The last year that is known of a programme that ended, and what shows it, in French. */
  ended: { year: number; text: string } | null;
  /** true where applications are taken all year; null where unknown. */
  rolling: boolean | null;
  documents: string[];
  /** Other names by which a need may cite it. */
  knownAs: string[];
  url: string | null;
  /** Where each fact was read, and the year or edition that it holds for. */
  sources: { url: string; holdsFor: string }[];
  confidence: "high" | "medium" | "low";
};

type SaidByFew =
  | "nature"
  | "subjects"
  | "coastal"
  | "zones"
  | "excludedCountries"
  | "conditionalCountries"
  | "stateMoney"
  | "applicantsFrom"
  | "conditions"
  | "family"
  | "subsidiary"
  | "lumpSums"
  | "rates"
  | "rateNote"
  | "budgetRules"
  | "payment"
  | "duties"
  | "sessions"
  | "absentFrom"
  | "ended"
  | "knownAs";

/** A scheme as it is written down: what most schemes do not have may be left out. */
export type WrittenFunding = Omit<FundingContent, SaidByFew> & Partial<Pick<FundingContent, SaidByFew>>;

const UNSAID: Pick<FundingContent, SaidByFew> = {
  nature: "grant",
  subjects: [],
  coastal: false,
  zones: [],
  excludedCountries: [],
  conditionalCountries: [],
  stateMoney: false,
  applicantsFrom: "france",
  conditions: [],
  family: null,
  subsidiary: false,
  lumpSums: [],
  rates: [],
  rateNote: null,
  budgetRules: null,
  payment: null,
  duties: [],
  sessions: [],
  absentFrom: null,
  ended: null,
  knownAs: [],
};

/** A scheme with nothing left out: a field that was not written means that nothing is known of it. */
export function completeFunding<Written extends WrittenFunding>(
  written: Written,
): Omit<Written, SaidByFew> & FundingContent {
  return { ...UNSAID, ...written };
}
