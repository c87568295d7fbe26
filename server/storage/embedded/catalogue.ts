import { type Document, deserialize, serialize } from "bson";
import { StoreError } from "./errors.ts";
import { buildIndex } from "./indexes.ts";
import { inSpace, sameValue, wholeSpace } from "./keys.ts";
import type { Reader, Writer } from "./storage.ts";

/** An index as the catalogue keeps it: its options, and `space`, which holds its entries. */
export interface Index {
  name: string;
  key: Record<string, 1 | -1 | "text">;
  space: number;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Document;
  expireAfterSeconds?: number;
  /** A text index's. */
  weights?: Record<string, number>;
  /** Some document has an array in an indexed field: one document, several entries. Only ever turns on. */
  multikey?: boolean;
}

/** A collection as the catalogue keeps it. `space` holds its documents, by `_id`. */
export interface Collection {
  ns: string;
  space: number;
  indexes: Index[];
}

/** The index on `_id`, which is the order of the documents themselves. */
export const ID_INDEX: Index = { name: "_id_", key: { _id: 1 }, space: 0 };

/** The space of the catalogue itself. */
export const CATALOGUE = 0;
const NEXT_SPACE = inSpace(CATALOGUE, Buffer.from("\0next"));
const FIRST_SPACE = 16;
/** Options of `createIndexes`; any other is refused. */
const INDEX_OPTIONS = new Set(
  "key name v background unique sparse partialFilterExpression expireAfterSeconds weights default_language language_override textIndexVersion".split(
    " ",
  ),
);

const keyOf = (ns: string): Buffer => inSpace(CATALOGUE, Buffer.from(ns.replace(".", "\0")));

/** Whether a key of the catalogue's space is a collection's: the number of the next space stands there too. */
export const inCatalogue = (key: Buffer): boolean => !key.equals(NEXT_SPACE);

/** The collection, or undefined. */
export function findCollection(reader: Reader, ns: string): Collection | undefined {
  const bytes = reader.get(keyOf(ns));
  return bytes && (deserialize(bytes) as Collection);
}

function existing(reader: Reader, ns: string): Collection {
  const collection = findCollection(reader, ns);
  if (!collection) throw new StoreError("NamespaceNotFound", `ns not found: ${ns}`);
  return collection;
}

/** Keeps a changed collection. The argument is not to be changed afterwards: copy it. */
export function saveCollection(writer: Writer, collection: Collection): void {
  writer.put(keyOf(collection.ns), serialize(collection));
}

/** A space number that was never used before. */
function newSpace(writer: Writer): number {
  const space = writer.get(NEXT_SPACE)?.readUInt32BE() ?? FIRST_SPACE;
  writer.put(NEXT_SPACE, inSpace(space + 1));
  return space;
}

/**
 * The collection, made where it does not exist, as an insert does.
 * https://www.mongodb.com/docs/manual/core/databases-and-collections/#implicit-creation
 */
export function ensureCollection(writer: Writer, ns: string): Collection {
  const known = findCollection(writer, ns);
  if (known) return known;
  if (!/^[^.$\0]+\.[^$\0]+$/.test(ns) || ns.length > 255)
    throw new StoreError("InvalidNamespace", `Invalid namespace specified '${ns}'`);
  const collection = { ns, space: newSpace(writer), indexes: [] };
  saveCollection(writer, collection);
  return collection;
}

/** All collections of a database, or of all databases, by name. */
export function listCollections(reader: Reader, database?: string): Collection[] {
  const start = inSpace(CATALOGUE, Buffer.from(database ? `${database}\0` : "\x01"));
  const end = database ? inSpace(CATALOGUE, Buffer.from(`${database}\x01`)) : inSpace(CATALOGUE + 1);
  const names = [...reader.scan({ start, end })].map(([key]) =>
    key.subarray(4).toString().replace("\0", "."),
  );
  return names.map((ns) => existing(reader, ns));
}

