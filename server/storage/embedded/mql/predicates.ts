import { Decimal128, type Document } from "bson";
import type { Options } from "mingo/types";
import { StoreError } from "../errors.ts";
import { isNumeric, toDouble } from "./numbers.ts";
import { collationOrder, compareValues, RANK, rankOf, type StringOrder, sameValue } from "./ordering.ts";
import { candidates } from "./paths.ts";

/**
 * The query operators whose meaning depends on BSON's types, order or collation, in mingo's form.
 * https://www.mongodb.com/docs/manual/reference/mql/
 */
type Test = (document: Document) => boolean;

/** The order of strings that a command asks for. */
export const strings = (options: Options): StringOrder | undefined => collationOrder(options.collation);
const isNaNumber = (value: unknown): boolean => isNumeric(value) && Number.isNaN(toDouble(value));
const isRegExp = (value: unknown): value is RegExp => value instanceof RegExp;

function equalTo(path: string, value: unknown, options: Options): Test {
  const order = strings(options);
  return (document) => candidates(document, path).some((item) => sameValue(item, value, order));
}

function isIn(path: string, list: unknown, options: Options): Test {
  if (!Array.isArray(list)) throw new StoreError("BadValue", "$in needs an array");
  const order = strings(options);
  const patterns = list.filter(isRegExp);
  const values = list.filter((item) => !isRegExp(item));
  return (document) =>
    candidates(document, path).some(
      (item) =>
        values.some((value) => sameValue(item, value, order)) ||
        (typeof item === "string" && patterns.some((pattern) => pattern.test(item))),
    );
}

function inRange(holds: (order: number) => boolean) {
  return (path: string, value: unknown, options: Options): Test => {
    const order = strings(options);
    const rank = rankOf(value);
    const anyType = rank === RANK.minKey || rank === RANK.maxKey;
    return (document) =>
      candidates(document, path).some((item) => {
        if (!anyType && rankOf(item) !== rank) return false;
        if (isNaNumber(item) !== isNaNumber(value)) return false;
        return holds(compareValues(item, value, order));
      });
  };
}

const not =
  (op: (path: string, value: unknown, options: Options) => Test) =>
  (path: string, value: unknown, options: Options): Test => {
    const test = op(path, value, options);
    return (document) => !test(document);
  };

/** BSON's types by number; the numbers that are not here are deprecated. https://www.mongodb.com/docs/manual/reference/bson-types/ */
const TYPES = new Map(
  "1 double,2 string,3 object,4 array,5 binData,7 objectId,8 bool,9 date,10 null,11 regex,13 javascript,14 symbol,16 int,17 timestamp,18 long,19 decimal,-1 minKey,127 maxKey"
    .split(",")
    .map((type) => type.split(" ") as [string, string]),
);
const NAMES = new Set([...TYPES.values(), "number"]);
const BY_RANK = new Map<number, string>(
  Object.entries({ binary: "binData", boolean: "bool", code: "javascript" }).map(([rank, name]) => [
    RANK[rank as keyof typeof RANK],
    name,
  ]),
);
for (const [name, rank] of Object.entries(RANK)) if (!BY_RANK.has(rank)) BY_RANK.set(rank, name);

/** The name of a value's BSON type; whole numbers within 32 bits count as int, other plain numbers as double. */
export function typeName(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) && value === (value | 0) ? "int" : "double";
  if (isNumeric(value)) return value instanceof Decimal128 ? "decimal" : "long";
  return BY_RANK.get(rankOf(value)) ?? "object";
}

function hasType(path: string, wanted: unknown): Test {
  const names = (Array.isArray(wanted) ? wanted : [wanted]).map((type) => {
    const name = typeof type === "number" ? (TYPES.get(String(type)) ?? "") : String(type);
    if (!NAMES.has(name)) throw new StoreError("BadValue", `Unknown type name alias: ${type}`);
    return name;
  });
  return (document) =>
    candidates(document, path).some(
      (item) => names.includes(typeName(item)) || (names.includes("number") && isNumeric(item)),
    );
}

export const queryOverrides = {
  $eq: equalTo,
  $ne: not(equalTo),
  $in: isIn,
  $nin: not(isIn),
  $gt: inRange((order) => order > 0),
  $gte: inRange((order) => order >= 0),
  $lt: inRange((order) => order < 0),
  $lte: inRange((order) => order <= 0),
  $type: hasType,
};
