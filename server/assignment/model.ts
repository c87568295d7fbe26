import mongoose from "mongoose";
import type { Settings } from "./board.ts";

/** A proposal as it is shown: names as they were when it was calculated. */
export type KeptProposal = {
  need: string;
  needTitle: string;
  organisation: string;
  expert: string;
  expertName: string;
  score: number;
  best: number;
  loss: number;
  bestExpert: { id: string; name: string } | null;
};

export type KeptResult = {
  proposals: KeptProposal[];
  /** Needs that get fewer experts than looked for. */
  unmet: { need: string; needTitle: string; organisation: string }[];
  total: number;
  greedy: { total: number; met: number };
  needs: number;
  experts: number;
  /** Open needs beyond the most that one calculation takes. */
  leftAside: number;
};

/** The assignment under way, or the last one: there is one at a time, whoever asks and in whichever process. */
export type AssignmentRecord = {
  _id: "current";
  /** Changes with each calculation: one that was taken for dead cannot write over its successor. */
  run: string;
  state: "running" | "done" | "failed";
  byName: string;
  at: Date;
  updatedAt: Date;
  /** Needs scored so far, of how many. */
  done: number;
  total: number;
  settings: Settings;
  result: KeptResult | null;
};

const assignmentSchema = new mongoose.Schema<AssignmentRecord>(
  {
    _id: { type: String, required: true } as never,
    run: { type: String, required: true },
    state: { type: String, enum: ["running", "done", "failed"], required: true },
    byName: { type: String, required: true },
    at: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    done: { type: Number, default: 0 },
    total: { type: Number, default: 0 },
    settings: { type: mongoose.Schema.Types.Mixed, required: true },
    result: { type: mongoose.Schema.Types.Mixed, default: null },
  },
  { collection: "assignments", minimize: false },
);

export const AssignmentRun = mongoose.model("AssignmentRun", assignmentSchema);
