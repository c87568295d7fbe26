import type { Document } from "bson";
import type { Collection, Index } from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { AFTER, encodePrefix, encodeValue, inSpace, inverted, MAX_FIELDS } from "./keys.ts";
import { type Collation, matcher } from "./language.ts";
import { RANK, rankOf, sameValue } from "./ordering.ts";
import type { KeyRange } from "./storage.ts";

/** Half-open range of one field's encoded values. */
interface Interval {
  from: Buffer;
  to: Buffer;
}

/** How a query reaches its documents. */
export interface Plan {
  /** The index whose entries are read; without it, or with `_id_`, the documents themselves in `_id` order. */
  index: Index | undefined;
  stage: "COLLSCAN" | "IXSCAN" | "IDHACK";
  ranges: KeyRange[];
  reverse: boolean;
  /** The documents come in the order of the sort that was asked. */
  sorted: boolean;
}

export interface Query {
  filter: Document;
  sort?: Document | undefined;
  hint?: unknown;
  collation?: Collation;
}

const EVERYTHING: Interval = { from: Buffer.alloc(0), to: AFTER };
const MAX_RANGES = 1_000;
const RANGE_TYPES = new Set<number>([
  RANK.number,
  RANK.string,
  RANK.date,
  RANK.objectId,
  RANK.boolean,
  RANK.timestamp,
]);

const point = (value: unknown): Interval => {
  const from = encodeValue(value);
  return { from, to: Buffer.concat([from, AFTER]) };
};
const isPoint = (interval: Interval): boolean =>
  interval.to.length === interval.from.length + 1 && interval.to.subarray(0, -1).equals(interval.from);

