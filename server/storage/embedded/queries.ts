import type { Document } from "bson";
import { type Collection, findCollection } from "./catalogue.ts";
import { isCovered } from "./coverage.ts";
import type { Item } from "./cursors.ts";
import { Stored } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { encodeValue, inSpace, sameValue, wholeSpace } from "./keys.ts";
import { aggregate, languageOptions, matcher, project } from "./language.ts";
import { sortBy } from "./operators.ts";
import { candidates } from "./paths.ts";
import { type Plan, planQuery } from "./planning.ts";
import type { Reader } from "./storage.ts";
import { withText } from "./text.ts";

/** What a command asks, in MongoDB's words. */
export interface Selection {
  filter: Document;
  sort?: Document | undefined;
  collation?: Document;
  skip?: number;
  limit?: number;
  /** When the command gives up (`maxTimeMS`), in milliseconds since the epoch. */
  until?: number;
}

/** How a selection was reached and how much was read: what `explain` tells. */
interface Examined {
  plan?: Plan;
  keys: number;
  documents: number;
}

/** The selection that `find`, `count`, `distinct`, `delete` and `findAndModify` describe, each in its own words. */
export function selectionOf(body: Document, filter: Document = {}): Selection {
  const selection: Selection = { filter };
  if (body["sort"] && Object.keys(body["sort"]).length > 0) selection.sort = body["sort"];
  if (body["collation"] && body["collation"].locale !== "simple") selection.collation = body["collation"];
  if (body["skip"]) selection.skip = Number(body["skip"]);
  if (body["limit"]) selection.limit = Math.abs(Number(body["limit"]));
  if (body["maxTimeMS"]) selection.until = Date.now() + Number(body["maxTimeMS"]);
  for (const value of [selection.skip ?? 0, selection.limit ?? 0]) {
    if (!Number.isInteger(value) || value < 0)
      throw new StoreError("BadValue", `skip and limit must be non-negative integers, got ${value}`);
  }
  return selection;
}

/** The documents of a plan's ranges, each once; the first `unread` are passed over. */
function* scan(reader: Reader, { space }: Collection, plan: Plan, examined: Examined, unread: number) {
  const direct = !plan.index || plan.index.name === "_id_";
  const seen = plan.index?.multikey ? new Set<string>() : undefined;
  for (const range of plan.reverse ? plan.ranges.toReversed() : plan.ranges) {
    for (const [key, value] of reader.scan({ ...range, reverse: plan.reverse })) {
      examined.keys += 1;
      if (examined.keys <= unread) continue;
      const id = direct ? key.subarray(4) : value;
      if (seen?.has(id.toString("latin1"))) continue;
      seen?.add(id.toString("latin1"));
      const bytes = direct ? value : reader.get(inSpace(space, id));
      if (bytes) yield { id, bytes };
    }
  }
}

/**
 * The documents of a selection, in its order, read as they are taken: with a limit and an index that gives the order,
 * no more than are returned. https://www.mongodb.com/docs/manual/reference/command/find/
 */
export function* select(
  reader: Reader,
  collection: Collection | undefined,
  selection: Selection,
  examined: Examined = { keys: 0, documents: 0 },
): Generator<Stored> {
  if (!collection) return;
  const { skip = 0, limit = 0, sort, collation, until = Number.POSITIVE_INFINITY } = selection;
  const filter = withText(selection.filter, collection);
  const plan = planQuery(collection, { ...selection, filter });
  examined.plan = plan;
  const test = matcher(filter, collation);
  const isAll = Object.keys(filter).length === 0 || isCovered(plan, filter, collation !== undefined);
  // Nothing needs to be known of what is skipped where the order and the choice are the index's own.
  const unread = isAll && plan.sorted && !plan.index?.multikey ? skip : 0;
  function* matching(): Generator<Stored> {
    for (const { id, bytes } of scan(reader, collection!, plan, examined, unread)) {
      examined.documents += 1;
      if (Date.now() > until) throw new StoreError("MaxTimeMSExpired", "operation exceeded time limit");
      const found = new Stored(id, bytes);
      if (isAll || test(found.document)) yield found;
    }
  }
  const found =
    plan.sorted || !sort
      ? matching()
      : sortBy([...matching()], sort, (item) => item.document, languageOptions(collation) as never);
  let position = unread;
  for (const item of found) {
    position += 1;
    if (position > skip) yield item;
    if (limit > 0 && position === skip + limit) return;
  }
}

function* bytesOf(found: Iterable<Stored>): Generator<Item> {
  for (const { bytes } of found) yield bytes;
}

