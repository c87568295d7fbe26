import type { IndexName, SearchDocument, SearchEngine } from "./engine.ts";
import { isEngineFailure, SearchError } from "./errors.ts";
import type { Change, IndexChanges } from "./indexChanges.ts";

/**
 * Carries changes from the store to the search index. The outbox says which documents changed, not how: a worker reads
 * each as it is now and writes that, so that doing it twice, late or after another does no harm. Several workers, in
 * several processes, share the work: a change is leased, and a document is in one worker's hands at a time.
 */
export type SyncOptions = {
  engine: Pick<SearchEngine, "upsert" | "remove">;
  changes: IndexChanges;
  /** The named documents as they are now; those that may no longer be found are left out. */
  load: (index: IndexName, ids: string[]) => Promise<SearchDocument[]>;
  log?: { error: (details: object, message: string) => void };
  /** This worker's name, its own. */
  worker: string;
  batch?: number;
  /** A worker that died keeps its changes for this long. */
  leaseMs?: number;
  pollMs?: number;
  /** Told of so many changes that were carried, put off or given up. */
  onOutcome?: (outcome: "done" | "retried" | "parked", changes: number) => void;
  /** Pause after a first failure; it doubles with each, up to the longest one. */
  firstDelayMs?: number;
};

export type SyncWorker = {
  /** Looks now rather than at the next tick. */
  wake: () => void;
  /** Resolves once nothing is due any more; what was put off or parked is left. */
  drain: () => Promise<void>;
  /** Resolves once what is under way is finished. */
  stop: () => Promise<void>;
};

/** A document that fails for a reason of its own is tried this often, then parked for an administrator to see. */
const MAX_ATTEMPTS = 6;
const FIRST_DELAY_MS = 250;
/** Short, so that an engine that comes back finds its changes within seconds. */
const LAST_DELAY_MS = 3000;

/** How long to put off a change that failed so often before. */
const delayAfter = (attempts: number, { firstDelayMs = FIRST_DELAY_MS }: SyncOptions): number =>
  Math.min(firstDelayMs * 2 ** attempts, LAST_DELAY_MS);

export function startSync(options: SyncOptions): SyncWorker {
  const { changes, worker, batch = 500, leaseMs = 30_000, pollMs = 500, log } = options;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const round = async (): Promise<void> => {
    await changes.recover();
    do {
      again = false;
      while (!stopped) {
        const claimed = await changes.claim(worker, batch, leaseMs);
        if (claimed.length === 0) break;
        await carry(claimed, options, leaseMs);
      }
    } while (again && !stopped);
  };
  const run = (): Promise<void> => {
    if (stopped) return running ?? Promise.resolve();
    again = true;
    running ??= round()
      .catch((error: unknown) => log?.error({ err: error }, "search: the outbox could not be read"))
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(run, pollMs);
  return {
    wake: () => void run(),
    drain: run,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

type Carrying = SyncOptions & { heldUntil: () => number };

/** Carries claimed changes, index by index: within one, all go together, and apart only when together they fail. */
async function carry(claimed: Change[], options: SyncOptions, leaseMs: number): Promise<void> {
  let heldUntil = Date.now() + leaseMs;
  // An engine that is busy with a rebuild takes its time: the changes stay in these hands meanwhile.
  const heartbeat = setInterval(() => {
    const from = Date.now();
    void options.changes.extend(options.worker, claimed, leaseMs).then(
      () => {
        heldUntil = from + leaseMs;
      },
      () => {},
    );
  }, leaseMs / 3);
  const byIndex = new Map<IndexName, Change[]>();
  for (const change of claimed) byIndex.set(change.index, [...(byIndex.get(change.index) ?? []), change]);
  try {
    for (const [index, group] of byIndex) {
      await carryGroup(index, group, { ...options, heldUntil: () => heldUntil });
    }
  } finally {
    clearInterval(heartbeat);
  }
}

async function carryGroup(index: IndexName, group: Change[], carrying: Carrying): Promise<void> {
  const { changes, worker, log, onOutcome } = carrying;
  try {
    await write(index, group, carrying);
    await changes.acknowledge(worker, group);
    onOutcome?.("done", group.length);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isEngineFailure(error)) {
      // Nothing is wrong with these documents: however long the engine is away, they wait.
      const delayMs = delayAfter(Math.min(...group.map(({ attempts }) => attempts)), carrying);
      log?.error({ err: error, index, changes: group.length }, "search: put off");
      await changes.postpone(worker, group, { reason, delayMs, park: false });
      onOutcome?.("retried", group.length);
      return;
    }
    if (group.length > 1) {
      const half = Math.ceil(group.length / 2);
      await carryGroup(index, group.slice(0, half), carrying);
      await carryGroup(index, group.slice(half), carrying);
      return;
    }
    const attempts = (group[0]?.attempts ?? 0) + 1;
    const park = attempts >= MAX_ATTEMPTS || (error instanceof SearchError && error.code === "rejected");
    log?.error({ err: error, index, id: group[0]?.documentId, park }, "search: a document failed");
    await changes.postpone(worker, group, { reason, delayMs: delayAfter(attempts, carrying), park });
    onOutcome?.(park ? "parked" : "retried", 1);
  }
}

async function write(
  index: IndexName,
  group: Change[],
  { engine, load, heldUntil }: Carrying,
): Promise<void> {
  const ids = group.map(({ documentId }) => documentId);
  const present = await load(index, ids);
  if (Date.now() > heldUntil()) {
    // Another worker may hold these by now, with a newer state: what was read is not written any more.
    throw new SearchError("timeout", "Reading the documents took longer than the lease allows");
  }
  const found = new Set(present.map(({ id }) => id));
  const gone = ids.filter((id) => !found.has(id));
  if (present.length > 0) await engine.upsert(index, present);
  if (gone.length > 0) await engine.remove(index, gone);
}
