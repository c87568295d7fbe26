import type { QueryFilter } from "mongoose";
import type { Filter } from "../../search/engine.ts";
import type { NeedStatus } from "../domain/need.ts";
import type { NeedScope } from "../domain/policies.ts";
import type { NeedRecord } from "./model.ts";

/**
 * The needs of a scope, in one state or in all, for the database. Only drafts are private to somebody, so that what was
 * sent is told by its state alone: an index counts it.
 */
export function storedScope(
  { organisations, own, sent }: NeedScope,
  status?: NeedStatus,
): QueryFilter<NeedRecord> {
  if (sent && status && status !== "draft") return { status };
  const kept: QueryFilter<NeedRecord>[] = [
    { organisation: { $in: organisations }, privateTo: null },
    { author: own, status: "draft", privateTo: own },
  ];
  if (sent) kept.push({ status: { $ne: "draft" } });
  return status ? { status, $or: kept } : { $or: kept };
}

/** The same needs for the search index, which holds the drafts of everybody: no query on it goes without. */
export function indexedScope({ organisations, own, sent }: NeedScope): Filter {
  const shared: Filter = { op: "not", filter: { op: "exists", field: "privateTo" } };
  const kept: Filter[] = [
    { op: "and", filters: [{ op: "in", field: "organisation", values: organisations }, shared] },
    { op: "eq", field: "privateTo", value: own },
  ];
  if (sent) kept.push({ op: "not", filter: { op: "eq", field: "status", value: "draft" } });
  return { op: "or", filters: kept };
}
