import type { Document } from "bson";
import { AFTER, encodePrefix, encodeValue } from "./keys.ts";
import { RANK, rankOf } from "./mql/ordering.ts";

/**
 * What a filter asks of one field, as ranges of its index keys.
 * https://www.mongodb.com/docs/manual/core/multikey-index-bounds/
 */
/** Half-open range of one field's encoded values. */
export interface Interval {
  from: Buffer;
  to: Buffer;
}

const RANGE_TYPES = new Set<number>([
  RANK.number,
  RANK.string,
  RANK.date,
  RANK.objectId,
  RANK.boolean,
  RANK.timestamp,
]);

/** All keys whose field is this value. */
const point = (value: unknown): Interval => {
  const from = encodeValue(value);
  return { from, to: Buffer.concat([from, AFTER]) };
};
/** True where an interval holds one value only. */
export const isPoint = (interval: Interval): boolean =>
  interval.to.length === interval.from.length + 1 && interval.to.subarray(0, -1).equals(interval.from);

/** A value that an index can look up as it stands; arrays and patterns it cannot. */
export function isLookup(value: unknown, collated: boolean): boolean {
  const rank = rankOf(value);
  if (rank === RANK.array || rank === RANK.regex || rank === RANK.minKey || rank === RANK.maxKey)
    return false;
  return !collated || (rank !== RANK.string && rank !== RANK.object);
}

/** The literal beginning of an anchored pattern, or undefined. */
function literalPrefix(pattern: RegExp): string | undefined {
  if (pattern.flags !== "" || !pattern.source.startsWith("^") || pattern.source.includes("|"))
    return undefined;
  const literal = /^\^((?:[^\\^$.*+?()[\]{}]|\\[^a-zA-Z0-9])*)(.?)/s.exec(pattern.source);
  if (!literal) return undefined;
  let text = literal[1]!.replace(/\\(.)/g, "$1");
  if (/[*?{]/.test(literal[2]!)) text = [...text].slice(0, -1).join("");
  return text === "" ? undefined : text;
}

/** The intervals that an operator allows, or undefined where an index does not help. */
export function operatorIntervals(op: string, value: unknown, collated: boolean): Interval[] | undefined {
  if (op === "$eq") return isLookup(value, collated) ? [point(value)] : undefined;
  if (op === "$in" && Array.isArray(value)) {
    return value.every((item) => isLookup(item, collated)) ? normalized(value.map(point)) : undefined;
  }
  if (op === "$all" && Array.isArray(value)) return operatorIntervals("$eq", value[0] ?? [], collated);
  if (op === "$regex" && value instanceof RegExp && !collated) {
    const prefix = literalPrefix(value);
    if (prefix === undefined) return undefined;
    const from = encodePrefix(prefix);
    return [{ from, to: successor(from) }];
  }
  const rank = rankOf(value);
  if (!RANGE_TYPES.has(rank) || (collated && rank === RANK.string)) return undefined;
  const { from, to } = point(value);
  const lowest = Buffer.from([rank]);
  const above = Buffer.from([rank + 1]);
  if (op === "$gt") return [{ from: to, to: above }];
  if (op === "$gte") return [{ from, to: above }];
  if (op === "$lt") return [{ from: lowest, to: from }];
  if (op === "$lte") return [{ from: lowest, to }];
  return undefined;
}

/** Sorted, without overlap. */
function normalized(intervals: Interval[]): Interval[] {
  const sorted = intervals.toSorted((a, b) => Buffer.compare(a.from, b.from));
  return sorted.filter((interval, i) => i === 0 || !interval.from.equals(sorted[i - 1]!.from));
}

function intersect(a: Interval[], b: Interval[]): Interval[] {
  const out: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const from = Buffer.compare(x.from, y.from) > 0 ? x.from : y.from;
      const to = Buffer.compare(x.to, y.to) < 0 ? x.to : y.to;
      if (Buffer.compare(from, to) < 0) out.push({ from, to });
    }
  }
  return normalized(out);
}

const isOperators = (value: unknown): value is Document =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.keys(value).some((key) => key.startsWith("$"));

/** What the filter asks of each path, `$and` flattened: a list of operators and values that must all hold. */
export function conjuncts(filter: Document): [path: string, op: string, value: unknown][] {
  return Object.entries(filter).flatMap(([path, value]): [string, string, unknown][] => {
    if (path === "$and" && Array.isArray(value)) return value.flatMap((part) => conjuncts(part));
    if (path.startsWith("$")) return [];
    if (value instanceof RegExp) return [[path, "$regex", value]];
    if (!isOperators(value)) return [[path, "$eq", value]];
    return Object.entries(value).map(([op, item]) => [path, op, item]);
  });
}

export type Conjuncts = ReturnType<typeof conjuncts>;

/** The intervals that the filter allows a field, or undefined where it asks nothing that an index could use. */
export function fieldIntervals(
  path: string,
  wanted: Conjuncts,
  multikey: boolean,
  collated: boolean,
): Interval[] | undefined {
  let found: Interval[] | undefined;
  for (const [name, op, value] of wanted) {
    if (name !== path) continue;
    const intervals = operatorIntervals(op, value, collated);
    if (!intervals) continue;
    // An array may satisfy two conditions by two elements: only one of them narrows the search, the closest.
    if (!found) found = intervals;
    else if (!multikey) found = intersect(found, intervals);
    else if (intervals.every(isPoint)) found = intervals;
  }
  return found;
}

/** The least bytes above everything that begins with these. */
export function successor(bytes: Buffer): Buffer {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length -= 1;
  const next = Buffer.from(bytes.subarray(0, length));
  if (length > 0) next[length - 1] = next[length - 1]! + 1;
  return next;
}
