import { type Document, deserialize, ObjectId, serialize } from "bson";
import { type Collection, type Index, saveCollection } from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { clipFields, encodeId, encodeValue, inSpace, inverted, isClipped } from "./keys.ts";
import { matcher } from "./mql/language.ts";
import { RANK } from "./mql/ordering.ts";
import { valuesAt } from "./mql/paths.ts";
import { textTerms } from "./mql/text.ts";
import { checkDocument } from "./shape.ts";
import type { Writer } from "./storage.ts";

/** How documents become JavaScript: 64-bit integers that a double cannot hold stay Long, patterns keep their options. */
export const READ_OPTIONS = { promoteBuffers: false, bsonRegExp: true, validation: { utf8: false } } as const;

/** BSON's type byte of an ObjectId, whose key is its rank and its own bytes. */
const OBJECT_ID = 0x07;

export const readDocument = (bytes: Uint8Array): Document => deserialize(bytes, READ_OPTIONS);

interface Entries {
  keys: Map<string, Buffer>;
  multikey: boolean;
  clipped: boolean;
}

const isText = (index: Index): boolean => Object.values(index.key).includes("text");

/** True where the index holds entries of this document (sparse and partial indexes leave some out). */
function covers(index: Index, document: Document, values: unknown[][]): boolean {
  if (index.sparse && values.every((list) => list.every((value) => value === undefined))) return false;
  return !index.partialFilterExpression || matcher(index.partialFilterExpression)(document);
}

/** The index keys of a document, without the document's own key. */
function entriesOf(index: Index, document: Document): Entries {
  const none: Entries = { keys: new Map(), multikey: false, clipped: false };
  if (isText(index)) {
    const terms = textTerms(index, document);
    const keys = [...terms.keys()].map((term) => clipFields(encodeValue(term)));
    return {
      keys: new Map(keys.map((key) => [key.toString("latin1"), key])),
      multikey: true,
      clipped: false,
    };
  }
  const fields = Object.entries(index.key).map(([path, direction]) => ({
    direction,
    ...valuesAt(document, path),
  }));
  if (
    !covers(
      index,
      document,
      fields.map((field) => field.values),
    )
  )
    return none;
  if (fields.filter((field) => field.multikey && field.values.length > 1).length > 1) {
    throw new StoreError("InternalError", "cannot index parallel arrays");
  }
  let keys: Buffer[] = [Buffer.alloc(0)];
  for (const { direction, values } of fields) {
    const parts = values.map((value) => {
      const bytes = encodeValue(value);
      return direction === -1 ? inverted(bytes) : bytes;
    });
    keys = keys.flatMap((key) => parts.map((part) => (key.length === 0 ? part : Buffer.concat([key, part]))));
  }
  const found = new Map<string, Buffer>();
  for (const key of keys) {
    const short = clipFields(key);
    found.set(short.toString("latin1"), short);
  }
  return { keys: found, multikey: fields.some((field) => field.multikey), clipped: keys.some(isClipped) };
}

function duplicate(collection: Collection, index: Index, document: Document): StoreError {
  const values = Object.keys(index.key).map(
    (path) => [path, valuesAt(document, path).values[0] ?? null] as const,
  );
  const shown = values.map(([path, value]) => `${path}: ${JSON.stringify(value)}`).join(", ");
  return new StoreError(
    "DuplicateKey",
    `E11000 duplicate key error collection: ${collection.ns} index: ${index.name} dup key: { ${shown} }`,
    { keyPattern: index.key, keyValue: Object.fromEntries(values) },
  );
}

const entryKey = (index: Index, key: Buffer, id: Buffer): Buffer =>
  index.unique ? inSpace(index.space, key) : inSpace(index.space, key, id);

/** Adds a document's entries to one index; throws 11000 before anything is written. */
function addEntries(
  writer: Writer,
  collection: Collection,
  index: Index,
  id: Buffer,
  document: Document,
  old?: Document,
) {
  const wanted = entriesOf(index, document);
  const had = old ? entriesOf(index, old).keys : new Map<string, Buffer>();
  if (index.unique) {
    for (const [name, key] of wanted.keys) {
      if (had.has(name)) continue;
      const owner = writer.get(entryKey(index, key, id));
      if (owner && !owner.equals(id)) throw duplicate(collection, index, document);
    }
  }
  const write = (): void => {
    for (const [name, key] of had) if (!wanted.keys.has(name)) writer.remove(entryKey(index, key, id));
    for (const [name, key] of wanted.keys) if (!had.has(name)) writer.put(entryKey(index, key, id), id);
  };
  return { write, multikey: wanted.multikey, clipped: wanted.clipped };
}

