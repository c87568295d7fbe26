import { Decimal128, type Document } from "bson";
import { evalExpr } from "mingo/core";
import { type Iterator, Lazy } from "mingo/lazy";
import { $push } from "mingo/operators/accumulator";
import type { Options } from "mingo/types";
import { StoreError } from "../errors.ts";
import { arithmetic, isNumeric, type Numeric, toDouble } from "./numbers.ts";
import { compareValues, RANK, rankOf, type StringOrder } from "./ordering.ts";
import { valuesAt } from "./paths.ts";
import { strings, typeName } from "./predicates.ts";

/** Text scores of the documents under way, for `{ $meta: "textScore" }`. */
export const textScores = new WeakMap<object, number>();

const args = (document: unknown, expr: unknown, options: Options): unknown[] => {
  const list = Array.isArray(expr) ? expr : [expr];
  return list.map((item) => evalExpr(document, item, options));
};

/** In expressions, unlike in queries, a missing value is below null. */
const expressionOrder = (a: unknown, b: unknown, options: Options): number =>
  a === undefined || b === undefined
    ? Number(a !== undefined) - Number(b !== undefined)
    : compareValues(a, b, strings(options));

const comparison =
  <T>(result: (order: number) => T) =>
  (document: unknown, expr: unknown, options: Options): T => {
    const [a, b] = args(document, expr, options);
    return result(expressionOrder(a, b, options));
  };

function sum(name: string, values: unknown[], op: "+" | "-" | "*" | "/"): unknown {
  if (values.some((value) => value === null || value === undefined)) return null;
  const dates = values.filter((value) => value instanceof Date);
  const numbers = values.map((value) => (value instanceof Date ? value.getTime() : value));
  if (!numbers.every(isNumeric))
    throw new StoreError("TypeMismatch", `${name} only supports numeric or date types`);
  if (op === "/" && toDouble(numbers[1]!) === 0) throw new StoreError("BadValue", "can't $divide by zero");
  const total = numbers.reduce((a, b) => arithmetic(op, a, b));
  const isDate =
    op === "+" ? dates.length === 1 : op === "-" && dates.length === 1 && values[0] instanceof Date;
  return isDate ? new Date(Math.round(toDouble(total))) : total;
}

const arithmeticOperator =
  (name: string, op: "+" | "-" | "*" | "/") =>
  (document: unknown, expr: unknown, options: Options): unknown =>
    sum(name, args(document, expr, options), op);

function toText(document: unknown, expr: unknown, options: Options): string | null {
  const value = evalExpr(document, expr, options);
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  const rank = rankOf(value);
  if (rank === RANK.object || rank === RANK.array)
    throw new StoreError("BadValue", `Unsupported conversion from ${typeName(value)} to string`);
  return String(value);
}

export const expressionOverrides = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison(Math.sign),
  $add: arithmeticOperator("$add", "+"),
  $subtract: arithmeticOperator("$subtract", "-"),
  $multiply: arithmeticOperator("$multiply", "*"),
  $divide: arithmeticOperator("$divide", "/"),
  $toString: toText,
  $toDecimal: (document: unknown, expr: unknown, options: Options) => {
    const text = toText(document, expr, options);
    return text === null ? null : Decimal128.fromString(text);
  },
  $toDouble: (document: unknown, expr: unknown, options: Options) => {
    const value = evalExpr(document, expr, options);
    return value === null || value === undefined
      ? null
      : Number(value instanceof Date ? value : String(value));
  },
  $type: (document: unknown, expr: unknown, options: Options) => typeName(evalExpr(document, expr, options)),
  $meta: (document: unknown) => textScores.get(document as object),
};

const numbersOf = (items: unknown[], expr: unknown, options: Options): Numeric[] =>
  $push(items, expr, options).filter(isNumeric);

const extreme =
  (sign: 1 | -1) =>
  (items: unknown[], expr: unknown, options: Options): unknown => {
    const values = $push(items, expr, options).filter((value) => value !== null && value !== undefined);
    if (values.length === 0) return null;
    return values.reduce((a, b) => (sign * compareValues(b, a, strings(options)) > 0 ? b : a));
  };

export const accumulatorOverrides = {
  $sum: (items: unknown[], expr: unknown, options: Options) =>
    typeof expr === "number"
      ? items.length * expr
      : numbersOf(items, expr, options).reduce((a, b) => arithmetic("+", a, b), 0),
  $avg: (items: unknown[], expr: unknown, options: Options) => {
    const numbers = numbersOf(items, expr, options);
    if (numbers.length === 0) return null;
    return arithmetic(
      "/",
      numbers.reduce((a, b) => arithmetic("+", a, b)),
      numbers.length,
    );
  },
  $max: extreme(1),
  $min: extreme(-1),
};

type Sort = Record<string, 1 | -1 | { $meta: string }>;

/**
 * Documents in the order of a sort: by the least element of an array ascending, by the greatest descending; ties
 * keep their order. https://www.mongodb.com/docs/manual/reference/method/cursor.sort/
 */
export function sortBy<T>(
  items: T[],
  spec: Sort,
  documentOf: (item: T) => Document,
  order?: StringOrder,
): T[] {
  const fields = Object.entries(spec);
  const keyed = items.map((item) => ({
    item,
    keys: fields.map(([path, direction]) => {
      if (typeof direction === "object") return textScores.get(documentOf(item));
      const { values } = valuesAt(documentOf(item), path);
      return values.reduce((a, b) => (direction * compareValues(b, a, order) < 0 ? b : a));
    }),
  }));
  const signs = fields.map(([, direction]) => (direction === 1 ? 1 : -1));
  keyed.sort((a, b) => {
    for (let i = 0; i < signs.length; i += 1) {
      const result = compareValues(a.keys[i], b.keys[i], order);
      if (result !== 0) return signs[i]! * result;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

export const stageOverrides = {
  $sort: (source: Iterator, spec: Sort, options: Options) =>
    source.transform((items) =>
      Lazy(sortBy(items as Document[], spec, (document) => document, strings(options))),
    ),
  $count: (source: Iterator, name: string) =>
    source.transform((items) => Lazy(items.length === 0 ? [] : [{ [name]: items.length }])),
  /** mingo draws with replacement, MongoDB does not. */
  $sample: (source: Iterator, spec: { size: number }) =>
    source.transform((items) => {
      const left = [...items];
      const drawn: unknown[] = [];
      while (drawn.length < spec.size && left.length > 0) {
        drawn.push(...left.splice(Math.floor(Math.random() * left.length), 1));
      }
      return Lazy(drawn);
    }),
};
