import type { QueryFilter } from "mongoose";
import type { Filter } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { oneOf, searchFacetted } from "../directories/facetted.ts";
import { NEED_STATUSES, type NeedStatus, OPEN_NEED_STATUSES } from "../domain/need.ts";
import { type Actor, editedBy, type NeedScope, needScope } from "../domain/policies.ts";
import { unauthenticated } from "../errors.ts";
import { windowed } from "../storage/window.ts";
import { Need, type NeedRecord } from "./model.ts";
import type { ListQuery } from "./schema.ts";
import { indexedScope, storedScope } from "./scope.ts";

export const PAGE_SIZE = 20;

export type NeedList = {
  items: NeedRecord[];
  total: number;
  /** How many there are in each state, the chosen state left aside; empty where nothing is counted. */
  byStatus: Partial<Record<NeedStatus, number>>;
  /** true when nothing holds every word: these hold the most of them. */
  nearest: boolean;
  /** true when the search engine did not answer and the database did. */
  degraded: boolean;
};

/**
 * The needs that the actor may read: those of the own organisations, and for an adviser every one that was sent. With
 * words, the most relevant first, then the latest; without, the last changed first. @throws 401.
 */
export async function listNeeds(context: Context, query: ListQuery): Promise<NeedList> {
  if (!context.actor.id) throw unauthenticated();
  const scope = needScope(context.actor);
  return query.q ? findNeeds(context, scope, query) : latestNeeds(scope, query);
}

type Counts = NeedList["byStatus"];

/** How many needs of the own organisations, or private to the reader, are in each state. @param own what holds them all */
async function countOwn(scope: NeedScope, own: QueryFilter<NeedRecord>): Promise<Counts> {
  const counted = await Need.aggregate<{ _id: NeedStatus; total: number }>([
    { $match: { ...own, ...storedScope({ ...scope, sent: false }) } },
    { $group: { _id: "$status", total: { $sum: 1 } } },
  ]);
  return Object.fromEntries(counted.map(({ _id, total }) => [_id, total]));
}

async function latestNeeds(scope: NeedScope, { status, page }: ListQuery): Promise<NeedList> {
  // An organisation's needs are few and found at once; what is private to the reader is asked for some organisation too.
  const places = await Need.distinct("organisation", { author: scope.own, status: "draft" });
  const own = { organisation: { $in: [...scope.organisations, ...places] } };
  const all = scope.sent && status !== "draft";
  const sent = NEED_STATUSES.filter((each) => each !== "draft");
  const [items, ownCounts, ...sentCounts] = await Promise.all([
    Need.find({ ...(all ? {} : own), ...storedScope(scope, status) })
      .sort({ updatedAt: -1, _id: -1 })
      .skip((page - 1) * PAGE_SIZE)
      .limit(PAGE_SIZE)
      .lean(),
    countOwn(scope, own),
    ...(scope.sent ? sent.map((each) => Need.countDocuments(storedScope(scope, each))) : []),
  ]);
  const byStatus: Counts = scope.sent
    ? { draft: ownCounts.draft ?? 0, ...Object.fromEntries(sent.map((each, at) => [each, sentCounts[at]])) }
    : ownCounts;
  const total = status ? byStatus[status] : Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  return { items, total: total ?? 0, byStatus, nearest: false, degraded: false };
}

async function findNeeds(
  { search }: Pick<Context, "search">,
  scope: NeedScope,
  { q, status, page }: ListQuery,
  among: Filter[] = [],
): Promise<NeedList> {
  const { hits, total, facets, nearest, degraded } = await searchFacetted(search, {
    index: "needs",
    text: q,
    fields: { status: "status" },
    chosen: { status: status ? [status] : [] },
    always: [indexedScope(scope), ...among],
    sort: [],
    page,
    pageSize: PAGE_SIZE,
  });
  // Read as they are now, and by who may read them now: the index follows within a second.
  const records = await Need.find({
    _id: { $in: hits.map(({ id }) => id) },
    ...storedScope(scope),
  }).lean();
  const byId = new Map(records.map((record) => [record._id, record]));
  const items = hits.map(({ id }) => byId.get(id)).filter((record) => record !== undefined);
  return { items, total, byStatus: facets.status, nearest, degraded };
}

/** The needs for which this person may ask for a match, while they are open: of those that they write for, or every one. */
const askingScope = (actor: Actor): NeedScope => ({
  organisations: editedBy(actor),
  own: "",
  sent: actor.adviser,
});

const open = { status: { $in: [...OPEN_NEED_STATUSES] } };

/** Open needs for which the actor may ask for a match: the nearest to some words, or the last changed first. @throws 401. */
export async function openNeedsToAskFor(
  context: Context,
  query: Pick<ListQuery, "q" | "page">,
): Promise<Omit<NeedList, "byStatus">> {
  if (!context.actor.id) throw unauthenticated();
  const scope = askingScope(context.actor);
  if (query.q) {
    const found = await findNeeds(context, scope, { ...query, status: undefined }, [
      oneOf("status", OPEN_NEED_STATUSES),
    ]);
    // The index follows within a second: what was closed meanwhile is open no more.
    return { ...found, items: found.items.filter(({ status }) => OPEN_NEED_STATUSES.includes(status)) };
  }
  const needs = Need.find({ $and: [storedScope(scope), open] })
    .sort({ updatedAt: -1, _id: -1 })
    .lean();
  const window = { skip: (query.page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
  return { ...(await windowed(needs, window)), nearest: false, degraded: false };
}

/** Whether there is one. */
export async function hasOpenNeedToAskFor({ actor }: Pick<Context, "actor">): Promise<boolean> {
  if (!actor.id) return false;
  return (await Need.exists({ $and: [storedScope(askingScope(actor)), open] })) !== null;
}
