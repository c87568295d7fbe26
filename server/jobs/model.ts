import mongoose from "mongoose";
import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import { idField } from "../storage/id.ts";

/** What must happen after a commit: a document carried to the search index, or a mail sent. */
export type OutboxRecord = {
  _id: string;
  kind: "index" | "mail";
  index?: IndexName;
  documentId?: string;
  mail?: { to: string; subject: string; text: string };
  at: Date;
  /** Not before this time: moved forward while a worker holds it, and after a failure. */
  dueAt: Date;
  attempts: number;
  /** The last error; a row that failed too often stays, parked, for an administrator to see. */
  error: string | null;
  parked: boolean;
};

const outboxSchema = new mongoose.Schema<OutboxRecord>(
  {
    _id: idField,
    kind: { type: String, enum: ["index", "mail"], required: true },
    index: { type: String, enum: INDEX_NAMES },
    documentId: { type: String },
    mail: { type: new mongoose.Schema({ to: String, subject: String, text: String }, { _id: false }) },
    at: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    error: { type: String, default: null },
    parked: { type: Boolean, default: false },
  },
  { collection: "outbox" },
);
outboxSchema.index({ parked: 1, dueAt: 1 });

export const Outbox = mongoose.model("Outbox", outboxSchema);
