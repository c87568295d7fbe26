import { type NeedContent, OPEN_NEED_STATUSES } from "../domain/need.ts";
import { Need, type NeedRecord } from "./model.ts";

/** A need by id for a use case that has checked the right to it otherwise (its match), or null. */
export async function needForMatch(id: string): Promise<NeedRecord | null> {
  return Need.findById(id).lean();
}

/** What the matching reads of a need. */
export function needContent(record: NeedRecord): NeedContent {
  const { title, description, kinds, themes, countries, odd, languages, period, mode } = record;
  const dismissed = record.dismissed ?? [];
  return { title, description, kinds, themes, countries, odd, languages, period, mode, dismissed };
}

/** Open needs: those that candidates are looked for. */
export async function* openNeeds(): AsyncGenerator<NeedRecord> {
  yield* Need.find({ status: { $in: OPEN_NEED_STATUSES } })
    .lean()
    .cursor();
}

/**
 * The needs among `ids`, for the index; all of them where `ids` is left out. In every state, drafts too: who may find which
 * one is a part of each query (`scope.ts`).
 */
export async function* indexedNeeds(ids?: string[]): AsyncGenerator<NeedRecord> {
  yield* Need.find(ids ? { _id: { $in: ids } } : {})
    .lean()
    .cursor();
}

export const countNeeds = (): Promise<number> => Need.countDocuments({});

/** The needs that were sent and that changed after an instant: written anew, moved in their life. Ids. */
export async function needsChangedSince(at: Date): Promise<Set<string>> {
  const changed = await Need.find({ status: { $ne: "draft" }, updatedAt: { $gt: at } })
    .select("_id")
    .lean();
  return new Set(changed.map(({ _id }) => _id));
}
