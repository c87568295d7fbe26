import { type Document, deserialize, ObjectId, onDemand, serialize } from "bson";
import { StoreError } from "./errors.ts";
import { encodeId } from "./keys.ts";
import { isDocument } from "./paths.ts";

/**
 * Documents as they are stored: BSON within MongoDB's limits, `_id` first.
 * https://www.mongodb.com/docs/manual/reference/limits/#bson-documents
 */
const MAX_DOCUMENT = 16 * 1024 * 1024;
const MAX_DEPTH = 100;
/** 64-bit integers that a double cannot hold stay Long, patterns keep their options. */
const READ_OPTIONS = { promoteBuffers: false, bsonRegExp: true } as const;
const STORED_OPTIONS = { ...READ_OPTIONS, validation: { utf8: false } };

/** A stored document as JavaScript. */
export const readDocument = (bytes: Uint8Array): Document => deserialize(bytes, STORED_OPTIONS);

/** A stored document with the BSON types of its numbers. */
export const readTyped = (bytes: Uint8Array): Document =>
  deserialize(bytes, { ...STORED_OPTIONS, promoteValues: false });

/** BSON that a client sent; `raw` names a field whose documents stay the bytes that they are. Throws a BSONError. */
export const readSent = (bytes: Uint8Array, raw: Record<string, boolean> = {}): Document =>
  deserialize(bytes, { ...READ_OPTIONS, fieldsAsRaw: raw });

function checkDepth(value: unknown, depth = 1): void {
  if (depth > MAX_DEPTH)
    throw new StoreError("Overflow", `document is nested deeper than ${MAX_DEPTH} levels`);
  if (!Array.isArray(value) && !isDocument(value)) return;
  for (const item of Object.values(value)) checkDepth(item, depth + 1);
}

/** A document for storing, with its key; throws where it is past a limit. */
export interface Stored {
  id: Buffer;
  bytes: Uint8Array;
  document: Document;
}

function checked(bytes: Uint8Array, document: Document): Stored {
  if (bytes.length > MAX_DOCUMENT) {
    const message = `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT}`;
    throw new StoreError("BSONObjectTooLarge", message);
  }
  checkDepth(document);
  return { id: encodeId(document["_id"]), bytes, document };
}

/** What an update made of a document. */
export const toStored = (document: Document): Stored => checked(serialize(document), document);

/** A document that a client sent: its `_id` moved to the front, made where it is missing, the rest left as it is. */
export function insertable(sent: Buffer): Stored {
  const document = readSent(sent);
  if (!Object.hasOwn(document, "_id")) return toStored({ _id: new ObjectId(), ...document });
  if (Object.keys(document)[0] === "_id") return checked(sent, document);
  const [, name, , value, length] = [...onDemand.parseToElements(sent)].find(
    ([, at, size]) => sent.toString("latin1", at, at + size) === "_id",
  )!;
  const [from, to] = [name - 1, value + length];
  const parts = [sent.subarray(0, 4), sent.subarray(from, to), sent.subarray(4, from), sent.subarray(to)];
  return checked(Buffer.concat(parts), document);
}
