import mongoose from "mongoose";
import type { FundingContent, WrittenFunding } from "../domain/funding.ts";

export type FundingRecord = FundingContent & { _id: string };
/** A scheme as it is stored: one that was stored before a field came lacks it, see `completeFunding`. */
export type StoredFunding = WrittenFunding & { _id: string };

const { Mixed } = mongoose.Schema.Types;

/** Schemes come from a checked list, not from forms: their nested parts are kept as they stand in it. */
const fundingSchema = new mongoose.Schema<StoredFunding>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    funder: { type: String, required: true },
    funderKind: { type: String, required: true },
    summary: { type: String, required: true },
    nature: { type: String },
    kinds: { type: [String], default: [] },
    themes: { type: [String], default: [] },
    subjects: { type: [Mixed], default: undefined },
    coastal: { type: Boolean },
    countries: { type: [String], default: [] },
    zones: { type: [String], default: undefined },
    excludedCountries: { type: [String], default: undefined },
    conditionalCountries: { type: [Mixed], default: undefined },
    stateMoney: { type: Boolean },
    regions: { type: [String], default: [] },
    countryRule: { type: String, default: null },
    applicants: { type: [String], default: [] },
    applicantsFrom: { type: String },
    conditions: { type: [Mixed], default: undefined },
    minFrenchAuthorities: { type: Number, default: null },
    foreignPartnerRequired: { type: Boolean, default: null },
    family: { type: String },
    subsidiary: { type: Boolean },
    lumpSums: { type: [Number], default: undefined },
    rates: { type: [Mixed], default: undefined },
    rateNote: { type: Mixed },
    budgetRules: { type: Mixed },
    payment: { type: Mixed },
    duties: { type: [Mixed], default: undefined },
    sessions: { type: [Mixed], default: undefined },
    absentFrom: { type: Mixed },
    ended: { type: Mixed },
    knownAs: { type: [String], default: undefined },
    amount: { type: Mixed, default: null },
    maxRate: { type: Number, default: null },
    maxRateLdc: { type: Number, default: null },
    ownContributionMin: { type: Number, default: null },
    durationMonths: { type: Mixed, default: null },
    calls: { type: [{ _id: false, year: Number, opens: String, closes: String }], default: [] },
    rolling: { type: Boolean, default: null },
    documents: { type: [String], default: [] },
    url: { type: String, default: null },
    sources: { type: [{ _id: false, url: String, holdsFor: String }], default: [] },
    confidence: { type: String, required: true },
  },
  { collection: "funding" },
);

export const Funding = mongoose.model("Funding", fundingSchema);
