import type { Document } from "bson";
import { findCollection } from "./catalogue.ts";
import type { Item } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { inSpace } from "./keys.ts";
import { aggregate, project, toLanguage } from "./mql/language.ts";
import { sameValue } from "./mql/ordering.ts";
import { candidates } from "./mql/paths.ts";
import { access, type Examined, type Selection, select } from "./reading.ts";
import type { Reader } from "./storage.ts";

/** The selection that `find`, `count`, `distinct`, `delete` and `findAndModify` describe, each in its own words. */
export function selectionOf(body: Document, filter: Document | undefined): Selection {
  const selection: Selection = { filter: filter ?? {} };
  if (body["sort"] && Object.keys(body["sort"]).length > 0) selection.sort = body["sort"];
  if (body["hint"] !== undefined && !sameValue(body["hint"], {})) selection.hint = body["hint"];
  if (body["collation"] && body["collation"].locale !== "simple") selection.collation = body["collation"];
  if (body["let"]) selection.variables = body["let"];
  if (body["skip"]) selection.skip = Number(body["skip"]);
  if (body["limit"]) selection.limit = Math.abs(Number(body["limit"]));
  if (body["maxTimeMS"]) selection.until = Date.now() + Number(body["maxTimeMS"]);
  for (const value of [selection.skip, selection.limit]) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
      throw new StoreError("BadValue", `skip and limit must be non-negative integers, got ${value}`);
    }
  }
  return selection;
}

function* bytesOf(found: Iterable<{ bytes: Uint8Array }>): Generator<Item> {
  for (const { bytes } of found) yield bytes;
}

function* documentsOf(found: Iterable<{ document: Document }>): Generator<Document> {
  for (const { document } of found) yield document;
}

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export function find(reader: Reader, ns: string, body: Document): Iterator<Item> {
  const selection = selectionOf(body, body["filter"]);
  const found = select(reader, findCollection(reader, ns), selection);
  const projection: Document = body["projection"] ?? {};
  if (Object.keys(projection).length === 0) return bytesOf(found);
  const projected = project(documentsOf(found), projection, toLanguage(selection.filter));
  return projected[Symbol.iterator]();
}

/** How many documents a selection has; all of a collection are counted without being read. */
export function count(reader: Reader, ns: string, selection: Selection): number {
  const collection = findCollection(reader, ns);
  if (!collection) return 0;
  const whole = Object.keys(selection.filter).length === 0 && !selection.skip && !selection.limit;
  if (whole) return reader.count({ start: inSpace(collection.space), end: inSpace(collection.space + 1) });
  let n = 0;
  for (const _ of select(reader, collection, selection)) n += 1;
  return n;
}

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ */
export function distinct(reader: Reader, ns: string, path: string, selection: Selection): unknown[] {
  const values: unknown[] = [];
  const seen = new Set<unknown>();
  for (const { document } of select(reader, findCollection(reader, ns), selection)) {
    for (const value of candidates(document, path)) {
      if (value === undefined || Array.isArray(value) || seen.has(value)) continue;
      seen.add(value);
      if (typeof value !== "object" || !values.some((one) => sameValue(one, value))) values.push(value);
    }
  }
  return values;
}

const isCount = (stage: Document | undefined): boolean => {
  const group: Document | undefined = stage?.["$group"];
  if (!group || (group["_id"] !== 1 && group["_id"] !== null)) return false;
  return Object.keys(group).length === 2 && sameValue(group["n"], { $sum: 1 });
};

/** Stages at the pipeline's head that the planner can take over, as a selection, and the stages that are left. */
function head(pipeline: Document[], body: Document): { selection: Selection; rest: Document[] } {
  const { sort: _s, skip: _k, limit: _l, ...options } = body;
  const selection = selectionOf(options, {});
  let at = 0;
  if (pipeline[at]?.["$match"]) {
    selection.filter = pipeline[at]!["$match"];
    at += 1;
  }
  if (pipeline[at]?.["$sort"]) {
    selection.sort = pipeline[at]!["$sort"];
    at += 1;
  }
  if (Number.isInteger(pipeline[at]?.["$limit"])) {
    selection.limit = pipeline[at]!["$limit"];
    at += 1;
  }
  return { selection, rest: pipeline.slice(at) };
}

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ (all stages but `$out`, `$merge`, `$changeStream`) */
export function runPipeline(
  reader: Reader,
  database: string,
  name: string,
  body: Document,
): Iterator<Document> {
  const pipeline: Document[] = toLanguage(body["pipeline"]);
  const ns = `${database}.${name}`;
  const { selection, rest } = head(pipeline, body);
  if (rest.length === 1 && isCount(rest[0])) {
    const n = count(reader, ns, selection);
    return (n === 0 ? [] : [{ _id: rest[0]!["$group"]._id, n }])[Symbol.iterator]();
  }
  const source = rest[0]?.["$documents"]
    ? []
    : documentsOf(select(reader, findCollection(reader, ns), selection));
  const collectionResolver = (other: string): Document[] => {
    const collection = findCollection(reader, `${database}.${other}`);
    return [...documentsOf(select(reader, collection, { filter: {} }))];
  };
  const variables = body["let"] && { variables: body["let"] };
  return aggregate(rest, source, selection.collation, { collectionResolver, ...variables })[
    Symbol.iterator
  ]();
}

/** https://www.mongodb.com/docs/manual/reference/explain-results/ */
export function explain(reader: Reader, database: string, command: Document): Document {
  const [verb = "", name] = Object.entries(command)[0] ?? [];
  const ns = `${database}.${name}`;
  const statement: Document = command["updates"]?.[0] ?? command["deletes"]?.[0] ?? command;
  const selection = command["pipeline"]
    ? head(toLanguage(command["pipeline"]), command).selection
    : selectionOf(statement, statement["filter"] ?? statement["query"] ?? statement["q"]);
  if (!["find", "aggregate", "count", "distinct", "update", "delete", "findAndModify"].includes(verb)) {
    throw new StoreError("BadValue", `explain of ${verb} is not implemented by this store`);
  }
  const collection = findCollection(reader, ns);
  const examined: Examined = { keys: 0, documents: 0 };
  let nReturned = 0;
  for (const _ of select(reader, collection, selection, examined)) nReturned += 1;
  return {
    queryPlanner: {
      namespace: ns,
      winningPlan: winningPlan(collection && access(collection, selection).plan),
    },
    executionStats: {
      executionSuccess: true,
      nReturned,
      totalKeysExamined: examined.keys,
      totalDocsExamined: examined.documents,
    },
    ok: 1,
  };
}

function winningPlan(plan: ReturnType<typeof access>["plan"] | undefined): Document {
  if (!plan) return { stage: "EOF" };
  const direction = plan.reverse ? "backward" : "forward";
  const scan: Document = { stage: plan.stage, direction };
  if (plan.index)
    Object.assign(scan, {
      indexName: plan.index.name,
      keyPattern: plan.index.key,
      isMultiKey: plan.index.multikey === true,
    });
  const fetch = plan.stage === "IXSCAN" ? { stage: "FETCH", inputStage: scan } : scan;
  return plan.sorted ? fetch : { stage: "SORT", inputStage: fetch };
}
