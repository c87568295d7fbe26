import { randomUUID } from "node:crypto";
import { type Binary, type Document, deserialize, serialize, UUID } from "bson";
import { StoreError } from "./errors.ts";
import { inSpace } from "./keys.ts";
import type { Reader, Writer } from "./storage.ts";

/** An index as the catalogue keeps it. `space` holds its entries; the flags only ever turn on. */
export interface Index {
  name: string;
  key: Record<string, 1 | -1 | "text">;
  space: number;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Document;
  expireAfterSeconds?: number;
  /** Some document has an array in an indexed field: one document, several entries. */
  multikey?: boolean;
  /** Some entry was too long for a key and was cut: its order is not to be trusted. */
  clipped?: boolean;
  /** What `listIndexes` repeats of options without meaning here (`weights`, `default_language`, …). */
  extra?: Document;
}

/** A collection as the catalogue keeps it. `space` holds its documents, by `_id`. */
export interface Collection {
  ns: string;
  uuid: Binary;
  space: number;
  indexes: Index[];
}

/** The space of the catalogue itself. */
export const CATALOGUE = 0;
const NEXT_SPACE = inSpace(CATALOGUE, Buffer.from("\0next"));
const FIRST_SPACE = 16;

const keyOf = (ns: string): Buffer => inSpace(CATALOGUE, Buffer.from(ns.replace(".", "\0")));
/** Stored catalogue bytes → the parsed collection, so that a command costs one comparison of bytes. */
const parsed = new Map<string, { bytes: Buffer; collection: Collection }>();

/** The collection, or undefined. */
export function findCollection(reader: Reader, ns: string): Collection | undefined {
  const bytes = reader.get(keyOf(ns));
  if (!bytes) return undefined;
  const known = parsed.get(ns);
  if (known?.bytes.equals(bytes)) return known.collection;
  const collection = deserialize(bytes, { promoteBuffers: false }) as Collection;
  parsed.set(ns, { bytes, collection });
  return collection;
}

/** Keeps a changed collection. The argument is not to be changed afterwards: copy it. */
export function saveCollection(writer: Writer, collection: Collection): void {
  const bytes = Buffer.from(serialize(collection as unknown as Document, { ignoreUndefined: true }));
  writer.put(keyOf(collection.ns), bytes);
}

/** A space number that was never used before. */
export function newSpace(writer: Writer): number {
  const space = writer.get(NEXT_SPACE)?.readUInt32BE() ?? FIRST_SPACE;
  const next = Buffer.allocUnsafe(4);
  next.writeUInt32BE(space + 1);
  writer.put(NEXT_SPACE, next);
  return space;
}

/**
 * The collection, made where it does not exist, as an insert does.
 * https://www.mongodb.com/docs/manual/core/databases-and-collections/#implicit-creation
 */
export function ensureCollection(writer: Writer, ns: string): Collection {
  const existing = findCollection(writer, ns);
  if (existing) return existing;
  const name = ns.slice(ns.indexOf(".") + 1);
  if (name === "" || name.includes("$") || name.includes("\0") || ns.length > 255) {
    throw new StoreError("InvalidNamespace", `Invalid namespace specified '${ns}'`);
  }
  const collection = { ns, uuid: new UUID(randomUUID()).toBinary(), space: newSpace(writer), indexes: [] };
  saveCollection(writer, collection);
  return collection;
}

/** All collections of a database, or of all databases, by name. */
export function listCollections(reader: Reader, database?: string): Collection[] {
  const start = inSpace(CATALOGUE, Buffer.from(database ? `${database}\0` : "\x01"));
  const end = database ? inSpace(CATALOGUE, Buffer.from(`${database}\x01`)) : inSpace(CATALOGUE + 1);
  const found: Collection[] = [];
  for (const [key] of reader.scan({ start, end })) {
    const ns = key.subarray(4).toString().replace("\0", ".");
    const collection = findCollection(reader, ns);
    if (collection) found.push(collection);
  }
  return found;
}

function clearSpace(writer: Writer, space: number): void {
  const keys = [...writer.scan({ start: inSpace(space), end: inSpace(space + 1) })].map(([key]) => key);
  for (const key of keys) writer.remove(key);
}

/** Drops one index's entries. */
export function clearIndex(writer: Writer, index: Index): void {
  clearSpace(writer, index.space);
}

/** Drops a collection, its documents and its index entries. */
export function dropCollection(writer: Writer, collection: Collection): void {
  for (const index of collection.indexes) clearIndex(writer, index);
  clearSpace(writer, collection.space);
  writer.remove(keyOf(collection.ns));
}
