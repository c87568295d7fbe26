import type { Document } from "bson";
import { encodeValue, RANK, rankOf } from "./keys.ts";
import { isDocument } from "./paths.ts";
import type { Plan } from "./planning.ts";

/** Values that one key stands for, and nothing else: a missing field reads as null, an array's elements have a key each. */
const PLAIN_TYPES = new Set<number>([RANK.string, RANK.number, RANK.bool, RANK.date, RANK.objectId]);

/** The values that a filter allows each path, where it asks for nothing but equality, once a path; else undefined. */
function equalities(filter: Document): Map<string, Set<string>> | undefined {
  const found = new Map<string, Set<string>>();
  const read = (part: Document): boolean =>
    Object.entries(part).every(([path, asked]) => {
      if (path === "$and") return Array.isArray(asked) && asked.every(read);
      if (path.startsWith("$") || found.has(path)) return false;
      const operators = isDocument(asked) ? Object.entries(asked) : [["$eq", asked]];
      const [op, value] = operators[0] ?? [];
      const values = op === "$in" && Array.isArray(value) ? value : op === "$eq" ? [value] : undefined;
      if (operators.length !== 1 || !values?.every((one) => PLAIN_TYPES.has(rankOf(one)))) return false;
      found.set(path, new Set(values.map((one) => encodeValue(one).toString("latin1"))));
      return true;
    });
  return read(filter) ? found : undefined;
}

/**
 * Whether the entries of a plan's ranges are the documents of the filter, no more and no less: they are counted and
 * skipped then without being read, as MongoDB does in its COUNT_SCAN.
 */
export function isCovered({ index, ranges }: Plan, filter: Document, collated: boolean): boolean {
  if (!index || index.multikey || index.partialFilterExpression || collated) return false;
  const wanted = equalities(filter);
  if (!wanted || wanted.size === 0) return false;
  const bounded = Object.keys(index.key).slice(0, wanted.size);
  if (bounded.length < wanted.size || !bounded.every((path) => wanted.has(path))) return false;
  // A list too long to be crossed with the fields before it is left to the filter.
  const crossed = [...wanted.values()].reduce((product, values) => product * values.size, 1);
  return ranges.length === crossed;
}
