import mongoose from "mongoose";

/** Ids are ObjectIds written as 24 hexadecimal characters: plain strings everywhere, in every layer. */
export function newId(): string {
  return new mongoose.Types.ObjectId().toHexString();
}

/** The `_id` of every schema. */
export const idField = { type: String, default: newId };
