import mongoose from "mongoose";
import { CANDIDATE_KINDS, type CandidateKind, type Mode, type NeedKind } from "../domain/vocabulary.ts";

/** What a need said when its list was shown, without its text: enough to weigh criteria, too little to tell whose it was. */
export type NeedFacts = {
  kinds: NeedKind[];
  themes: string[];
  countries: string[];
  odd: number[];
  languages: string[];
  /** Days of the period, both ends included; null without one. */
  periodDays: number | null;
  mode: Mode | null;
  dismissed: string[];
  /** Length of title and description, in words. */
  words: number;
};

export type ShownItem = {
  candidate: string;
  /** 1 for the first. */
  rank: number;
  /** 0…100. */
  score: number;
  /** Value of every criterion, 0…1. */
  features: Record<string, number>;
  /** Points of the score by criterion; criteria without any are left out. */
  shares: Record<string, number>;
};

/** A list of suggestions as it was shown: once for each version of a need and each kind, the longest that was seen. */
export type ShownRecord = {
  /** need:version:kind */
  _id: string;
  need: string;
  needVersion: number;
  kind: CandidateKind;
  at: Date;
  facts: NeedFacts;
  /** How many items were shown. */
  length: number;
  items: ShownItem[];
};

const shownSchema = new mongoose.Schema<ShownRecord>(
  {
    _id: { type: String, required: true },
    need: { type: String, required: true },
    needVersion: { type: Number, required: true },
    kind: { type: String, enum: CANDIDATE_KINDS, required: true },
    at: { type: Date, required: true },
    facts: { type: mongoose.Schema.Types.Mixed, required: true },
    length: { type: Number, required: true },
    // Plain values by criterion: the list of criteria changes with the matching, and old lists keep their own.
    items: { type: [mongoose.Schema.Types.Mixed], required: true } as never,
  },
  { collection: "shown", minimize: false },
);
shownSchema.index({ need: 1, at: 1 });

export const Shown = mongoose.model("Shown", shownSchema);
