import { Decimal128, type Document } from "bson";
import { evalExpr } from "mingo/core";
import { type Iterator, Lazy } from "mingo/lazy";
import * as accumulators from "mingo/operators/accumulator";
import * as expressions from "mingo/operators/expression";
import type { Options } from "mingo/types";
import { StoreError } from "./errors.ts";
import { compareValues, encodeValue, RANK, rankOf, type StringOrder, sameValue } from "./keys.ts";
import { arithmetic, isNumeric, type Numeric, type Operation, toDouble } from "./numbers.ts";
import { candidates, valuesAt } from "./paths.ts";
import { matchesText, textScores } from "./text.ts";

/**
 * The operators whose meaning depends on BSON's types, order or collation, in mingo's form; where no such value is in
 * play, mingo's own do the work. https://www.mongodb.com/docs/manual/reference/mql/
 */
type Test = (item: unknown) => boolean;

/**
 * The order of strings under a MongoDB collation, by the platform's Unicode collator.
 * https://www.mongodb.com/docs/manual/reference/collation/
 */
function collationOrder(options: Options): StringOrder | undefined {
  const { locale = "simple", strength = 3, ...others }: Document = options.collation ?? {};
  if (locale === "simple") return undefined;
  if (Object.keys(others).length > 0)
    throw new StoreError(
      "NotImplemented",
      `collation.${Object.keys(others)[0]} is not implemented by this store`,
    );
  const sensitivity = ({ 1: "base", 2: "accent" } as const)[Number(strength)] ?? "variant";
  return new Intl.Collator(locale, { sensitivity }).compare;
}

/** A predicate that some value at the path must meet: what stands there, or one of its elements. */
const some =
  (testOf: (value: unknown, options: Options) => Test, wanted = true) =>
  (path: string, value: unknown, options: Options) => {
    const test = testOf(value, options);
    return (document: unknown): boolean => candidates(document, path).some(test) === wanted;
  };

function equals(value: unknown, options: Options): Test {
  const order = collationOrder(options);
  return (item) => sameValue(item, value, order);
}

function isIn(list: unknown, options: Options): Test {
  if (!Array.isArray(list)) throw new StoreError("BadValue", "$in needs an array");
  const tests = list.map((value): Test => {
    if (!(value instanceof RegExp)) return equals(value, options);
    return (item) => typeof item === "string" && value.test(item);
  });
  return (item) => tests.some((test) => test(item));
}

const isNaNumber = (value: unknown): boolean => isNumeric(value) && Number.isNaN(toDouble(value));

const inRange = (holds: (order: number) => boolean) =>
  some((value, options) => {
    const order = collationOrder(options);
    return (item) =>
      rankOf(item) === rankOf(value) &&
      isNaNumber(item) === isNaNumber(value) &&
      holds(compareValues(item, value, order));
  });

const NAME_OF_RANK = new Map<number, string>(Object.entries(RANK).map(([name, rank]) => [rank, name]));
const TYPE_NAMES = new Set([...NAME_OF_RANK.values(), "int", "long", "double", "decimal"]);

/**
 * The name of a value's BSON type; whole numbers within 32 bits count as int, other plain numbers as double.
 * https://www.mongodb.com/docs/manual/reference/bson-types/
 */
function typeName(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return value === (value | 0) ? "int" : "double";
  if (isNumeric(value)) return value instanceof Decimal128 ? "decimal" : "long";
  return NAME_OF_RANK.get(rankOf(value))!;
}

function hasType(wanted: unknown): Test {
  const names = [wanted].flat().map(String);
  const unknown = names.find((name) => !TYPE_NAMES.has(name));
  if (unknown !== undefined) throw new StoreError("BadValue", `Unknown type name alias: ${unknown}`);
  return (item) => names.includes(typeName(item)) || (names.includes("number") && isNumeric(item));
}

export const queryOverrides = {
  $eq: some(equals),
  $ne: some(equals, false),
  $in: some(isIn),
  $nin: some(isIn, false),
  $gt: inRange((order) => order > 0),
  $gte: inRange((order) => order >= 0),
  $lt: inRange((order) => order < 0),
  $lte: inRange((order) => order <= 0),
  $type: some(hasType),
  $text: matchesText,
};

type Expression = (document: Document, expr: unknown, options: Options) => unknown;