/** A document as it is stored: checked, its key known, decoded when somebody looks at it. */
export class Stored {
  readonly id: Buffer;
  readonly bytes: Uint8Array;
  #document: Document | undefined;

  constructor(id: Buffer, bytes: Uint8Array, document?: Document) {
    this.id = id;
    this.bytes = bytes;
    this.#document = document;
  }

  get document(): Document {
    this.#document ??= readDocument(this.bytes);
    return this.#document;
  }
}

/** A document for storing. */
export function toStored(document: Document): Stored {
  const bytes = Buffer.from(serialize(document));
  checkDocument(bytes);
  return new Stored(encodeId(document["_id"]), bytes, document);
}

/** A document that a client sent: its `_id` moved to the front, made where it is missing, the rest left as it is. */
export function insertable(sent: Buffer): Stored {
  const { start, end } = checkDocument(sent);
  if (end === 0) return toStored({ _id: new ObjectId(), ...readDocument(sent) });
  const id = sent.subarray(start, end);
  const bytes =
    start === 4
      ? sent
      : Buffer.concat([sent.subarray(0, 4), id, sent.subarray(4, start), sent.subarray(end)]);
  if (id[0] === OBJECT_ID) {
    const key = Buffer.from(id.subarray(4));
    key[0] = RANK.objectId;
    return new Stored(key, bytes);
  }
  const alone = Buffer.concat([Buffer.alloc(4), id, Buffer.alloc(1)]);
  alone.writeInt32LE(alone.length);
  return new Stored(encodeId(readDocument(alone)["_id"]), bytes);
}

/**
 * Writes a document and its index entries; `old` is what stood there before. Nothing is written where a unique index
 * refuses it.
 */
export function putDocument(
  writer: Writer,
  collection: Collection,
  stored: Stored,
  old?: Document,
): Collection {
  const key = inSpace(collection.space, stored.id);
  const plans = collection.indexes.map((index) =>
    addEntries(writer, collection, index, stored.id, stored.document, old),
  );
  if (old) writer.put(key, stored.bytes);
  else if (!writer.insert(key, stored.bytes)) {
    throw duplicate(collection, { name: "_id_", key: { _id: 1 }, space: 0 }, stored.document);
  }
  for (const plan of plans) plan.write();
  if (!plans.some((plan, i) => flagsChange(collection.indexes[i]!, plan))) return collection;
  const changed = {
    ...collection,
    indexes: collection.indexes.map((index, i) => ({
      ...index,
      multikey: index.multikey || plans[i]!.multikey,
      clipped: index.clipped || plans[i]!.clipped,
    })),
  };
  saveCollection(writer, changed);
  return changed;
}

const flagsChange = (index: Index, seen: { multikey: boolean; clipped: boolean }): boolean =>
  (seen.multikey && !index.multikey) || (seen.clipped && !index.clipped);

/** Removes a document and its index entries. */
export function removeDocument(writer: Writer, collection: Collection, id: Buffer, document: Document): void {
  for (const index of collection.indexes) {
    for (const key of entriesOf(index, document).keys.values()) writer.remove(entryKey(index, key, id));
  }
  writer.remove(inSpace(collection.space, id));
}

/** Fills a new index from the documents that are there; throws 11000 where a unique one cannot be built. */
export function buildIndex(writer: Writer, collection: Collection, index: Index): Index {
  const built = { ...index };
  const documents = writer.scan({ start: inSpace(collection.space), end: inSpace(collection.space + 1) });
  for (const [key, bytes] of documents) {
    const plan = addEntries(writer, collection, index, key.subarray(4), readDocument(bytes));
    plan.write();
    built.multikey ||= plan.multikey;
    built.clipped ||= plan.clipped;
  }
  return built;
}
