import type { Document } from "bson";
import { type Collection, ID_INDEX, type Index, saveCollection } from "./catalogue.ts";
import { Stored } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { encodeValue, indexKey, inSpace, inverted, wholeSpace } from "./keys.ts";
import { matcher } from "./language.ts";
import { valuesAt } from "./paths.ts";
import type { Writer } from "./storage.ts";

/** What a document has in an index: its keys by their text, each without the document's own key. */
interface Entries {
  keys: Map<string, Buffer>;
  multikey: boolean;
}

/** The index keys of a document: none in a text index, nor where a sparse or partial one leaves it out. */
function entriesOf(index: Index, document: Document): Entries {
  const none = { keys: new Map(), multikey: false };
  if (Object.values(index.key).includes("text")) return none;
  const fields = Object.keys(index.key).map((path) => valuesAt(document, path));
  if (index.sparse && fields.every(({ values }) => values.every((value) => value === undefined))) return none;
  if (index.partialFilterExpression && !matcher(index.partialFilterExpression)(document)) return none;
  if (fields.filter(({ values }) => values.length > 1).length > 1)
    throw new StoreError("InternalError", "cannot index parallel arrays");
  let keys: Buffer[][] = [[]];
  for (const [i, direction] of Object.values(index.key).entries()) {
    const parts = fields[i]!.values.map(encodeValue);
    keys = keys.flatMap((key) => parts.map((part) => [...key, direction === -1 ? inverted(part) : part]));
  }
  const named = keys.map(indexKey).map((key) => [key.toString("latin1"), key] as const);
  return { keys: new Map(named), multikey: fields.some((field) => field.multikey) };
}

function duplicate({ ns }: Collection, { key, name }: Index, document: Document) {
  const keyValue = Object.fromEntries(
    Object.keys(key).map((path) => [path, valuesAt(document, path).values[0] ?? null]),
  );
  const message = `E11000 duplicate key error collection: ${ns} index: ${name} dup key: ${JSON.stringify(keyValue)}`;
  return new StoreError("DuplicateKey", message, { keyPattern: key, keyValue });
}

/** An entry's key; its value is the document's. A unique index has one entry a key, others one a key and document. */
const entryKey = ({ unique, space }: Index, key: Buffer, id: Buffer): Buffer =>
  unique ? inSpace(space, key) : inSpace(space, key, id);

/** Readies the change of a document's entries in one index; throws 11000 before anything is written. */
function changeEntries(writer: Writer, collection: Collection, index: Index, stored: Stored, old?: Document) {
  const { id, document } = stored;
  const wanted = entriesOf(index, document);
  const had = old ? entriesOf(index, old).keys : new Map<string, Buffer>();
  const added = [...wanted.keys]
    .filter(([name]) => !had.has(name))
    .map(([, key]) => entryKey(index, key, id));
  const gone = [...had].filter(([name]) => !wanted.keys.has(name)).map(([, key]) => entryKey(index, key, id));
  // A document that is there already is told of its _id, not of its entries.
  const isOthers = (key: Buffer): boolean => !(writer.get(key)?.equals(id) ?? true);
  if (index.unique && added.some(isOthers)) throw duplicate(collection, index, document);
  const write = (): void => {
    for (const key of gone) writer.remove(key);
    for (const key of added) writer.put(key, id);
  };
  return { write, multikey: wanted.multikey };
}

/**
 * Writes a document and its index entries; `old` is what stood there before. Nothing is written where a unique index
 * refuses it. https://www.mongodb.com/docs/manual/core/index-unique/
 */
export function putDocument(
  writer: Writer,
  collection: Collection,
  stored: Stored,
  old?: Document,
): Collection {
  const key = inSpace(collection.space, stored.id);
  const changes = collection.indexes.map((index) => changeEntries(writer, collection, index, stored, old));
  if (old) writer.put(key, stored.bytes);
  else if (!writer.insert(key, stored.bytes)) throw duplicate(collection, ID_INDEX, stored.document);
  for (const change of changes) change.write();
  if (!changes.some(({ multikey }, i) => multikey && !collection.indexes[i]!.multikey)) return collection;
  const indexes = collection.indexes.map((index, i) =>
    changes[i]!.multikey ? { ...index, multikey: true } : index,
  );
  saveCollection(writer, { ...collection, indexes });
  return { ...collection, indexes };
}

/** Removes a document and its index entries. */
export function removeDocument(writer: Writer, collection: Collection, stored: Stored): void {
  for (const index of collection.indexes) {
    for (const key of entriesOf(index, stored.document).keys.values())
      writer.remove(entryKey(index, key, stored.id));
  }
  writer.remove(inSpace(collection.space, stored.id));
}

/** Fills a new index from the documents that are there; throws 11000 where a unique one cannot be built. */
export function buildIndex(writer: Writer, collection: Collection, index: Index): Index {
  let multikey = false;
  for (const [key, bytes] of writer.scan(wholeSpace(collection.space))) {
    const change = changeEntries(writer, collection, index, new Stored(key.subarray(4), bytes));
    change.write();
    multikey ||= change.multikey;
  }
  return multikey ? { ...index, multikey } : index;
}
