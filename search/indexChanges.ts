import type { IndexName } from "./engine.ts";

/** A document whose index entry is to be brought up to date, as a worker holds it. */
export type Change = {
  index: IndexName;
  documentId: string;
  /** Another value each time the document changes: what was carried is only acknowledged while it is the same. */
  token: string;
  /** How often carrying it failed. */
  attempts: number;
};

export type SyncState = {
  waiting: number;
  /** Changes that were given up for now, with why; a new change of the document takes them up again. */
  parked: { index: IndexName; documentId: string; reason: string; attempts: number; since: Date }[];
  /** Milliseconds since the oldest change that waits; 0 where none does. */
  lagMs: number;
};

/**
 * The outbox of the search, as the workers see it. One entry a document, however often it changes: the queue is bounded
 * by the number of documents, and a document is never in two workers' hands. Entries are written in the transaction that
 * changes the document.
 */
export interface IndexChanges {
  /** Takes up to `limit` entries that are due and that nobody holds, for `leaseMs`; journals them for open rebuilds. */
  claim(worker: string, limit: number, leaseMs: number): Promise<Change[]>;
  /** Holds on to entries for `leaseMs` from now; those that another worker took are left to it. */
  extend(worker: string, changes: Change[], leaseMs: number): Promise<void>;
  /**
   * Done: drops the entries, but keeps those that changed again meanwhile. An entry that this worker no longer holds is
   * queued again: its late write may have undone another's.
   */
  acknowledge(worker: string, changes: Change[]): Promise<void>;
  /** Failed: gives the entries back, due after a delay, or parked. */
  postpone(
    worker: string,
    changes: Change[],
    failure: { reason: string; delayMs: number; park: boolean },
  ): Promise<void>;
  /** Asks for documents to be carried though they did not change. */
  requeue(index: IndexName, ids: string[]): Promise<void>;
  state(): Promise<SyncState>;

  /** Begins a rebuild of an index, for `leaseMs` unless extended. false while another one runs. */
  openRebuild(index: IndexName, holder: string, leaseMs: number): Promise<boolean>;
  /** false when the rebuild is no longer this holder's. */
  extendRebuild(index: IndexName, holder: string, leaseMs: number): Promise<boolean>;
  /** Documents that workers took since the rebuild began, and that were not forgotten since. */
  journal(index: IndexName, limit: number): Promise<Change[]>;
  forget(index: IndexName, entries: Change[]): Promise<void>;
  /** Ends a rebuild: nothing more is journaled for it. Its journal stays, for `recover`. */
  closeRebuild(index: IndexName, holder: string): Promise<void>;
  /** Queues again what the journals of ended or abandoned rebuilds hold. @returns how many documents */
  recover(): Promise<number>;
}
