import mongoose from "mongoose";
import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import { newId } from "../storage/id.ts";

export type ChangeRecord = {
  /** The index and the document, "experts:abc": one entry a document, however often it changes. */
  _id: string;
  index: IndexName;
  documentId: string;
  /** Another one at each change. */
  token: string;
  /** The first change that has not been carried yet. */
  since: Date;
  dueAt: Date;
  heldUntil: Date;
  worker: string | null;
  /** By which of its claims the worker took it last. */
  claim: string | null;
  attempts: number;
  parked: boolean;
  reason: string | null;
};

type JournalRecord = Pick<ChangeRecord, "_id" | "index" | "documentId" | "token">;
type RebuildRecord = { _id: IndexName; holder: string; until: Date };

const index = { type: String, enum: INDEX_NAMES, required: true };

const changeSchema = new mongoose.Schema<ChangeRecord>(
  {
    _id: { type: String, required: true },
    index,
    documentId: { type: String, required: true },
    token: { type: String, required: true },
    since: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    heldUntil: { type: Date, required: true },
    worker: { type: String, default: null },
    claim: { type: String, default: null },
    attempts: { type: Number, default: 0 },
    parked: { type: Boolean, default: false },
    reason: { type: String, default: null },
  },
  { collection: "indexChanges" },
);
changeSchema.index({ parked: 1, dueAt: 1 });
export const ChangeModel = mongoose.model("IndexChange", changeSchema);

export const JournalModel = mongoose.model(
  "IndexJournal",
  new mongoose.Schema<JournalRecord>(
    { _id: { type: String, required: true }, index, documentId: String, token: String },
    { collection: "indexJournal" },
  ),
);

export const RebuildModel = mongoose.model(
  "IndexRebuild",
  new mongoose.Schema<RebuildRecord>(
    { _id: index, holder: String, until: Date },
    { collection: "indexRebuilds" },
  ),
);

/** The lease of an entry that nobody holds. */
export const FREE = new Date(0);
export const keyOf = (indexName: IndexName, documentId: string): string => `${indexName}:${documentId}`;

/** The entry of a document that changed: made or brought up to date, whoever holds it meanwhile. */
export function upsertOf(indexName: IndexName, documentId: string, now: Date) {
  return {
    filter: { _id: keyOf(indexName, documentId) },
    update: {
      $set: { token: newId(), dueAt: now, attempts: 0, parked: false, reason: null },
      $setOnInsert: { index: indexName, documentId, since: now, heldUntil: FREE, worker: null, claim: null },
    },
    upsert: true,
  };
}
