import type { Document } from "bson";
import { type Collection, ensureCollection, findCollection, listCollections } from "./catalogue.ts";
import type { ChangeEvent } from "./changes.ts";
import { insertable, readDocument, readSent, readTyped, type Stored, toStored } from "./documents.ts";
import { errorFields, StoreError } from "./errors.ts";
import { putDocument, removeDocument } from "./indexes.ts";
import { RANK, rankOf } from "./keys.ts";
import { project, toLanguage } from "./language.ts";
import { isDocument } from "./paths.ts";
import { type Selection, select, selectionOf } from "./queries.ts";
import type { Writer } from "./storage.ts";
import { applyUpdate, type Change, kindOf, upserted } from "./updates.ts";

/**
 * Runs a command's statements in order; one that fails is told in `writeErrors`, and ends an ordered command.
 * https://www.mongodb.com/docs/manual/reference/method/db.collection.insertMany/#behaviors
 */
function each<T>(body: Document, statements: T[], run: (statement: T, index: number) => void): Document {
  if (!Array.isArray(statements) || statements.length === 0)
    throw new StoreError("InvalidLength", "Write batch sizes must be between 1 and 100000.");
  const writeErrors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      const fields = errorFields(error);
      if (fields["errorLabels"]) throw error;
      writeErrors.push({ index, ...fields });
      if (body["ordered"] !== false) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors, ok: 1 } : { ok: 1 };
}

/** A statement as it came, alone or in the message's sequence; fields that nobody reads are refused. */
function statementOf(sent: Document | Buffer, command: string, fields: string[]): Document {
  const statement = toLanguage(sent instanceof Uint8Array ? readSent(sent) : sent);
  const unknown = Object.keys(statement).find((name) => !fields.includes(name));
  if (unknown === undefined) return statement;
  throw new StoreError("IDLUnknownField", `BSON field '${command}.${unknown}' is an unknown field.`);
}

function store(
  writer: Writer,
  collection: Collection,
  stored: Stored,
  event: Partial<ChangeEvent>,
  old?: Document,
): Collection {
  const after = putDocument(writer, collection, stored, old);
  writer.note(() => {
    const { document: fullDocument } = stored;
    const documentKey = { _id: fullDocument["_id"] };
    return { operationType: "insert", ns: collection.ns, documentKey, fullDocument, ...event };
  });
  return after;
}

/** https://www.mongodb.com/docs/manual/reference/command/insert/ */
export function insert(writer: Writer, ns: string, body: Document): Document {
  let collection = ensureCollection(writer, ns);
  let n = 0;
  const outcome = each(body, body["documents"] as Buffer[], (sent) => {
    collection = store(writer, collection, insertable(sent), {});
    n += 1;
  });
  return { n, ...outcome };
}

interface Updated {
  matched: number;
  modified: number;
  before?: Document;
  after?: Document;
  upsertedId?: unknown;
}

function updateDescription(before: Document, after: Document): Document {
  const changed = Object.entries(after).filter(([name, value]) => before[name] !== value);
  const removedFields = Object.keys(before).filter((name) => !(name in after));
  return { updatedFields: Object.fromEntries(changed), removedFields, truncatedArrays: [] };
}

/** A number that an update left as it was keeps its BSON type: JavaScript has one type for three of them. */
function keepTypes(after: unknown, before: unknown): unknown {
  if (typeof after === "number")
    return rankOf(before) === RANK.number && Number(before) === after ? before : after;
  if (Array.isArray(after) && Array.isArray(before))
    return after.map((item, i) => keepTypes(item, before[i]));
  if (!isDocument(after) || !isDocument(before)) return after;
  return Object.fromEntries(
    Object.entries(after).map(([name, item]) => [name, keepTypes(item, before[name])]),
  );
}

function change(writer: Writer, ns: string, found: Stored, statement: Change): Document | undefined {
  const after = applyUpdate(found.document, statement);
  if (!after) return undefined;
  const before = readDocument(found.bytes);
  const event: Partial<ChangeEvent> =
    kindOf(statement.update) === "replacement"
      ? { operationType: "replace" }
      : { operationType: "update", updateDescription: updateDescription(before, after) };
  const stored = toStored(after, keepTypes(after, readTyped(found.bytes)) as Document);
  // The catalogue is looked up anew: a document before may have turned an index's flag.
  store(writer, findCollection(writer, ns)!, stored, event, before);
  return after;
}

