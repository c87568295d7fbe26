import { type Document, deserialize } from "bson";
import { type Collection, ensureCollection, findCollection } from "./catalogue.ts";
import type { ChangeEvent } from "./changes.ts";
import { errorFields, StoreError } from "./errors.ts";
import { insertable, putDocument, readDocument, removeDocument, type Stored, toStored } from "./indexes.ts";
import { RANK, rankOf } from "./mql/ordering.ts";
import { applyUpdate, type Change, kindOf, upserted } from "./mql/updates.ts";
import { type Found, type Selection, select } from "./reading.ts";
import type { Writer } from "./storage.ts";

/** One statement that failed, as it stands in `writeErrors`. */
type WriteError = Document;

/** Runs statements in order; one that fails is told, and ends an ordered command. */
function each<T>(
  statements: T[],
  ordered: boolean,
  run: (statement: T, index: number) => void,
): WriteError[] {
  const errors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      const fields = errorFields(error);
      if (fields["errorLabels"]) throw error;
      errors.push({ index, ...fields });
      if (ordered) break;
    }
  }
  return errors;
}

const outcome = (reply: Document, errors: WriteError[]): Document =>
  errors.length > 0 ? { ...reply, writeErrors: errors, ok: 1 } : { ...reply, ok: 1 };

function store(
  writer: Writer,
  collection: Collection,
  stored: Stored,
  event: Partial<ChangeEvent>,
  old?: Document,
): Collection {
  const after = putDocument(writer, collection, stored, old);
  writer.note(() => {
    const fullDocument = stored.document;
    const documentKey = { _id: fullDocument["_id"] };
    return { operationType: "insert", ns: collection.ns, documentKey, fullDocument, ...event };
  });
  return after;
}

/** https://www.mongodb.com/docs/manual/reference/command/insert/ */
export function insert(writer: Writer, ns: string, documents: Buffer[], ordered: boolean): Document {
  let collection = ensureCollection(writer, ns);
  let n = 0;
  const errors = each(documents, ordered, (raw) => {
    collection = store(writer, collection, insertable(raw), {});
    n += 1;
  });
  return outcome({ n }, errors);
}

/** An update statement. https://www.mongodb.com/docs/manual/reference/command/update/ */
export interface UpdateStatement extends Change {
  multi: boolean;
  upsert: boolean;
  selection: Selection;
}

interface Updated {
  matched: number;
  modified: number;
  before?: Document;
  after?: Document;
  upsertedId?: unknown;
}

function updateDescription(before: Document, after: Document): Document {
  const updatedFields: Document = {};
  for (const [name, value] of Object.entries(after)) if (before[name] !== value) updatedFields[name] = value;
  return {
    updatedFields,
    removedFields: Object.keys(before).filter((name) => !(name in after)),
    truncatedArrays: [],
  };
}

const isNumber = (value: unknown): boolean => rankOf(value) === RANK.number;

/** A number that an update left as it was keeps its BSON type: JavaScript has one type for three of them. */
function keepTypes(after: unknown, before: unknown): unknown {
  if (typeof after === "number") return isNumber(before) && Number(before) === after ? before : after;
  if (Array.isArray(after)) {
    return Array.isArray(before) ? after.map((item, i) => keepTypes(item, before[i])) : after;
  }
  if (rankOf(after) !== RANK.object || rankOf(before) !== RANK.object) return after;
  const was = before as Document;
  return Object.fromEntries(
    Object.entries(after as Document).map(([name, item]) => [name, keepTypes(item, was[name])]),
  );
}

function change(
  writer: Writer,
  collection: Collection,
  found: Found,
  statement: Change,
): Document | undefined {
  const after = applyUpdate(found.document, statement);
  if (!after) return undefined;
  const before = readDocument(found.bytes);
  const replaced = kindOf(statement.update) === "replacement";
  store(
    writer,
    collection,
    toStored(
      keepTypes(after, deserialize(found.bytes, { promoteValues: false, bsonRegExp: true })) as Document,
    ),
    replaced
      ? { operationType: "replace" }
      : { operationType: "update", updateDescription: updateDescription(before, after) },
    before,
  );
  return after;
}

/** Applies one statement: updates what matches, or inserts where it may. */
export function update(writer: Writer, ns: string, statement: UpdateStatement): Updated {
  const kind = kindOf(statement.update);
  if (kind === "replacement" && statement.multi) {
    throw new StoreError("FailedToParse", "multi update is not supported for replacement-style update");
  }
  const existing = findCollection(writer, ns);
  const selection = statement.multi ? statement.selection : { ...statement.selection, limit: 1 };
  // All are found before the first is changed, so that none is met twice.
  const found = [...select(writer, existing, selection)];
  if (found.length === 0) {
    if (!statement.upsert) return { matched: 0, modified: 0 };
    const document = upserted(statement);
    store(writer, ensureCollection(writer, ns), toStored(document), {});
    return { matched: 0, modified: 0, after: document, upsertedId: document["_id"] };
  }
  let modified = 0;
  const first = found[0]!;
  let after: Document | undefined;
  for (const one of found) {
    // The catalogue is looked up anew: a document before may have turned an index's flags.
    const result = change(writer, findCollection(writer, ns)!, one, statement);
    if (result) modified += 1;
    if (one === first) after = result;
  }
  return {
    matched: found.length,
    modified,
    before: readDocument(first.bytes),
    after: after ?? readDocument(first.bytes),
  };
}

/** An `update` command's statements, one after another. */
export function updateAll(
  writer: Writer,
  ns: string,
  statements: UpdateStatement[],
  ordered: boolean,
): Document {
  let n = 0;
  let nModified = 0;
  const upsertedIds: Document[] = [];
  const errors = each(statements, ordered, (statement, index) => {
    const result = update(writer, ns, statement);
    n += result.matched;
    nModified += result.modified;
    if (!("upsertedId" in result)) return;
    n += 1;
    upsertedIds.push({ index, _id: result.upsertedId });
  });
  return outcome({ n, nModified, ...(upsertedIds.length > 0 && { upserted: upsertedIds }) }, errors);
}

function remove(writer: Writer, collection: Collection, found: Found): void {
  removeDocument(writer, collection, found.id, found.document);
  writer.note(() => ({
    operationType: "delete",
    ns: collection.ns,
    documentKey: { _id: found.document["_id"] },
  }));
}

/** Deletes what a selection finds; answers the documents. */
export function removeSelected(writer: Writer, ns: string, selection: Selection): Document[] {
  const collection = findCollection(writer, ns);
  const found = [...select(writer, collection, selection)];
  for (const one of found) remove(writer, collection!, one);
  return found.map(({ document }) => document);
}

/** https://www.mongodb.com/docs/manual/reference/command/delete/ */
export function removeAll(writer: Writer, ns: string, selections: Selection[], ordered: boolean): Document {
  let n = 0;
  const errors = each(selections, ordered, (selection) => {
    n += removeSelected(writer, ns, selection).length;
  });
  return outcome({ n }, errors);
}
