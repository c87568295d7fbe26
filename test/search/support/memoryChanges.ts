import { INDEX_NAMES, type IndexName } from "../../../search/engine.ts";
import type { Change, IndexChanges, SyncState } from "../../../search/indexChanges.ts";

type Entry = Change & {
  since: number;
  dueAt: number;
  heldUntil: number;
  worker: string | null;
  parked: boolean;
  reason: string;
};

/** The outbox in memory: what the store's own implementation does, for tests of thousands of writes. */
export class MemoryChanges implements IndexChanges {
  readonly entries = new Map<string, Entry>();
  private readonly journals = new Map<string, Change>();
  private readonly rebuilds = new Map<IndexName, { holder: string; until: number }>();
  private tokens = 0;
  private readonly clock: () => Date;

  constructor(clock: () => Date = () => new Date()) {
    this.clock = clock;
  }

  private now(): number {
    return this.clock().getTime();
  }

  /** What a use case does in its transaction. */
  changed(index: IndexName, documentId: string): void {
    const key = `${index}:${documentId}`;
    const now = this.now();
    const before = this.entries.get(key);
    this.tokens += 1;
    this.entries.set(key, {
      index,
      documentId,
      token: String(this.tokens),
      attempts: 0,
      since: before?.since ?? now,
      dueAt: now,
      heldUntil: before?.heldUntil ?? 0,
      worker: before?.worker ?? null,
      parked: false,
      reason: "",
    });
  }

  async claim(worker: string, limit: number, leaseMs: number): Promise<Change[]> {
    await tick();
    const now = this.now();
    const due = [...this.entries.values()]
      .filter((entry) => !entry.parked && entry.dueAt <= now && entry.heldUntil <= now)
      .slice(0, limit);
    for (const entry of due) {
      entry.heldUntil = now + leaseMs;
      entry.worker = worker;
      if ((this.rebuilds.get(entry.index)?.until ?? 0) > now) {
        this.journals.set(`${entry.index}:${entry.documentId}`, { ...entry, token: `${entry.token}/${now}` });
      }
    }
    return due.map(({ index, documentId, token, attempts }) => ({ index, documentId, token, attempts }));
  }

  async extend(worker: string, changes: Change[], leaseMs: number): Promise<void> {
    await tick();
    for (const entry of this.held(worker, changes)) entry.heldUntil = this.now() + leaseMs;
  }

  async acknowledge(worker: string, changes: Change[]): Promise<void> {
    await tick();
    for (const change of changes) {
      const key = `${change.index}:${change.documentId}`;
      const entry = this.entries.get(key);
      if (entry?.worker !== worker) this.changed(change.index, change.documentId);
      else if (entry.token === change.token) this.entries.delete(key);
      else Object.assign(entry, { worker: null, heldUntil: 0 });
    }
  }

  async postpone(
    worker: string,
    changes: Change[],
    { reason, delayMs, park }: { reason: string; delayMs: number; park: boolean },
  ): Promise<void> {
    await tick();
    for (const entry of this.held(worker, changes)) {
      const same = changes.some((change) => change.token === entry.token);
      Object.assign(entry, {
        worker: null,
        heldUntil: 0,
        attempts: entry.attempts + 1,
        reason,
        ...(same ? { dueAt: this.now() + delayMs, parked: park } : {}),
      });
    }
  }

  async requeue(index: IndexName, ids: string[]): Promise<void> {
    for (const id of ids) this.changed(index, id);
  }

  async state(): Promise<SyncState> {
    const all = [...this.entries.values()];
    const waiting = all.filter(({ parked }) => !parked);
    const oldest = Math.min(...waiting.map(({ since }) => since));
    return {
      waiting: waiting.length,
      parked: all.filter(({ parked }) => parked).map((entry) => ({ ...entry, since: new Date(entry.since) })),
      lagMs: waiting.length > 0 ? this.now() - oldest : 0,
    };
  }

  async openRebuild(index: IndexName, holder: string, leaseMs: number): Promise<boolean> {
    await tick();
    const now = this.now();
    if ((this.rebuilds.get(index)?.until ?? 0) > now) return false;
    this.rebuilds.set(index, { holder, until: now + leaseMs });
    return true;
  }

  async extendRebuild(index: IndexName, holder: string, leaseMs: number): Promise<boolean> {
    await tick();
    const rebuild = this.rebuilds.get(index);
    if (rebuild?.holder !== holder || rebuild.until <= this.now()) return false;
    rebuild.until = this.now() + leaseMs;
    return true;
  }

  async journal(index: IndexName, limit: number): Promise<Change[]> {
    await tick();
    return [...this.journals.values()].filter((entry) => entry.index === index).slice(0, limit);
  }

  async forget(index: IndexName, entries: Change[]): Promise<void> {
    await tick();
    for (const { documentId, token } of entries) {
      const key = `${index}:${documentId}`;
      if (this.journals.get(key)?.token === token) this.journals.delete(key);
    }
  }

  async closeRebuild(index: IndexName, holder: string): Promise<void> {
    if (this.rebuilds.get(index)?.holder === holder) this.rebuilds.delete(index);
  }

  async recover(): Promise<number> {
    let recovered = 0;
    for (const index of INDEX_NAMES) {
      if ((this.rebuilds.get(index)?.until ?? 0) > this.now()) continue;
      const entries = await this.journal(index, 10_000);
      await this.requeue(
        index,
        entries.map(({ documentId }) => documentId),
      );
      await this.forget(index, entries);
      recovered += entries.length;
    }
    return recovered;
  }

  private held(worker: string, changes: Change[]): Entry[] {
    return changes
      .map(({ index, documentId }) => this.entries.get(`${index}:${documentId}`))
      .filter((entry) => entry?.worker === worker)
      .filter((entry) => entry !== undefined);
  }
}

/** Every call of a store takes a turn of the event loop at least. */
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
