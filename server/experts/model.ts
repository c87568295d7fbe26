import mongoose from "mongoose";
import {
  type Confirmation,
  EXPERT_STATUSES,
  type ExpertContent,
  type ExpertStatus,
} from "../domain/expert.ts";
import { EXPERT_KINDS, LANGUAGE_LEVELS, MODES, THEME_CODES } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";

export type ExpertRecord = ExpertContent & {
  _id: string;
  /** The owner's account. */
  user: string;
  /** As shown in the directory. */
  name: string;
  status: ExpertStatus;
  version: number;
  /** Never leaves the server but for an accepted match. */
  contact: { email: string; phone: string | null };
  /** Missions engaged or completed, by calendar year. */
  engagedByYear: Record<string, number>;
  publishedAt: Date | null;
  /** What the adviser wrote when the profile was sent back. */
  sentBackNote: string | null;
  /** What was asked of its owner since `updatedAt`; null while nothing was. */
  confirmation: Confirmation | null;
  /** When it entered its present status. */
  statusSince: Date;
  createdAt: Date;
  /** When its owner or an adviser last touched it; confirming it is touching it. */
  updatedAt: Date;
};

const expertSchema = new mongoose.Schema<ExpertRecord>(
  {
    _id: idField,
    user: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    status: { type: String, enum: EXPERT_STATUSES, default: "draft" },
    version: { type: Number, default: 1 },
    kind: { type: String, enum: EXPERT_KINDS, required: true },
    headline: { type: String, default: "" },
    bio: { type: String, default: "" },
    skills: { type: [String], default: [] },
    themes: { type: [{ type: String, enum: THEME_CODES }], default: [] },
    countries: { type: [String], default: [] },
    languages: {
      type: [
        {
          _id: false,
          code: { type: String, required: true },
          level: { type: String, enum: LANGUAGE_LEVELS, required: true },
        },
      ],
      default: [],
    },
    organisation: { type: String, default: null },
    departement: { type: String, default: null },
    modes: { type: [{ type: String, enum: MODES }], default: [] },
    availability: {
      type: [{ _id: false, from: { type: String, required: true }, to: { type: String, required: true } }],
      default: [],
    },
    missionsPerYear: { type: Number, default: 1 },
    yearsOfExperience: { type: Number, default: 0 },
    contact: { email: { type: String, required: true }, phone: { type: String, default: null } },
    engagedByYear: { type: mongoose.Schema.Types.Mixed, default: {} },
    publishedAt: { type: Date, default: null },
    sentBackNote: { type: String, default: null },
    confirmation: {
      type: new mongoose.Schema<Confirmation>(
        { asked: Number, askedAt: Date, lapsed: { type: Boolean, default: false } },
        { _id: false },
      ),
      default: null,
    },
    statusSince: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: "experts", minimize: false },
);
/** Profiles that may be found: published, and confirmed in time. */
export const IN_RESULTS = { status: "published", "confirmation.lapsed": { $ne: true } } as const;

expertSchema.index({ status: 1, updatedAt: 1 });
expertSchema.index({ "confirmation.lapsed": 1, status: 1 });
expertSchema.index({ status: 1, statusSince: 1, _id: 1 });

export const Expert = mongoose.model("Expert", expertSchema);
