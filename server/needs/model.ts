import mongoose from "mongoose";
import {
  NEED_OUTCOMES,
  NEED_STATUSES,
  type NeedContent,
  type NeedOutcome,
  type NeedStatus,
} from "../domain/need.ts";
import { MODES, NEED_KINDS, THEME_CODES } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";

export type NeedRecord = NeedContent & {
  _id: string;
  /** Who asks: an organisation id. */
  organisation: string;
  /** The member who wrote it. */
  author: string;
  /** The account that alone sees this draft, while its seat is not confirmed; null once everybody of the house does. */
  privateTo?: string | null;
  status: NeedStatus;
  version: number;
  /** The adviser in charge, from qualification on. */
  adviser: string | null;
  outcome: NeedOutcome | null;
  /** How many matches were ever begun for it; absent before the first. */
  matchesBegun?: number;
  /** By field, the key of the form that wrote it last: one form's saves do not contradict each other. */
  wroteWith?: Record<string, string | null>;
  /** When it entered its present status. */
  statusSince: Date;
  createdAt: Date;
  updatedAt: Date;
};

const needSchema = new mongoose.Schema<NeedRecord>(
  {
    _id: idField,
    organisation: { type: String, required: true },
    author: { type: String, required: true },
    privateTo: { type: String, default: null },
    title: { type: String, required: true },
    description: { type: String, default: "" },
    kinds: { type: [{ type: String, enum: NEED_KINDS }], default: [] },
    themes: { type: [{ type: String, enum: THEME_CODES }], default: [] },
    countries: { type: [String], default: [] },
    odd: { type: [Number], default: [] },
    languages: { type: [String], default: [] },
    period: {
      type: new mongoose.Schema(
        { from: { type: String, required: true }, to: { type: String, required: true } },
        { _id: false },
      ),
      default: null,
    },
    mode: { type: String, enum: [...MODES, null], default: null },
    dismissed: { type: [String], default: [] },
    status: { type: String, enum: NEED_STATUSES, default: "draft" },
    version: { type: Number, default: 1 },
    adviser: { type: String, default: null },
    outcome: { type: String, enum: [...NEED_OUTCOMES, null], default: null },
    matchesBegun: { type: Number },
    wroteWith: { type: mongoose.Schema.Types.Mixed },
    statusSince: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: "needs" },
);
needSchema.index({ organisation: 1, updatedAt: -1 });
needSchema.index({ status: 1, updatedAt: -1, _id: -1 });
needSchema.index({ status: 1, statusSince: 1, _id: 1 });
needSchema.index({ author: 1, status: 1 });
// What an adviser sees is all but the drafts: too much to be sorted for one page of it.
needSchema.index({ updatedAt: -1, _id: -1 });

export const Need = mongoose.model("Need", needSchema);
