import mongoose from "mongoose";
import { MATCH_STATUSES, type MatchStatus } from "../domain/match.ts";
import type { Reason } from "../domain/matching/types.ts";
import { type CandidateKind, MODES, type Mode, type Period } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";
import type { Side } from "./messages.ts";

/** An answer that an adviser took down: who gave it, when (a day in Paris), what was said, where to reach them. */
export type Answer = { who: string; on: string; said: string; email: string | null; phone: string | null };

export type MatchRecord = {
  _id: string;
  need: string;
  /** Copied from the need, and renamed with it: lists and policies read them without another query. */
  needTitle: string;
  needOrganisation: string;
  candidate: { kind: Exclude<CandidateKind, "funding">; id: string; title: string };
  status: MatchStatus;
  version: number;
  /** need:kind:id while the match is open, absent afterwards: its unique index forbids a second open one. */
  openKey?: string;
  requestedBy: string;
  /** The coded reason of its end, once it has ended. */
  endReason?: string | null;
  /** What the engine showed when the person acted: what weights are refitted on. Null where it was not in the list. */
  shown: { rank: number; score: number; reasons: Reason[] } | null;
  mission: (Period & { mode: Mode | null }) | null;
  /** The sides that noted or confirmed the mission's dates as they are. Absent in what was recorded before sides were asked. */
  missionAgreedBy?: Side[];
  /** How the candidate is asked where nobody could read an invitation: at an address that an adviser typed, or by CUF. */
  reach?: { by: "address" | "cuf"; email?: string | null } | null;
  /** What the party answered through CUF: who, on which day, in what words, and where to write. */
  answer?: Answer | null;
  /** Days at which the candidate was already reminded. */
  remindedAtDays: number[];
  statusSince: Date;
  createdAt: Date;
  updatedAt: Date;
};

const matchSchema = new mongoose.Schema<MatchRecord>(
  {
    _id: idField,
    need: { type: String, required: true },
    needTitle: { type: String, required: true },
    needOrganisation: { type: String, required: true },
    candidate: {
      kind: { type: String, enum: ["expert", "peer"], required: true },
      id: { type: String, required: true },
      title: { type: String, required: true },
    },
    status: { type: String, enum: MATCH_STATUSES, required: true },
    version: { type: Number, default: 1 },
    openKey: { type: String },
    requestedBy: { type: String, required: true },
    endReason: { type: String },
    shown: {
      type: new mongoose.Schema(
        {
          rank: Number,
          score: Number,
          reasons: [{ _id: false, criterion: String, share: Number, text: String }],
        },
        { _id: false },
      ),
      default: null,
    },
    reach: {
      type: new mongoose.Schema(
        { by: { type: String, enum: ["address", "cuf"] }, email: String },
        { _id: false },
      ),
    },
    answer: {
      type: new mongoose.Schema(
        { who: String, on: String, said: String, email: String, phone: String },
        { _id: false },
      ),
    },
    mission: {
      type: new mongoose.Schema(
        { from: String, to: String, mode: { type: String, enum: [...MODES, null] } },
        { _id: false },
      ),
      default: null,
    },
    missionAgreedBy: { type: [String], default: [] },
    remindedAtDays: { type: [Number], default: [] },
    statusSince: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: "matches" },
);
matchSchema.index({ openKey: 1 }, { unique: true, sparse: true });
matchSchema.index({ need: 1, createdAt: -1 });
matchSchema.index({ needOrganisation: 1, updatedAt: -1 });
matchSchema.index({ "candidate.kind": 1, "candidate.id": 1, updatedAt: -1 });
matchSchema.index({ status: 1, statusSince: 1, _id: 1 });
matchSchema.index({ updatedAt: -1, _id: -1 });

export const Match = mongoose.model("Match", matchSchema);