function* documentsOf(found: Iterable<Stored>): Generator<Document> {
  for (const { document } of found) yield document;
}

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export function find(reader: Reader, ns: string, body: Document): Iterator<Item> {
  const selection = selectionOf(body, body["filter"]);
  const found = select(reader, findCollection(reader, ns), selection);
  const projection: Document = body["projection"] ?? {};
  if (Object.keys(projection).length === 0) return bytesOf(found);
  return project(documentsOf(found), projection, selection.filter)[Symbol.iterator]();
}

/** How many documents a selection has; where an index or the collection itself tells it, none of them is read. */
export function countSelected(reader: Reader, collection: Collection, selection: Selection): number {
  const { filter, skip = 0, limit = 0, collation } = selection;
  const plan = planQuery(collection, selection);
  const isWhole = Object.keys(filter).length === 0;
  if (!isWhole && !isCovered(plan, filter, collation !== undefined)) {
    let n = 0;
    for (const _ of select(reader, collection, selection)) n += 1;
    return n;
  }
  const ranges = isWhole ? [wholeSpace(collection.space)] : plan.ranges;
  const all = ranges.reduce((sum, range) => sum + reader.count(range), 0);
  return Math.min(Math.max(0, all - skip), limit || all);
}

/** https://www.mongodb.com/docs/manual/reference/command/count/ */
export function count(reader: Reader, ns: string, selection: Selection): number {
  const collection = findCollection(reader, ns);
  return collection ? countSelected(reader, collection, selection) : 0;
}

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ */
export function distinct(reader: Reader, ns: string, path: string, selection: Selection): unknown[] {
  const values = new Map<string, unknown>();
  for (const { document } of select(reader, findCollection(reader, ns), selection)) {
    for (const value of candidates(document, path)) {
      if (value !== undefined && !Array.isArray(value))
        values.set(encodeValue(value).toString("latin1"), value);
    }
  }
  return [...values.values()];
}

/** Stages at the pipeline's head that the planner can take over, as a selection, and the stages that are left. */
function head(pipeline: Document[], body: Document): { selection: Selection; rest: Document[] } {
  const rest = [...pipeline];
  const take = (stage: string): Document | undefined => (rest[0]?.[stage] ? rest.shift()![stage] : undefined);
  const { collation, maxTimeMS } = body;
  const filter = take("$match");
  const sort = take("$sort");
  return { selection: selectionOf({ sort, limit: take("$limit"), collation, maxTimeMS }, filter), rest };
}

/** True for what drivers make of `countDocuments`. */
const isCount = ([stage, ...others]: Document[]): boolean =>
  others.length === 0 && sameValue(stage?.["$group"], { _id: 1, n: { $sum: 1 } });

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ (all stages but `$merge` and `$changeStream`) */
export function runPipeline(
  reader: Reader,
  ns: string,
  pipeline: Document[],
  body: Document,
): Iterator<Document> {
  const database = ns.slice(0, ns.indexOf("."));
  const { selection, rest } = head(pipeline, body);
  if (isCount(rest)) {
    const n = count(reader, ns, selection);
    return (n === 0 ? [] : [{ _id: 1, n }]).values();
  }
  const all = (name: string, wanted: Selection) =>
    documentsOf(select(reader, findCollection(reader, `${database}.${name}`), wanted));
  const resolver = (name: string): Document[] => [...all(name, { filter: {} })];
  const source = all(ns.slice(database.length + 1), selection);
  return aggregate(rest, source, selection.collation, resolver)[Symbol.iterator]();
}

/** Runs a `find` or `aggregate` and tells how. https://www.mongodb.com/docs/manual/reference/explain-results/ */
export function explain(reader: Reader, database: string, command: Document): Document {
  const name = command["find"] ?? command["aggregate"];
  if (name === undefined)
    throw new StoreError("NotImplemented", "this store explains find and aggregate only");
  const namespace = `${database}.${name}`;
  const { selection } = command["pipeline"]
    ? head(command["pipeline"], command)
    : { selection: selectionOf(command, command["filter"]) };
  const examined: Examined = { keys: 0, documents: 0 };
  const nReturned = [...select(reader, findCollection(reader, namespace), selection, examined)].length;
  const executionStats = {
    executionSuccess: true,
    nReturned,
    totalKeysExamined: examined.keys,
    totalDocsExamined: examined.documents,
  };
  return { queryPlanner: { namespace, winningPlan: winningPlan(examined.plan) }, executionStats, ok: 1 };
}

function winningPlan(plan: Plan | undefined): Document {
  if (!plan) return { stage: "EOF" };
  const { index, stage, reverse, sorted } = plan;
  const scanned: Document = { stage, direction: reverse ? "backward" : "forward" };
  if (index) Object.assign(scanned, { indexName: index.name, keyPattern: index.key });
  const fetch = stage === "IXSCAN" ? { stage: "FETCH", inputStage: scanned } : scanned;
  return sorted ? fetch : { stage: "SORT", inputStage: fetch };
}
