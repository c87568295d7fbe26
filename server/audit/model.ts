import mongoose from "mongoose";
import { idField } from "../storage/id.ts";

export type AuditSubject = { type: "need" | "match" | "expert" | "organisation" | "user"; id: string };

/** One line of the trail: who did what to what, when, from which state to which. Lines are added, never changed. */
export type AuditRecord = {
  _id: string;
  at: Date;
  /** null: the clock, or the system itself. */
  actor: string | null;
  actorName: string;
  subject: AuditSubject;
  action: string;
  from: string | null;
  to: string | null;
  reason: string | null;
  /** Written to the people concerned: they read it. */
  note: string | null;
  /** What stood before, in words, where the step wrote it anew; absent where it did not. */
  before?: string | null;
  /** Written for the file: advisers only. Absent from lines older than the field. */
  fileNote?: string | null;
};

const auditSchema = new mongoose.Schema<AuditRecord>(
  {
    _id: idField,
    at: { type: Date, required: true },
    actor: { type: String, default: null },
    actorName: { type: String, required: true },
    subject: { type: { type: String, required: true }, id: { type: String, required: true } },
    action: { type: String, required: true },
    from: { type: String, default: null },
    to: { type: String, default: null },
    reason: { type: String, default: null },
    note: { type: String, default: null },
    before: { type: String },
    fileNote: { type: String },
  },
  { collection: "audit" },
);
auditSchema.index({ "subject.type": 1, "subject.id": 1, at: 1 });
auditSchema.index({ at: -1 });

export const Audit = mongoose.model("Audit", auditSchema);
