import mongoose from "mongoose";
import type { OrganisationContent } from "../domain/organisation.ts";
import { ORGANISATION_KINDS, THEME_CODES } from "../domain/vocabulary.ts";
import { idField } from "../storage/id.ts";

export type OrganisationRecord = OrganisationContent & {
  _id: string;
  /** The official register's key (`commune:92073`); absent for who is not in it. Unique, so that nobody exists twice. */
  registerKey?: string;
  insee: string | null;
  siren: string | null;
  /** INSEE code of the French région. */
  region: string | null;
  /** false for one that a member declared and no adviser has seen yet: it is not listed. */
  verified: boolean;
  createdAt: Date;
};

const organisationSchema = new mongoose.Schema<OrganisationRecord>(
  {
    _id: idField,
    registerKey: { type: String },
    name: { type: String, required: true },
    kind: { type: String, enum: ORGANISATION_KINDS, required: true },
    country: { type: String, required: true },
    insee: { type: String, default: null },
    siren: { type: String, default: null },
    departement: { type: String, default: null },
    region: { type: String, default: null },
    population: { type: Number, default: null },
    verified: { type: Boolean, default: true },
    groups: { type: [String], default: [] },
    cooperations: {
      type: [
        {
          _id: false,
          country: { type: String, required: true },
          partner: { type: String, required: true },
          theme: { type: String, enum: THEME_CODES, required: true },
          since: { type: Number, default: null },
          until: { type: Number, default: null },
          summary: { type: String, default: "" },
        },
      ],
      default: [],
    },
    createdAt: { type: Date, required: true },
  },
  { collection: "organisations" },
);
organisationSchema.index({ registerKey: 1 }, { unique: true, sparse: true });
organisationSchema.index({ siren: 1 });
organisationSchema.index({ name: 1 });

export const Organisation = mongoose.model("Organisation", organisationSchema);
