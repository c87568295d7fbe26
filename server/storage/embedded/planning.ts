import type { Document } from "bson";
import { type Collection, ID_INDEX, type Index } from "./catalogue.ts";
import {
  AFTER,
  encodePrefix,
  encodeValue,
  inSpace,
  inverted,
  RANK,
  rankOf,
  sameValue,
  wholeSpace,
} from "./keys.ts";
import { matcher } from "./language.ts";
import { isDocument } from "./paths.ts";
import type { Selection } from "./queries.ts";
import type { KeyRange } from "./storage.ts";

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

/** Half-open range of one field's encoded values; of what a filter allows a field, several, in order. */
interface Interval {
  from: Buffer;
  to: Buffer;
}

const RANGE_TYPES = new Set<number>([
  RANK.number,
  RANK.string,
  RANK.date,
  RANK.objectId,
  RANK.bool,
  RANK.timestamp,
]);
/** Not looked up as they stand: a filter's pattern matches, its array may be one of an array's elements. */
const NO_LOOKUP_TYPES = new Set<number>([RANK.array, RANK.regex, RANK.minKey, RANK.maxKey]);
/** Beyond, a field's list is not crossed with those before it. */
const MAX_RANGES = 1_000;

/** All keys whose field is this value. */
function point(value: unknown): Interval {
  const from = encodeValue(value);
  return { from, to: Buffer.concat([from, AFTER]) };
}
const isPoint = ({ from, to }: Interval): boolean => to.equals(Buffer.concat([from, AFTER]));

function isLookup(value: unknown, collated: boolean): boolean {
  const rank = rankOf(value);
  return !NO_LOOKUP_TYPES.has(rank) && !(collated && (rank === RANK.string || rank === RANK.object));
}

/** The literal beginning of an anchored pattern, or undefined. */
function literalPrefix(value: unknown): string | undefined {
  const { source, flags } = value instanceof RegExp ? value : { source: String(value), flags: "" };
  const literal = /^\^((?:[^\\^$.*+?()[\]{}]|\\[^a-zA-Z0-9])+)(.?)/s.exec(source);
  if (flags !== "" || source.includes("|") || !literal) return undefined;
  const text = literal[1]!.replace(/\\(.)/g, "$1");
  // The last letter may be there any number of times.
  return /[*?{]/.test(literal[2]!) ? [...text].slice(0, -1).join("") : text;
}

/** The least bytes above everything that begins with these. */
function successor(bytes: Buffer): Buffer {
  const last = bytes.findLastIndex((byte) => byte !== 0xff);
  return Buffer.from(bytes.subarray(0, last + 1).map((byte, i) => (i === last ? byte + 1 : byte)));
}

/**
 * The intervals that an operator allows, or undefined where an index does not help.
 * https://www.mongodb.com/docs/manual/core/multikey-index-bounds/
 */
function operatorIntervals(op: string, value: unknown, collated: boolean): Interval[] | undefined {
  if (op === "$eq") return isLookup(value, collated) ? [point(value)] : undefined;
  if (op === "$in" && Array.isArray(value)) {
    if (!value.every((item) => isLookup(item, collated))) return undefined;
    const points = value.map(point).sort((a, b) => Buffer.compare(a.from, b.from));
    return points.filter(({ from }, i) => i === 0 || !from.equals(points[i - 1]!.from));
  }
  if (op === "$regex" && !collated) {
    const prefix = literalPrefix(value);
    if (!prefix) return undefined;
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

const later = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) > 0 ? a : b);
const earlier = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) < 0 ? a : b);

function intersect(a: Interval[], b: Interval[]): Interval[] {
  const all = a.flatMap((x) => b.map((y) => ({ from: later(x.from, y.from), to: earlier(x.to, y.to) })));
  return all.filter(({ from, to }) => Buffer.compare(from, to) < 0);
}

/** One thing that a filter asks of a path. */
type Conjunct = [path: string, op: string, value: unknown];

/** What the filter asks of each path, `$and` flattened: a list of operators and values that must all hold. */
export function conjuncts(filter: Document): Conjunct[] {
  return Object.entries(filter).flatMap(([path, value]): Conjunct[] => {
    if (path === "$and" && Array.isArray(value)) return value.flatMap(conjuncts);
    if (path.startsWith("$")) return [];
    if (value instanceof RegExp) return [[path, "$regex", value]];
    if (!isDocument(value) || !Object.keys(value).some((key) => key.startsWith("$")))
      return [[path, "$eq", value]];
    if (value["$options"]) return [];
    return Object.entries(value).map(([op, item]) => [path, op, item]);
  });
}

