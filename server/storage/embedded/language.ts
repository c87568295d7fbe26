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
import { StoreError } from "./errors.ts";
import { accumulatorOverrides, expressionOverrides, queryOverrides, stageOverrides } from "./operators.ts";
import { isDocument } from "./paths.ts";

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

/** What filters and updates are made of, but for `$expr`: mingo copies the operators that it is given for each of them. */
const plainContext = Context.init()
  .addQueryOps(queryOverrides as never)
  .addExpressionOps(expressionOverrides as never)
  .addQueryOps(queries);

/** What mingo is told beside an expression. */
export function languageOptions(collation?: Document, more: Partial<Options> = {}): Partial<Options> {
  return { context, ...(collation && { collation: collation as Options["collation"] }), ...more };
}

/** The same beside filters and updates that hold no expression. */
export const plainOptions = (collation?: Document): Partial<Options> =>
  languageOptions(collation, { context: plainContext });

const holdsExpression = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(holdsExpression)
    : isDocument(value) &&
      Object.entries(value).some(([name, item]) => name === "$expr" || holdsExpression(item));

/**
 * Refused wherever they stand: what nobody here evaluates, and what mingo evaluates otherwise than MongoDB. `$function`
 * is nevertheless known, as mingo builds `$setWindowFields` upon it.
 */
const UNSUPPORTED = new Set(
  "$jsonSchema $where $function $accumulator $near $nearSphere $geoWithin $geoIntersects $out $sample $toDecimal $convert".split(
    " ",
  ),
);

/**
 * A command's filters, updates and pipelines with BSON's patterns as JavaScript's; unsupported operators are refused.
 * https://www.mongodb.com/docs/manual/reference/operator/query/regex/
 */
export function toLanguage<T>(value: T): T {
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options) as T;
  if (Array.isArray(value)) return value.map(toLanguage) as T;
  if (!isDocument(value)) return value;
  const unsupported = Object.keys(value).find((name) => UNSUPPORTED.has(name));
  if (unsupported) throw new StoreError("NotImplemented", `${unsupported} is not implemented by this store`);
  if (/[^imsu]/.test(String(value["$options"] ?? "")))
    throw new StoreError("BadValue", `invalid flag in regex options: ${value["$options"]}`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toLanguage(item)])) as T;
}

/** A filter as a predicate on documents. */
export function matcher(filter: Document, collation?: Document): (document: Document) => boolean {
  if (Object.keys(filter).length === 0) return () => true;
  const query = new Query(
    filter,
    holdsExpression(filter) ? languageOptions(collation) : plainOptions(collation),
  );
  return (document) => query.test(document);
}

/** The documents after a projection. https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#projection */
export function project(
  documents: Iterable<Document>,
  projection: Document,
  filter: Document,
): Iterable<Document> {
  const fields = Object.entries(projection);
  if (fields.every(([, value]) => isDocument(value) && "$meta" in value))
    return aggregate([{ $addFields: projection }], documents);
  const positional = fields.some(([name]) => name.endsWith(".$"));
  return new Query(positional ? filter : {}, languageOptions())
    .find<Document>(documents, projection)
    [Symbol.iterator]() as Iterable<Document>;
}

/** The documents after a pipeline; `resolver` finds the other collections that it names. */
export function aggregate(
  pipeline: Document[],
  documents: Iterable<Document>,
  collation?: Document,
  resolver?: (collection: string) => Document[],
): Iterable<Document> {
  if (pipeline.length === 0) return documents;
  const options = languageOptions(collation, resolver && { collectionResolver: resolver });
  return new Aggregator(pipeline, options).stream(documents) as Iterable<Document>;
}
