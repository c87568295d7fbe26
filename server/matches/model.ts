import mongoose from "mongoose";
import { MATCH_STATUSES, type MatchStatus } from "../domain/match.ts";
import type { Reason } from "../domain/matching/types.ts";
import { type CandidateKind, MODES, type Mode, type Period } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";
import type { Side } from "./messages.ts";

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
