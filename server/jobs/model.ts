import mongoose from "mongoose";
import { idField } from "../storage/id.ts";

/** A mail that must be sent after a commit. */
export type OutboxRecord = {
  _id: string;
  mail: { to: string; subject: string; text: string };
  at: Date;
  /** Not before this time: moved forward while a worker holds it, and after a failure. */
  dueAt: Date;
  attempts: number;
  /** The last error; a mail that failed too often stays, parked, for an administrator to see. */
  error: string | null;
  parked: boolean;
};

const outboxSchema = new mongoose.Schema<OutboxRecord>(
  {
    _id: idField,
    mail: {
      type: new mongoose.Schema({ to: String, subject: String, text: String }, { _id: false }),
      required: true,
    },
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