/** The intervals that the filter allows a field, or undefined where it asks nothing that an index could use. */
function fieldIntervals(path: string, wanted: Conjunct[], multikey: boolean, collated: boolean) {
  let found: Interval[] | undefined;
  for (const [name, op, value] of wanted) {
    const intervals = name === path ? operatorIntervals(op, value, collated) : undefined;
    if (!intervals) continue;
    // An array may satisfy two conditions by two elements: only one of them narrows the search, the closest.
    if (!found) found = intervals;
    else if (!multikey) found = intersect(found, intervals);
    else if (intervals.every(isPoint)) found = intervals;
  }
  return found;
}

/** A sparse or partial index serves only a filter that cannot want what the index leaves out. */
function holdsAll(index: Index, wanted: Conjunct[]): boolean {
  const excludesMissing = ([path, op, value]: Conjunct): boolean =>
    path in index.key &&
    (operatorIntervals(op, value, false)?.every(({ from }) => from[0]! > RANK.null) ?? false);
  if (index.sparse && !wanted.some(excludesMissing)) return false;
  return conjuncts(index.partialFilterExpression ?? {}).every(([path, op, value]) => {
    const meets = matcher({ [path]: { [op]: value } });
    return wanted.some(([name, other, given]) => {
      if (name !== path) return false;
      if (op === other && sameValue(value, given)) return true;
      return other === "$eq" && given !== null && isLookup(given, false) && meets({ [path]: given });
    });
  });
}

/** Whether scanning the index gives the sort's order: 1 forwards, -1 backwards, 0 not at all. */
function sortDirection(index: Index, sort: Document, fields: (Interval[] | undefined)[]): number {
  const wanted = Object.entries(sort);
  if (index.multikey || wanted.some(([, order]) => typeof order !== "number")) return 0;
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

/** The same intervals in a descending field, in its order. */
const descending = (intervals: Interval[]): Interval[] =>
  intervals.toReversed().map((interval) => ({
    from: inverted(isPoint(interval) ? interval.from : interval.to),
    to: successor(inverted(interval.from)),
  }));

interface Candidate {
  plan: Plan;
  score: number;
}

function candidate(
  collection: Collection,
  index: Index,
  query: Selection,
  wanted: Conjunct[],
): Candidate | undefined {
  const collated = query.collation !== undefined;
  const paths = Object.entries(index.key);
  // A text index has no entries; a path may be an array's place or a field's name.
  if (paths.some(([path, kind]) => kind === "text" || /(^|\.)\d+(\.|$)/.test(path))) return undefined;
  if (!holdsAll(index, wanted)) return undefined;
  const fields = paths.map(([path]) => fieldIntervals(path, wanted, index.multikey ?? false, collated));
  let bounds: Interval[] = [{ from: Buffer.alloc(0), to: Buffer.alloc(0) }];
  let points = 0;
  let ranged = false;
  for (const [i, [, order]] of paths.entries()) {
    const intervals = fields[i];
    if (!intervals || ranged || bounds.length * intervals.length > MAX_RANGES) break;
    const next = order === -1 ? descending(intervals) : intervals;
    bounds = bounds.flatMap(({ from }) =>
      next.map((one) => ({ from: Buffer.concat([from, one.from]), to: Buffer.concat([from, one.to]) })),
    );
    ranged = !intervals.every(isPoint);
    if (!ranged) points += 1;
  }
  const direction = query.sort && !collated ? sortDirection(index, query.sort, fields) : 0;
  const bounded = points > 0 || ranged;
  if (!bounded && direction === 0) return undefined;
  const isId = index === ID_INDEX;
  const space = isId ? collection.space : index.space;
  const ranges = bounds.map(({ from, to }) => ({ start: inSpace(space, from), end: inSpace(space, to) }));
  const unique = (index.unique || isId) && points === paths.length;
  const stage = isId && unique && ranges.length === 1 ? "IDHACK" : "IXSCAN";
  return {
    plan: {
      index,
      stage,
      ranges: bounded ? ranges : [wholeSpace(space)],
      reverse: direction < 0,
      sorted: direction !== 0 || !query.sort,
    },
    score: (unique ? 1_000 : 0) + points * 10 + (ranged ? 4 : 0) + (direction !== 0 ? 3 : 0),
  };
}

/**
 * Chooses how to reach the documents of a query: the index with most of its fields fixed, then ranged, then giving the
 * sort's order; else all documents. What it finds may be too much, never too little: the filter is always applied.
 * https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline/
 */
export function planQuery(collection: Collection, query: Selection): Plan {
  const wanted = conjuncts(query.filter);
  const candidates = [ID_INDEX, ...collection.indexes].flatMap(
    (index) => candidate(collection, index, query, wanted) ?? [],
  );
  const best = candidates.toSorted((a, b) => b.score - a.score)[0];
  if (best) return best.plan;
  const ranges = [wholeSpace(collection.space)];
  return { index: undefined, stage: "COLLSCAN", ranges, reverse: false, sorted: !query.sort };
}
