import type { Document } from "bson";
import {
  type Collection,
  clearIndex,
  dropCollection,
  ensureCollection,
  findCollection,
  type Index,
  listCollections,
  newSpace,
  saveCollection,
} from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { buildIndex } from "./indexes.ts";
import { sameValue } from "./mql/ordering.ts";
import { ID_INDEX } from "./planning.ts";
import type { Reader, Writer } from "./storage.ts";

/** Options of `createIndexes` that mean something here; those repeated only; all others are refused. */
const MEANINGFUL = new Set([
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
]);
const REPEATED = new Set([
  "v",
  "background",
  "weights",
  "default_language",
  "language_override",
  "textIndexVersion",
]);

function missing(ns: string): StoreError {
  return new StoreError("NamespaceNotFound", `ns does not exist: ${ns}`);
}

function indexName(key: Document): string {
  return Object.entries(key).flat().join("_");
}

/** Reads an index's specification. https://www.mongodb.com/docs/manual/reference/command/createIndexes/ */
function readIndex(spec: Document): Index {
  const key: Document = spec["key"] ?? {};
  if (Object.keys(key).length === 0)
    throw new StoreError("CannotCreateIndex", "Index keys cannot be an empty object");
  const extra: Document = {};
  for (const [option, value] of Object.entries(spec)) {
    if (REPEATED.has(option)) extra[option] = value;
    else if (option === "collation" && value?.locale === "simple") continue;
    else if (!MEANINGFUL.has(option) && !(option === "hidden" && value === false)) {
      throw new StoreError("NotImplemented", `index option '${option}' is not implemented by this store`);
    }
  }
  for (const [path, kind] of Object.entries(key)) {
    if (kind !== 1 && kind !== -1 && kind !== "text") {
      throw new StoreError(
        "CannotCreateIndex",
        `index type ${JSON.stringify(kind)} of '${path}' is not implemented by this store`,
      );
    }
  }
  if (spec["expireAfterSeconds"] !== undefined && Object.keys(key).length > 1) {
    throw new StoreError(
      "CannotCreateIndex",
      "TTL indexes are single-field indexes, compound indexes do not support TTL.",
    );
  }
  const index: Index = { name: String(spec["name"] ?? indexName(key)), key: key as Index["key"], space: 0 };
  if (spec["unique"]) index.unique = true;
  if (spec["sparse"]) index.sparse = true;
  if (spec["partialFilterExpression"]) index.partialFilterExpression = spec["partialFilterExpression"];
  if (spec["expireAfterSeconds"] !== undefined) index.expireAfterSeconds = Number(spec["expireAfterSeconds"]);
  if (Object.keys(extra).length > 0) index.extra = extra;
  return index;
}

const optionsOf = ({ name: _n, space: _s, multikey: _m, clipped: _c, extra: _e, ...rest }: Index): Document =>
  rest;

/** Creates indexes that are not there yet, filled from the documents. */
export function createIndexes(writer: Writer, ns: string, specs: Document[]): Document {
  const createdCollectionAutomatically = !findCollection(writer, ns);
  let collection = ensureCollection(writer, ns);
  const before = collection.indexes.length + 1;
  for (const spec of specs) {
    const index = readIndex(spec);
    if (sameValue(index.key, { _id: 1 })) continue;
    const named = collection.indexes.find((one) => one.name === index.name);
    const alike = collection.indexes.find((one) =>
      sameValue(Object.entries(one.key), Object.entries(index.key)),
    );
    if (named && sameValue(optionsOf(named), optionsOf(index))) continue;
    if (named) {
      throw new StoreError(
        "IndexKeySpecsConflict",
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${index.name}`,
      );
    }
    if (alike && sameValue(alike.partialFilterExpression, index.partialFilterExpression)) {
      throw new StoreError(
        "IndexOptionsConflict",
        `Index already exists with a different name: ${alike.name}`,
      );
    }
    const built = buildIndex(writer, collection, { ...index, space: newSpace(writer) });
    collection = { ...collection, indexes: [...collection.indexes, built] };
    saveCollection(writer, collection);
  }
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length + 1,
    createdCollectionAutomatically,
    ok: 1,
  };
}

/** What `listIndexes` tells of a collection. */
export function indexDocuments(reader: Reader, ns: string): Document[] {
  const collection = findCollection(reader, ns);
  if (!collection) throw missing(ns);
  return [ID_INDEX, ...collection.indexes].map((index) => {
    const { v: _v, ...extra } = index.extra ?? {};
    return { v: 2, ...optionsOf(index), name: index.name, ...extra };
  });
}

/** Drops one index by name or key, several by name, or all but `_id_`. */
export function dropIndexes(writer: Writer, ns: string, wanted: unknown): Document {
  const collection = findCollection(writer, ns);
  if (!collection) throw missing(ns);
  const names = Array.isArray(wanted) ? wanted : [wanted];
  const gone = (index: Index): boolean =>
    wanted === "*" || names.some((one) => one === index.name || sameValue(one, index.key));
  const dropped = collection.indexes.filter(gone);
  if (dropped.length === 0 && wanted !== "*") {
    throw new StoreError("IndexNotFound", `index not found with name [${JSON.stringify(wanted)}]`);
  }
  for (const index of dropped) clearIndex(writer, index);
  saveCollection(writer, { ...collection, indexes: collection.indexes.filter((index) => !gone(index)) });
  return { nIndexesWas: collection.indexes.length + 1, ok: 1 };
}

/** Creates an empty collection; 48 where it exists. */
export function create(writer: Writer, ns: string): Document {
  if (findCollection(writer, ns)) throw new StoreError("NamespaceExists", `Collection ${ns} already exists.`);
  ensureCollection(writer, ns);
  return { ok: 1 };
}

/** Drops a collection; 26 where there is none. */
export function drop(writer: Writer, ns: string): Document {
  const collection = findCollection(writer, ns);
  if (!collection) throw new StoreError("NamespaceNotFound", "ns not found");
  dropCollection(writer, collection);
  writer.note(() => ({ operationType: "drop", ns }));
  return { nIndexesWas: collection.indexes.length + 1, ns, ok: 1 };
}

/** Drops every collection of a database. */
export function dropDatabase(writer: Writer, database: string): Document {
  for (const collection of listCollections(writer, database)) {
    dropCollection(writer, collection);
    writer.note(() => ({ operationType: "drop", ns: collection.ns }));
  }
  return { dropped: database, ok: 1 };
}

/** What `listCollections` tells of each collection. */
export function collectionDocuments(reader: Reader, database: string): Document[] {
  return listCollections(reader, database).map(({ ns, uuid }: Collection) => ({
    name: ns.slice(database.length + 1),
    type: "collection",
    options: {},
    info: { readOnly: false, uuid },
    idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
  }));
}

/** What `listDatabases` tells of each database. */
export function databaseDocuments(reader: Reader): Document[] {
  const names = new Set(listCollections(reader).map(({ ns }) => ns.slice(0, ns.indexOf("."))));
  return [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false }));
}
