import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import type { Change, IndexChanges, SyncState } from "../../search/indexChanges.ts";
import { newId } from "../storage/id.ts";
import {
  ChangeModel,
  type ChangeRecord,
  FREE,
  JournalModel,
  keyOf,
  RebuildModel,
  upsertOf,
} from "./indexChangeModels.ts";

/** Others may take the same entries at the same moment; then the next ones are tried. */
const CLAIM_TRIES = 4;

const keys = (changes: Change[]): string[] => changes.map((each) => keyOf(each.index, each.documentId));
const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** The outbox of the search in the database; every process works on the same. */
export class StoredChanges implements IndexChanges {
  private readonly clock: () => Date;

  constructor(clock: () => Date) {
    this.clock = clock;
  }

  async claim(worker: string, limit: number, leaseMs: number): Promise<Change[]> {
    for (let tries = 0; tries < CLAIM_TRIES; tries++) {
      const now = this.clock();
      const free = { parked: false, dueAt: { $lte: now }, heldUntil: { $lte: now } };
      const due = await ChangeModel.find(free).sort({ dueAt: 1 }).limit(limit).lean();
      if (due.length === 0) return [];
      // Names this very claim, so that what was taken can be told from what others took at the same moment.
      const claim = newId();
      const { modifiedCount } = await ChangeModel.bulkWrite(
        due.map(({ _id, token }) => ({
          updateOne: {
            filter: { _id, token, ...free },
            update: { $set: { worker, claim, heldUntil: later(now, leaseMs) } },
          },
        })),
        { ordered: false },
      );
      const mine =
        modifiedCount === due.length
          ? due
          : await ChangeModel.find({ _id: { $in: due.map(({ _id }) => _id) }, claim }).lean();
      if (mine.length === 0) continue;
      await this.note(mine, now);
      return mine.map(({ index: name, documentId, token, attempts }) => ({
        index: name,
        documentId,
        token,
        attempts,
      }));
    }
    return [];
  }

  async extend(worker: string, changes: Change[], leaseMs: number): Promise<void> {
    const heldUntil = later(this.clock(), leaseMs);
    await ChangeModel.updateMany({ _id: { $in: keys(changes) }, worker }, { heldUntil });
  }

  async acknowledge(worker: string, changes: Change[]): Promise<void> {
    const { deletedCount } = await ChangeModel.bulkWrite(
      changes.map(({ index: name, documentId, token }) => ({
        deleteOne: { filter: { _id: keyOf(name, documentId), worker, token } },
      })),
      { ordered: false },
    );
    if (deletedCount === changes.length) return;
    const { matchedCount } = await this.release(worker, changes);
    if (deletedCount + matchedCount >= changes.length) return;
    for (const name of INDEX_NAMES) {
      await this.requeue(
        name,
        changes.filter((change) => change.index === name).map(({ documentId }) => documentId),
      );
    }
  }

  async postpone(
    worker: string,
    changes: Change[],
    { reason, delayMs, park }: { reason: string; delayMs: number; park: boolean },
  ): Promise<void> {
    const failed = {
      dueAt: later(this.clock(), delayMs),
      parked: park,
      reason,
      worker: null,
      heldUntil: FREE,
    };
    await ChangeModel.bulkWrite(
      changes.map(({ index: name, documentId, token }) => ({
        updateOne: {
          filter: { _id: keyOf(name, documentId), worker, token },
          update: { $set: failed, $inc: { attempts: 1 } },
        },
      })),
      { ordered: false },
    );
    await this.release(worker, changes);
  }

  async requeue(name: IndexName, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const now = this.clock();
    await ChangeModel.bulkWrite(
      ids.map((id) => ({ updateOne: upsertOf(name, id, now) })),
      { ordered: false },
    );
  }

  async state(): Promise<SyncState> {
    const [waiting, oldest, parked] = await Promise.all([
      ChangeModel.countDocuments({ parked: false }),
      ChangeModel.findOne({ parked: false }, { since: 1 }).sort({ since: 1 }).lean(),
      ChangeModel.find({ parked: true }).sort({ since: -1 }).limit(50).lean(),
    ]);
    return {
      waiting,
      parked: parked.map(({ index: name, documentId, reason, attempts, since }) => ({
        index: name,
        documentId,
        reason: reason ?? "",
        attempts,
        since,
      })),
      lagMs: oldest ? Math.max(0, this.clock().getTime() - oldest.since.getTime()) : 0,
    };
  }

  async openRebuild(name: IndexName, holder: string, leaseMs: number): Promise<boolean> {
    const now = this.clock();
    await RebuildModel.updateOne({ _id: name }, { $setOnInsert: { holder, until: FREE } }, { upsert: true });
    const { modifiedCount } = await RebuildModel.updateOne(
      { _id: name, until: { $lte: now } },
      { holder, until: later(now, leaseMs) },
    );
    return modifiedCount === 1;
  }

  async extendRebuild(name: IndexName, holder: string, leaseMs: number): Promise<boolean> {
    const now = this.clock();
    const { matchedCount } = await RebuildModel.updateOne(
      { _id: name, holder, until: { $gt: now } },
      { until: later(now, leaseMs) },
    );
    return matchedCount === 1;
  }

  async journal(name: IndexName, limit: number): Promise<Change[]> {
    const entries = await JournalModel.find({ index: name }).sort({ _id: 1 }).limit(limit).lean();
    return entries.map(({ documentId, token }) => ({ index: name, documentId, token, attempts: 0 }));
  }

  async forget(name: IndexName, entries: Change[]): Promise<void> {
    if (entries.length === 0) return;
    await JournalModel.bulkWrite(
      entries.map(({ documentId, token }) => ({
        deleteOne: { filter: { _id: keyOf(name, documentId), token } },
      })),
      { ordered: false },
    );
  }

  async closeRebuild(name: IndexName, holder: string): Promise<void> {
    await RebuildModel.updateOne({ _id: name, holder }, { until: FREE });
  }

  async recover(): Promise<number> {
    const left = await JournalModel.find({}, { index: 1 }).limit(1).lean();
    if (left.length === 0) return 0;
    const open = await this.openRebuilds(this.clock());
    let recovered = 0;
    for (const name of INDEX_NAMES.filter((each) => !open.has(each))) {
      for (;;) {
        const entries = await this.journal(name, 500);
        if (entries.length === 0) break;
        await this.requeue(
          name,
          entries.map(({ documentId }) => documentId),
        );
        await this.forget(name, entries);
        recovered += entries.length;
      }
    }
    return recovered;
  }

  /** Gives back what this worker still holds of these: entries that changed while it carried them. */
  private release(worker: string, changes: Change[]) {
    return ChangeModel.updateMany({ _id: { $in: keys(changes) }, worker }, { worker: null, heldUntil: FREE });
  }

  private async openRebuilds(now: Date): Promise<Set<IndexName>> {
    const open = await RebuildModel.find({ until: { $gt: now } }, { _id: 1 }).lean();
    return new Set(open.map(({ _id }) => _id));
  }

  /** Journals what was taken for the rebuilds that are open, before any of it is carried. */
  private async note(taken: ChangeRecord[], now: Date): Promise<void> {
    const open = await this.openRebuilds(now);
    const entries = taken.filter((change) => open.has(change.index));
    if (entries.length === 0) return;
    await JournalModel.bulkWrite(
      entries.map(({ _id, index: name, documentId }) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { index: name, documentId, token: newId() } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }
}
