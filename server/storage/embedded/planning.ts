import type { Document } from "bson";
import {
  type Conjuncts,
  conjuncts,
  fieldIntervals,
  type Interval,
  isLookup,
  isPoint,
  operatorIntervals,
  successor,
} from "./bounds.ts";
import type { Collection, Index } from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { inSpace, inverted, isClipped, KEPT_OF_CLIPPED } from "./keys.ts";
import { type Collation, matcher } from "./mql/language.ts";
import { RANK, sameValue } from "./mql/ordering.ts";
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

export interface Query {
  filter: Document;
  sort?: Document | undefined;
  hint?: unknown;
  collation?: Collation;
}

/** Beyond, a field's list is not crossed with those before it. */
const MAX_RANGES = 1_000;

/** A sparse or partial index serves only a filter that cannot want what the index leaves out. */
function holdsAll(index: Index, wanted: Conjuncts): boolean {
  const excludesMissing = ([path, op, value]: Conjuncts[number]): boolean =>
    path in index.key &&
    (operatorIntervals(op, value, false)?.every(({ from }) => from[0]! > RANK.null) ?? false);
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

interface Candidate {
  plan: Plan;
  score: number;
}

/** A bound of a range, shortened as the keys are that it is held against. */
function bound(space: number, bytes: Buffer, upper: boolean): Buffer {
  if (!isClipped(bytes)) return inSpace(space, bytes);
  const kept = bytes.subarray(0, KEPT_OF_CLIPPED);
  return inSpace(space, upper ? successor(kept) : kept);
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
    start: bound(space, from, false),
    end: bounded ? bound(space, to, true) : inSpace(space + 1),
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
