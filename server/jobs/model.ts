import mongoose from "mongoose";
import type { AddressedMail } from "../mail/message.ts";
import { idField } from "../storage/id.ts";

/** A mail that must be sent after a commit. */
export type OutboxRecord = {
  _id: string;
  mail: AddressedMail;
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
      type: new mongoose.Schema<AddressedMail>(
        { to: String, name: String, message: mongoose.Schema.Types.Mixed, digest: String },
        { _id: false },
      ),
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
outboxSchema.index({ parked: 1, at: 1 });

export const Outbox = mongoose.model("Outbox", outboxSchema);

/** That someone was told of something: kept when the mail has left, so that nothing tells it again. */
export type ToldRecord = {
  /** SHA-256 of the event and of who was told. */
  _id: string;
  at: Date;
};

/** Events are told when they happen: nothing comes back to one after so many days. */
const TOLD_DAYS = 120;

const toldSchema = new mongoose.Schema<ToldRecord>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { collection: "told" },
);
toldSchema.index({ at: 1 }, { expireAfterSeconds: TOLD_DAYS * 86_400 });

export const Told = mongoose.model("Told", toldSchema);