/** Creates an empty collection. https://www.mongodb.com/docs/manual/reference/command/create/ */
export function create(writer: Writer, ns: string): Document {
  if (findCollection(writer, ns)) throw new StoreError("NamespaceExists", `Collection ${ns} already exists.`);
  ensureCollection(writer, ns);
  return { ok: 1 };
}

/** Drops a collection, its documents and its index entries. https://www.mongodb.com/docs/manual/reference/command/drop/ */
export function drop(writer: Writer, ns: string): Document {
  const { space, indexes } = existing(writer, ns);
  for (const one of [space, ...indexes.map((index) => index.space)]) {
    for (const [key] of [...writer.scan(wholeSpace(one))]) writer.remove(key);
  }
  writer.remove(keyOf(ns));
  return { nIndexesWas: indexes.length + 1, ns, ok: 1 };
}

/** Reads an index's specification. https://www.mongodb.com/docs/manual/reference/command/createIndexes/ */
function readIndex(spec: Document): Omit<Index, "space"> {
  const unknown = Object.keys(spec).find((option) => !INDEX_OPTIONS.has(option));
  if (unknown)
    throw new StoreError("NotImplemented", `index option '${unknown}' is not implemented by this store`);
  const { v, background, ...index } = spec;
  const kinds = Object.values(index["key"] ?? {});
  const isText = kinds.length > 0 && kinds.every((kind) => kind === "text");
  if (!isText && (kinds.length === 0 || !kinds.every((kind) => kind === 1 || kind === -1))) {
    const message = `the index key ${JSON.stringify(index["key"])} is not implemented by this store`;
    throw new StoreError("CannotCreateIndex", message);
  }
  if (index["expireAfterSeconds"] !== undefined && kinds.length > 1)
    throw new StoreError("CannotCreateIndex", "TTL indexes are single-field indexes");
  return index as Omit<Index, "space">;
}

const optionsOf = ({ space, multikey, ...options }: Index): Document => options;
/** Without the order in which options were given. */
const sameOptions = (a: Document, b: Document): boolean =>
  sameValue(Object.entries(a).sort(), Object.entries(b).sort());

/** Creates indexes that are not there yet, filled from the documents. */
export function createIndexes(writer: Writer, ns: string, specs: Document[]): Document {
  let collection = ensureCollection(writer, ns);
  const before = collection.indexes.length + 1;
  for (const spec of specs) {
    const index = readIndex(spec);
    if (sameValue(index.key, ID_INDEX.key)) continue;
    const named = collection.indexes.find((one) => one.name === index.name);
    if (named && sameOptions(optionsOf(named), index)) continue;
    if (named) {
      const message = `An existing index has the same name as the requested index: ${index.name}`;
      throw new StoreError("IndexKeySpecsConflict", message);
    }
    const alike = collection.indexes.find((one) => sameValue(one.key, index.key));
    if (alike && sameValue(alike.partialFilterExpression, index.partialFilterExpression)) {
      const message = `Index already exists with a different name: ${alike.name}`;
      throw new StoreError("IndexOptionsConflict", message);
    }
    const built = buildIndex(writer, collection, { ...index, space: newSpace(writer) });
    collection = { ...collection, indexes: [...collection.indexes, built] };
    saveCollection(writer, collection);
  }
  return { numIndexesBefore: before, numIndexesAfter: collection.indexes.length + 1, ok: 1 };
}

/** What `listIndexes` tells of a collection. */
export function indexDocuments(reader: Reader, ns: string): Document[] {
  return [ID_INDEX, ...existing(reader, ns).indexes].map((index) => ({ v: 2, ...optionsOf(index) }));
}

/** What `listCollections` tells of each collection. */
export function collectionDocuments(reader: Reader, database: string): Document[] {
  return listCollections(reader, database).map(({ ns }) => ({
    name: ns.slice(database.length + 1),
    type: "collection",
    options: {},
    info: { readOnly: false },
  }));
}

/** What `listDatabases` tells of each database. */
export function databaseDocuments(reader: Reader): Document[] {
  const names = new Set(listCollections(reader).map(({ ns }) => ns.slice(0, ns.indexOf("."))));
  return [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false }));
}
