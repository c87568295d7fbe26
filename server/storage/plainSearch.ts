import type { Collection } from "mongoose";
import type { FieldValue, Filter, Sort } from "../../search/engine.ts";
import { spellingsOf } from "./spellings.ts";

/** How a collection is looked through when the search engine is away. */
export type PlainFields = {
  /** What may be found at all. */
  listed: Record<string, unknown>;
  /** Paths in which words are looked for. */
  text: string[];
  /** Fields of the index that stand in the collection too, and where: these filters the database applies itself. */
  stored: Record<string, string>;
  /** The order where none is asked for. */
  order: Record<string, 1 | -1>;
};

export type PlainQuery = {
  /** Folded words: whole, or the beginning of one. */
  words: string[];
  /** Every word must be found, or any. */
  any: boolean;
  filter?: Filter;
  sort: Sort[];
  skip: number;
  limit: number;
};

export type PlainSearch = (query: PlainQuery) => Promise<{ ids: string[]; total: number }>;

/** A pattern that finds words beginning with a folded word, whatever the accents and the case. */
export function beginning(word: string): RegExp {
  return new RegExp(`(^|[\\s'’(«"/,;:.-])${spellingsOf(word)}`, "i");
}

/**
 * Looks for words in a collection without any index of words: it reads all that is listed, which is enough for an
 * outage and for nothing more.
 */
export function plainSearchOf(
  { collection }: { collection: Collection },
  { listed, text, stored, order }: PlainFields,
): PlainSearch {
  return async ({ words, any, filter, sort, skip, limit }) => {
    const found = words.map((word) => {
      const pattern = beginning(word);
      return { $or: text.map((path) => ({ [path]: pattern })) };
    });
    const conditions = [listed, ...storedFilters(filter, stored)];
    if (found.length > 0) conditions.push(any ? { $or: found } : { $and: found });
    const where = { $and: conditions };
    const known = sort.filter(({ field }) => field in stored);
    const by = Object.fromEntries(
      known.map(({ field, direction }) => [
        stored[field],
        direction === "asc" ? (1 as const) : (-1 as const),
      ]),
    );
    const [records, total] = await Promise.all([
      collection
        .find(where, { projection: { _id: 1 } })
        .sort({ ...(known.length > 0 ? by : order), _id: 1 })
        .skip(skip)
        .limit(limit)
        .toArray(),
      collection.countDocuments(where),
    ]);
    return { ids: records.map(({ _id }) => String(_id)), total };
  };
}

/** Of a filter, the conditions that every result must meet and that the database can tell. The others come later. */
function storedFilters(
  filter: Filter | undefined,
  stored: Record<string, string>,
): Record<string, unknown>[] {
  if (!filter) return [];
  if (filter.op === "and") return filter.filters.flatMap((each) => storedFilters(each, stored));
  if (filter.op === "overlaps") {
    const spans = stored[filter.field];
    const shared = { $elemMatch: { from: { $lte: filter.to }, to: { $gte: filter.from } } };
    return spans === undefined ? [] : [{ [spans]: shared }];
  }
  if (filter.op !== "eq" && filter.op !== "in") return [];
  const path = stored[filter.field];
  if (path === undefined) return [];
  const values: FieldValue[] = filter.op === "eq" ? [filter.value] : filter.values;
  return [{ [path]: { $in: values } }];
}