/** A value that an index can look up as it stands; arrays and patterns it cannot. */
function isLookup(value: unknown, collated: boolean): boolean {
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

function operatorIntervals(op: string, value: unknown, collated: boolean): Interval[] | undefined {
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

type Conjuncts = ReturnType<typeof conjuncts>;

function fieldIntervals(
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

/** A sparse or partial index serves only a filter that cannot want what the index leaves out. */
function holdsAll(index: Index, wanted: Conjuncts): boolean {
  const excludesMissing = ([path, op, value]: Conjuncts[number]): boolean =>
    path in index.key &&
    (operatorIntervals(op, value, false) ?? [EVERYTHING]).every((i) => (i.from[0] ?? 0) > RANK.null);
  if (index.sparse && !wanted.some(excludesMissing)) return false;
  return conjuncts(index.partialFilterExpression ?? {}).every(([path, op, value]) =>
    wanted.some(
      ([name, other, given]) =>
        name === path &&
        ((op === other && sameValue(value, given)) ||
          (other === "$eq" &&
            given !== null &&
            isLookup(given, false) &&
            matcher({ [path]: { [op]: value } })({ [path]: given }))),
    ),
  );
}

/** Whether scanning the index gives the sort's order: 1 forwards, -1 backwards, 0 not at all. */
function sortDirection(index: Index, sort: Document, fields: (Interval[] | undefined)[]): number {
  const wanted = Object.entries(sort);
  if (index.multikey || index.clipped || wanted.some(([, order]) => typeof order !== "number")) return 0;
  let at = 0;
  let direction = 0;
  for (const [i, [path, order]] of Object.entries(index.key).entries()) {
    if (at === wanted.length) break;
    const fixed = fields[i]?.length === 1 && isPoint(fields[i]![0]!);
    if (wanted[at]![0] === path) {
      const same = Number(wanted[at]![1]) * Number(order);
      if (!fixed && direction !== 0 && same !== direction) return 0;
      if (!fixed) direction = same;
      at += 1;
    } else if (!fixed) return 0;
  }
  return at === wanted.length ? direction || 1 : 0;
}

/** The least bytes above everything that begins with these. */
function successor(bytes: Buffer): Buffer {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length -= 1;
  const next = Buffer.from(bytes.subarray(0, length));
  if (length > 0) next[length - 1] = next[length - 1]! + 1;
  return next;
}

interface Candidate {
  plan: Plan;
  score: number;
}

function cut(bytes: Buffer): Buffer {
  return bytes.length > MAX_FIELDS ? bytes.subarray(0, MAX_FIELDS - 32) : bytes;
}

function candidate(
  collection: Collection,
  index: Index,
  query: Query,
  wanted: Conjuncts,
): Candidate | undefined {
  const collated = query.collation !== undefined;
  const isId = index.name === "_id_";
  const paths = Object.entries(index.key);
  if (paths.some(([path, kind]) => kind === "text" || /(^|\.)\d+(\.|$)/.test(path))) return undefined;
  if (!holdsAll(index, wanted)) return undefined;
  const fields = paths.map(([path]) => fieldIntervals(path, wanted, index.multikey ?? false, collated));
  let prefixes: Interval[] = [{ from: Buffer.alloc(0), to: Buffer.alloc(0) }];
  let points = 0;
  let ranged = 0;
  for (const [i, [, order]] of paths.entries()) {
    let intervals = fields[i];
    if (!intervals || prefixes.length * intervals.length > MAX_RANGES) break;
    const exact = intervals.every(isPoint);
    if (order === -1) {
      intervals = intervals.map(({ from, to }) => ({
        from: inverted(exact ? from : to),
        to: successor(inverted(from)),
      }));
      intervals.reverse();
    }
    prefixes = prefixes.flatMap(({ from }) =>
      intervals.map((next) => ({
        from: Buffer.concat([from, next.from]),
        to: Buffer.concat([from, next.to]),
      })),
    );
    if (exact) points += 1;
    else ranged = 1;
    if (!exact) break;
  }
  const direction = query.sort && !collated ? sortDirection(index, query.sort, fields) : 0;
  const bounded = points + ranged > 0;
  if (!bounded && direction === 0 && query.hint === undefined) return undefined;
  const space = isId ? collection.space : index.space;
  const ranges = prefixes.map(({ from, to }) => ({
    start: inSpace(space, cut(from)),
    end: bounded ? inSpace(space, to.length > MAX_FIELDS ? successor(cut(to)) : to) : inSpace(space + 1),
  }));
  const unique = (index.unique || isId) && points === paths.length;
  const stage = isId && unique && prefixes.length === 1 ? "IDHACK" : "IXSCAN";
  return {
    plan: { index, stage, ranges, reverse: direction < 0, sorted: direction !== 0 || !query.sort },
    score: (unique ? 1_000 : 0) + points * 10 + ranged * 4 + (direction !== 0 ? 3 : 0),
  };
}

function hinted(index: Index, hint: unknown): boolean {
  if (typeof hint === "string") return index.name === hint;
  return JSON.stringify(index.key) === JSON.stringify(hint);
}

/** The index on `_id`, which is the order of the documents themselves. */
export const ID_INDEX: Index = { name: "_id_", key: { _id: 1 }, space: 0 };

/**
 * Chooses how to reach the documents of a query: the index with most of its fields fixed, then ranged, then giving the
 * sort's order; else all documents. What it finds may be too much, never too little: the filter is always applied.
 * https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline/
 */
export function planQuery(collection: Collection, query: Query): Plan {
  const wanted = conjuncts(query.filter);
  const all = [ID_INDEX, ...collection.indexes];
  const natural = (query.hint as Document | undefined)?.["$natural"];
  const allowed = query.hint === undefined ? all : all.filter((index) => hinted(index, query.hint));
  if (allowed.length === 0 && !natural) {
    throw new StoreError(
      "BadValue",
      "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index",
    );
  }
  let best: Candidate | undefined;
  for (const index of allowed) {
    const next = candidate(collection, index, query, wanted);
    if (next && (!best || next.score > best.score)) best = next;
  }
  if (best) return best.plan;
  const range = { start: inSpace(collection.space), end: inSpace(collection.space + 1) };
  return {
    index: undefined,
    stage: "COLLSCAN",
    ranges: [range],
    reverse: natural === -1,
    sorted: !query.sort,
  };
}
