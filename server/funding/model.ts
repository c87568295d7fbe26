import mongoose from "mongoose";
import type { FundingContent } from "../domain/funding.ts";

export type FundingRecord = FundingContent & { _id: string };

const { Mixed } = mongoose.Schema.Types;

/** Schemes come from a checked list, not from forms: their nested parts are kept as they stand in it. */
const fundingSchema = new mongoose.Schema<FundingRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    funder: { type: String, required: true },
    funderKind: { type: String, required: true },
    summary: { type: String, required: true },
    kinds: { type: [String], default: [] },
    themes: { type: [String], default: [] },
    countries: { type: [String], default: [] },
    regions: { type: [String], default: [] },
    countryRule: { type: String, default: null },
    applicants: { type: [String], default: [] },
    minFrenchAuthorities: { type: Number, default: null },
    foreignPartnerRequired: { type: Boolean, default: null },
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
