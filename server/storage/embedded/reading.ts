import type { Document } from "bson";
import type { Collection } from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { readDocument } from "./indexes.ts";
import { AFTER, clipFields, encodeValue, inSpace } from "./keys.ts";
import { sortBy, textScores } from "./mql/expressions.ts";
import { matcher, toLanguage } from "./mql/language.ts";
import { collationOrder } from "./mql/ordering.ts";
import { type TextSearch, textSearch } from "./mql/text.ts";
import { type Plan, planQuery, type Query } from "./planning.ts";
import type { Reader } from "./storage.ts";

/** A document that a query found, with its key and its stored bytes. */
export interface Found {
  id: Buffer;
  bytes: Buffer;
  document: Document;
}

/** What a command asks, in MongoDB's words. */
export interface Selection extends Query {
  skip?: number;
  limit?: number;
  variables?: Document;
  /** When the command gives up (`maxTimeMS`), in milliseconds since the epoch. */
  until?: number;
}

/** How much was read: `explain`'s `totalKeysExamined` and `totalDocsExamined`. */
export interface Examined {
  keys: number;
  documents: number;
}

interface Access {
  plan: Plan;
  filter: Document;
  text: TextSearch | undefined;
}

/** Splits a `$text` search off the filter; the rest is for the matcher. */
function splitText(
  collection: Collection,
  filter: Document,
): { rest: Document; text: TextSearch | undefined } {
  const { $text, ...rest } = filter;
  if ($text) {
    const index = collection.indexes.find((one) => Object.values(one.key).includes("text"));
    if (!index) throw new StoreError("IndexNotFound", "text index required for $text query");
    return { rest, text: textSearch(index, String($text["$search"])) };
  }
  const parts: unknown = rest["$and"];
  const within = Array.isArray(parts)
    ? parts.find((part) => part && typeof part === "object" && "$text" in part)
    : undefined;
  if (!within) return { rest, text: undefined };
  const { $text: inner, ...others } = within;
  const list = [...(parts as Document[]).filter((part) => part !== within), others];
  return splitText(collection, { ...rest, $and: list, $text: inner });
}

function textPlan(collection: Collection, text: TextSearch): Plan {
  const index = collection.indexes.find((one) => Object.values(one.key).includes("text"))!;
  const ranges = text.terms.map((term) => {
    const start = inSpace(index.space, clipFields(encodeValue(term)));
    return { start, end: Buffer.concat([start, AFTER]) };
  });
  return { index, stage: "IXSCAN", ranges, reverse: false, sorted: false };
}

/** Chooses the way to a selection's documents, and reads `$text` and patterns into the store's own terms. */
export function access(collection: Collection, selection: Selection): Access {
  const { rest, text } = splitText(collection, toLanguage(selection.filter));
  const plan = text ? textPlan(collection, text) : planQuery(collection, { ...selection, filter: rest });
  return { plan, filter: rest, text };
}

function* scan(
  reader: Reader,
  collection: Collection,
  plan: Plan,
  first: number | undefined,
  examined: Examined,
) {
  const direct = !plan.index || plan.index.name === "_id_";
  const severalKeys = plan.index?.multikey === true;
  const seen = new Set<string>();
  const ranges = plan.reverse ? plan.ranges.toReversed() : plan.ranges;
  for (const range of ranges) {
    for (const [key, value] of reader.scan({ ...range, reverse: plan.reverse, ...(first && { first }) })) {
      examined.keys += 1;
      if (direct) yield { id: key.subarray(4), bytes: value };
      else {
        const name = severalKeys ? value.toString("latin1") : "";
        if (severalKeys && seen.has(name)) continue;
        seen.add(name);
        const bytes = reader.get(inSpace(collection.space, value));
        if (bytes) yield { id: value, bytes };
      }
    }
  }
}

function* matching(
  reader: Reader,
  collection: Collection,
  { plan, filter, text }: Access,
  { collation, variables, until = Number.POSITIVE_INFINITY }: Selection,
  first: number | undefined,
  examined: Examined,
): Generator<Found> {
  const test = matcher(filter, collation, variables);
  for (const { id, bytes } of scan(reader, collection, plan, first, examined)) {
    examined.documents += 1;
    if (Date.now() > until) throw new StoreError("MaxTimeMSExpired", "operation exceeded time limit");
    const document = readDocument(bytes);
    if (!test(document)) continue;
    const score = text?.score(document);
    if (score === 0) continue;
    if (score) textScores.set(document, score);
    yield { id, bytes, document };
  }
}

/**
 * The documents of a selection, in its order, read as they are taken: with a limit and an index that gives the order,
 * no more than are returned. https://www.mongodb.com/docs/manual/reference/command/find/
 */
export function* select(
  reader: Reader,
  collection: Collection | undefined,
  selection: Selection,
  examined: Examined = { keys: 0, documents: 0 },
): Generator<Found> {
  if (!collection) return;
  const way = access(collection, selection);
  const { skip = 0, limit = 0, sort, collation } = selection;
  const inOrder = way.plan.sorted || !sort;
  const first = inOrder && limit > 0 ? skip + limit : undefined;
  const unordered = matching(reader, collection, way, selection, first, examined);
  const found = inOrder
    ? unordered
    : sortBy([...unordered], sort, (item) => item.document, collationOrder(collation));
  let position = 0;
  for (const item of found) {
    position += 1;
    if (position <= skip) continue;
    yield item;
    if (limit > 0 && position === skip + limit) return;
  }
}