/** Applies one statement: updates what matches, or inserts where it may. */
function update(writer: Writer, ns: string, statement: Change): Updated {
  const { multi = false } = statement;
  if (multi && kindOf(statement.update) === "replacement")
    throw new StoreError("FailedToParse", "multi update is not supported for replacement-style update");
  // All are found before the first is changed, so that none is met twice.
  const wanted = multi ? statement : { ...statement, limit: 1 };
  const found = [...select(writer, findCollection(writer, ns), wanted)];
  const [first] = found;
  if (first) {
    const made = found.map((one) => change(writer, ns, one, statement));
    const before = readDocument(first.bytes);
    const modified = made.filter((after) => after !== undefined).length;
    return { matched: found.length, modified, before, after: made[0] ?? before };
  }
  if (!statement.upsert) return { matched: 0, modified: 0 };
  const document = upserted(statement);
  store(writer, ensureCollection(writer, ns), toStored(document), {});
  return { matched: 0, modified: 0, after: document, upsertedId: document["_id"] };
}

const UPDATE_FIELDS = ["q", "u", "multi", "upsert", "arrayFilters", "collation", "sort"];

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export function updateAll(writer: Writer, ns: string, body: Document): Document {
  let n = 0;
  let nModified = 0;
  const ids: Document[] = [];
  const outcome = each(body, body["updates"] as Document[], (sent, index) => {
    const given = statementOf(sent, "update.updates", UPDATE_FIELDS);
    const { q, u, ...options } = given;
    const result = update(writer, ns, { ...options, ...selectionOf(given, q), update: u });
    n += result.matched;
    nModified += result.modified;
    if ("upsertedId" in result) ids.push({ index, _id: result.upsertedId });
  });
  return { n: n + ids.length, nModified, ...(ids.length > 0 && { upserted: ids }), ...outcome };
}

/** Deletes what a selection finds, and answers it. */
function removeSelected(writer: Writer, ns: string, selection: Selection): Stored[] {
  const collection = findCollection(writer, ns);
  const found = [...select(writer, collection, selection)];
  for (const stored of found) {
    removeDocument(writer, collection!, stored);
    writer.note(() => ({ operationType: "delete", ns, documentKey: { _id: stored.document["_id"] } }));
  }
  return found;
}

/** https://www.mongodb.com/docs/manual/reference/command/delete/ */
export function removeAll(writer: Writer, ns: string, body: Document): Document {
  let n = 0;
  const outcome = each(body, body["deletes"] as Document[], (sent) => {
    const given = statementOf(sent, "delete.deletes", ["q", "limit", "collation"]);
    n += removeSelected(writer, ns, selectionOf(given, given["q"])).length;
  });
  return { n, ...outcome };
}

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export function findAndModify(writer: Writer, ns: string, body: Document): Document {
  const selection = { ...selectionOf(body, body["query"]), limit: 1 };
  const shown = (document: Document | undefined): Document | null => {
    const fields: Document = body["fields"] ?? {};
    if (!document || Object.keys(fields).length === 0) return document ?? null;
    return [...project([document], fields, selection.filter)][0] ?? null;
  };
  if (body["remove"]) {
    const [removed] = removeSelected(writer, ns, selection);
    return { lastErrorObject: { n: removed ? 1 : 0 }, value: shown(removed?.document), ok: 1 };
  }
  const { update: change, upsert, arrayFilters } = body;
  const result = update(writer, ns, { ...selection, update: change, upsert, arrayFilters });
  const upserted = "upsertedId" in result;
  const lastErrorObject = {
    n: result.matched + Number(upserted),
    updatedExisting: result.matched > 0,
    ...(upserted && { upserted: result.upsertedId }),
  };
  return { lastErrorObject, value: shown(body["new"] === true ? result.after : result.before), ok: 1 };
}

/**
 * Writes a pipeline's documents into a collection, as `$merge` does where it names nothing else.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/merge/
 */
export function merge(
  writer: Writer,
  database: string,
  options: Document,
  documents: Iterable<Document>,
): void {
  const { into, ...others } = options;
  if (typeof into !== "string" || Object.keys(others).length > 0)
    throw new StoreError("NotImplemented", "this store implements $merge with a collection's name only");
  for (const { _id, ...rest } of documents) {
    update(writer, `${database}.${into}`, { filter: { _id }, update: { $set: rest }, upsert: true });
  }
}

const EXPIRE_BATCH = 1_000;

/** Removes what TTL indexes say is past. https://www.mongodb.com/docs/manual/core/index-ttl/ */
export function expire(writer: Writer, now: number): void {
  for (const { ns, indexes } of listCollections(writer)) {
    for (const { key, expireAfterSeconds, partialFilterExpression = {} } of indexes) {
      if (expireAfterSeconds === undefined) continue;
      const past = { [Object.keys(key)[0]!]: { $lt: new Date(now - expireAfterSeconds * 1000) } };
      removeSelected(writer, ns, { filter: { $and: [past, partialFilterExpression] }, limit: EXPIRE_BATCH });
    }
  }
}
