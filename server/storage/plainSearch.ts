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
  /** Where else a word may stand: a condition on the records for the pattern that finds it. */
  elsewhere?: (pattern: RegExp) => Promise<Record<string, unknown>>;
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
  { listed, text, stored, elsewhere, order }: PlainFields,
): PlainSearch {
  return async ({ words, any, filter, sort, skip, limit }) => {
    const found = await Promise.all(
      words.map(async (word) => {
        const pattern = beginning(word);
        const here = text.map((path): Record<string, unknown> => ({ [path]: pattern }));
        return { $or: elsewhere ? [...here, await elsewhere(pattern)] : here };
      }),
    );
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

/** A condition of the database, and whether it keeps what the filter keeps: no more, and no less. */
type Told = { condition: Record<string, unknown>; exact: boolean };

const NOTHING = { _id: { $in: [] } };

/** What the database can tell of a filter; null where it can tell nothing. It never keeps less than the filter does. */
function told(filter: Filter, stored: Record<string, string>): Told | null {
  switch (filter.op) {
    case "and":
    case "or": {
      const parts = filter.filters.map((each) => told(each, stored));
      const known = parts.filter((part) => part !== null);
      const conditions = known.map(({ condition }) => condition);
      const exact = known.length === parts.length && known.every((part) => part.exact);
      // An alternative of which one part is unknown may keep anything.
      if (filter.op === "or" && known.length < parts.length) return null;
      if (filter.op === "or") return { condition: known.length > 0 ? { $or: conditions } : NOTHING, exact };
      return { condition: known.length > 0 ? { $and: conditions } : {}, exact };
    }
    case "not": {
      // The contrary of what keeps too much would keep too little.
      const inner = told(filter.filter, stored);
      return inner?.exact ? { condition: { $nor: [inner.condition] }, exact: true } : null;
    }
    case "eq":
    case "in": {
      const path = stored[filter.field];
      const values: FieldValue[] = filter.op === "eq" ? [filter.value] : filter.values;
      return path === undefined ? null : { condition: { [path]: { $in: values } }, exact: true };
    }
    case "overlaps": {
      const spans = stored[filter.field];
      const shared = { $elemMatch: { from: { $lte: filter.to }, to: { $gte: filter.from } } };
      return spans === undefined ? null : { condition: { [spans]: shared }, exact: true };
    }
    default:
      return null;
  }
}

/** Of a filter, the conditions that the database can tell: what they keep too much is left out afterwards. */
function storedFilters(
  filter: Filter | undefined,
  stored: Record<string, string>,
): Record<string, unknown>[] {
  const known = filter && told(filter, stored);
  return known ? [known.condition] : [];
}