const comparison =
  <T>(result: (order: number) => T) =>
  (document: unknown, expr: unknown, options: Options): T => {
    const [a, b] = evalExpr(document, expr, options) as unknown[];
    // In expressions, unlike in queries, a missing value is below null.
    if (a === undefined || b === undefined) return result(Number(a !== undefined) - Number(b !== undefined));
    return result(compareValues(a, b, collationOrder(options)));
  };

const isWide = (value: unknown): boolean => isNumeric(value) && typeof value !== "number";
/** True where arithmetic needs more than doubles. */
const areWide = (values: unknown[]): values is Numeric[] => values.some(isWide) && values.every(isNumeric);

const calculation =
  (op: Operation, plain: Expression): Expression =>
  (document, expr, options) => {
    const values = evalExpr(document, expr, options);
    if (!Array.isArray(values) || !areWide(values)) return plain(document, expr, options);
    if (op === "/" && toDouble(values[1]!) === 0) throw new StoreError("BadValue", "can't $divide by zero");
    return values.reduce((a, b) => arithmetic(op, a, b));
  };

export const expressionOverrides = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison(Math.sign),
  $add: calculation("+", expressions.$add),
  $subtract: calculation("-", expressions.$subtract),
  $multiply: calculation("*", expressions.$multiply),
  $divide: calculation("/", expressions.$divide),
  $toString: (document: Document, expr: unknown, options: Options) => {
    const value = evalExpr(document, expr, options);
    if (rankOf(value) === RANK.objectId || isWide(value)) return String(value);
    return expressions.$toString(document, expr, options);
  },
  $type: (document: unknown, expr: unknown, options: Options) => typeName(evalExpr(document, expr, options)),
  $meta: (document: unknown) => textScores.get(document as object),
};

function total(items: unknown[], expr: unknown, options: Options): [Numeric, number] {
  const numbers = accumulators.$push(items, expr, options).filter(isNumeric);
  return [numbers.reduce((a, b) => arithmetic("+", a, b), 0), numbers.length];
}

const extreme =
  (sign: 1 | -1) =>
  (items: unknown[], expr: unknown, options: Options): unknown => {
    const values = accumulators.$push(items, expr, options).filter((value) => rankOf(value) !== RANK.null);
    const order = collationOrder(options);
    return values.reduce((a, b) => (sign * compareValues(b, a, order) > 0 ? b : a), values[0] ?? null);
  };

export const accumulatorOverrides = {
  $sum: (items: unknown[], expr: unknown, options: Options) =>
    typeof expr === "number" ? items.length * expr : total(items, expr, options)[0],
  $avg: (items: unknown[], expr: unknown, options: Options) => {
    const [sum, count] = total(items, expr, options);
    return count === 0 ? null : arithmetic("/", sum, count);
  },
  $max: extreme(1),
  $min: extreme(-1),
};

type Sort = Record<string, 1 | -1 | { $meta: string }>;

/**
 * Documents in the order of a sort: by the least element of an array ascending, by the greatest descending; ties
 * keep their order. https://www.mongodb.com/docs/manual/reference/method/cursor.sort/
 */
export function sortBy<T>(items: T[], spec: Sort, documentOf: (item: T) => Document, options: Options): T[] {
  const order = collationOrder(options);
  // Keys are made once a document; a collation has none.
  const keyOf = (value: unknown): unknown => (order ? value : encodeValue(value));
  const compare = (a: unknown, b: unknown): number =>
    order ? compareValues(a, b, order) : Buffer.compare(a as Buffer, b as Buffer);
  const fields = Object.entries(spec);
  const keysOf = (document: Document) =>
    fields.map(([path, direction]) => {
      if (typeof direction === "object") return keyOf(textScores.get(document));
      const keys = valuesAt(document, path).values.map(keyOf);
      return keys.reduce((a, b) => (direction * compare(b, a) < 0 ? b : a));
    });
  const keyed = items.map((item) => ({ item, keys: keysOf(documentOf(item)) }));
  keyed.sort((a, b) => {
    for (const [i, [, direction]] of fields.entries()) {
      const result = compare(a.keys[i], b.keys[i]);
      if (result !== 0) return direction === 1 ? result : -result;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

export const stageOverrides = {
  $sort: (source: Iterator, spec: Sort, options: Options) =>
    source.transform((items) => Lazy(sortBy(items as Document[], spec, (document) => document, options))),
  /** mingo counts no documents as one result, 0. */
  $count: (source: Iterator, name: string) =>
    source.transform((items) => Lazy(items.length === 0 ? [] : [{ [name]: items.length }])),
};
