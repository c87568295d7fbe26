import { BSONRegExp, type Document } from "bson";
import { Aggregator } from "mingo/aggregator";
import { Context } from "mingo/core";
import * as accumulators from "mingo/operators/accumulator";
import * as expressions from "mingo/operators/expression";
import * as stages from "mingo/operators/pipeline";
import * as projections from "mingo/operators/projection";
import * as queries from "mingo/operators/query";
import * as windows from "mingo/operators/window";
import { Query } from "mingo/query";
import type { Options } from "mingo/types";
import { StoreError } from "../errors.ts";
import { accumulatorOverrides, expressionOverrides, stageOverrides } from "./expressions.ts";
import { queryOverrides } from "./predicates.ts";

/**
 * MongoDB's query, projection and aggregation language: mingo's operators, with those replaced that must know BSON's
 * types and order. What is registered first wins.
 */
const context = Context.init()
  // mingo types an operator as the union of its own; ours have narrower parameters.
  .addQueryOps(queryOverrides as never)
  .addExpressionOps(expressionOverrides as never)
  .addAccumulatorOps(accumulatorOverrides as never)
  .addPipelineOps(stageOverrides as never)
  .addQueryOps(queries)
  .addExpressionOps(expressions)
  .addAccumulatorOps(accumulators)
  .addPipelineOps(stages)
  .addProjectionOps(projections)
  .addWindowOps(windows);

export type Collation = Document | undefined;

/** What mingo is told beside an expression. */
export function languageOptions(collation?: Collation, more: Partial<Options> = {}): Partial<Options> {
  return {
    context,
    scriptEnabled: true,
    ...(collation && { collation: collation as Options["collation"] }),
    ...more,
  };
}

/** Refused wherever they stand; `$function` is nevertheless enabled, as mingo builds `$setWindowFields` upon it. */
const UNSUPPORTED = new Set(
  "$jsonSchema $where $function $accumulator $near $nearSphere $geoWithin $geoIntersects".split(" "),
);

/**
 * A filter or pipeline with its BSON patterns as JavaScript's, and with operators that nobody evaluates here refused.
 * https://www.mongodb.com/docs/manual/reference/operator/query/regex/
 */
export function toLanguage<T>(value: T): T {
  if (value instanceof BSONRegExp) return regex(value.pattern, value.options) as T;
  if (Array.isArray(value)) return value.map(toLanguage) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const out: Document = {};
  for (const [name, item] of Object.entries(value)) {
    if (UNSUPPORTED.has(name))
      throw new StoreError("NotImplemented", `${name} is not implemented by this store`);
    out[name] = toLanguage(item);
  }
  if (typeof out["$regex"] === "string") out["$regex"] = regex(out["$regex"], String(out["$options"] ?? ""));
  else if (out["$regex"] instanceof RegExp && out["$options"])
    out["$regex"] = regex(out["$regex"].source, out["$options"]);
  if (out["$regex"]) delete out["$options"];
  return out as T;
}

function regex(pattern: string, options: string): RegExp {
  const flags = [...options].filter((flag) => "imsu".includes(flag)).join("");
  if (flags.length !== options.length) {
    throw new StoreError("BadValue", `$regex option not supported: ${options}`);
  }
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new StoreError("BadValue", `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/** A filter as a predicate on documents. */
export function matcher(
  filter: Document,
  collation?: Collation,
  variables?: Document,
): (document: Document) => boolean {
  if (Object.keys(filter).length === 0) return () => true;
  const query = new Query(toLanguage(filter), languageOptions(collation, variables && { variables }));
  return (document) => query.test(document);
}

/** The documents after a projection. https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#projection */
export function project(
  documents: Iterable<Document>,
  projection: Document,
  filter: Document,
): Iterable<Document> {
  const fields = Object.entries(toLanguage(projection));
  const onlyMeta = fields.every(
    ([, value]) => typeof value === "object" && value !== null && "$meta" in value,
  );
  if (onlyMeta) return aggregate([{ $addFields: projection }], documents);
  const positional = fields.some(([name]) => name.endsWith(".$"));
  return new Query(positional ? toLanguage(filter) : {}, languageOptions())
    .find<Document>(documents, projection)
    [Symbol.iterator]() as Iterable<Document>;
}

/** The documents after a pipeline; `lookup` finds the other collections that it names. */
export function aggregate(
  pipeline: Document[],
  documents: Iterable<Document>,
  collation?: Collation,
  more: Partial<Options> = {},
): Iterable<Document> {
  if (pipeline.length === 0) return documents;
  return new Aggregator(toLanguage(pipeline), languageOptions(collation, more)).stream(
    documents,
  ) as Iterable<Document>;
}
