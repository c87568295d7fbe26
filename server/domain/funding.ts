import type { NeedKind, ThemeCode } from "./vocabulary.ts";

export type FundingCall = { year: number; opens: string | null; closes: string | null };

/** A funding scheme as in `seeds/reference/funding.json`; its README says what each field means. */
export type FundingContent = {
  name: string;
  funder: string;
  funderKind: string;
  summary: string;
  kinds: NeedKind[];
  /** [] = no known restriction. */
  themes: ThemeCode[];
  /** [] = no known restriction, unless `countryRule` is `named`. */
  countries: string[];
  /** French territory that the applicant must be in: a region, a département, a river basin. */
  regions: string[];
  countryRule: "oda-eligible" | "eu" | "named" | null;
  applicants: string[];
  minFrenchAuthorities: number | null;
  foreignPartnerRequired: boolean | null;
  amount: { min: number | null; max: number | null; currency: string } | null;
  /** Highest rate outside least developed countries, 0 to 1. */
  maxRate: number | null;
  /** Highest rate in least developed countries, 0 to 1. */
  maxRateLdc: number | null;
  ownContributionMin: number | null;
  durationMonths: { min: number | null; max: number | null } | null;
  calls: FundingCall[];
  /** true where applications are taken all year; null where unknown. */
  rolling: boolean | null;
  documents: string[];
  url: string | null;
  /** Where each fact was read, and the year or edition that it holds for. */
  sources: { url: string; holdsFor: string }[];
  confidence: "high" | "medium" | "low";
};
