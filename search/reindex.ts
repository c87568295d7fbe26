import { randomUUID } from "node:crypto";
import {
  INDEX_NAMES,
  type IndexName,
  type Rebuild,
  type SearchDocument,
  type SearchEngine,
} from "./engine.ts";
import type { IndexChanges } from "./indexChanges.ts";

export type ReindexOptions = {
  engine: Pick<SearchEngine, "rebuild">;
  changes: IndexChanges;
  /** Every document that an index should hold, as it is now. */
  all: (index: IndexName) => AsyncIterable<SearchDocument>;
  /** The named ones; those that may no longer be found are left out. */
  load: (index: IndexName, ids: string[]) => Promise<SearchDocument[]>;
  onProgress?: (index: IndexName, documents: number) => void;
  indexes?: readonly IndexName[];
};

const BATCH = 500;
const LEASE_MS = 60_000;
/** So few changes are left to the workers after the swap: they are carried in a moment. */
const SMALL_REST = 20;
const MAX_ROUNDS = 50;

export class RebuildRunning extends Error {
  constructor(index: IndexName) {
    super(`A rebuild of ${index} is already running`);
    this.name = "RebuildRunning";
  }
}

/**
 * Rebuilds indexes beside the live ones and swaps them one by one. Writes go on meanwhile, into the live index; the
 * outbox keeps a journal of them. Once every document is in, the journal is worked off beside too; what came in the last
 * moment is queued again after the swap, so that the workers carry it, each document in one pair of hands as ever.
 * A run that is interrupted leaves the live index as it was; the next one throws away what it built.
 * @returns how many documents each index holds
 * @throws RebuildRunning when another process is at it
 */
export async function reindex(options: ReindexOptions): Promise<Map<IndexName, number>> {
  const counts = new Map<IndexName, number>();
  for (const index of options.indexes ?? INDEX_NAMES) counts.set(index, await rebuildOne(index, options));
  return counts;
}

async function rebuildOne(index: IndexName, options: ReindexOptions): Promise<number> {
  const { changes, engine } = options;
  const holder = randomUUID();
  if (!(await changes.openRebuild(index, holder, LEASE_MS))) throw new RebuildRunning(index);
  let lost = false;
  const heartbeat = setInterval(() => {
    void changes.extendRebuild(index, holder, LEASE_MS).then(
      (held) => {
        lost ||= !held;
      },
      () => {},
    );
  }, LEASE_MS / 4);
  try {
    const rebuild = await engine.rebuild(index);
    try {
      const documents = await fill(index, rebuild, options);
      await catchUp(index, rebuild, options);
      if (lost || !(await changes.extendRebuild(index, holder, LEASE_MS))) throw new RebuildRunning(index);
      await rebuild.swap();
      return documents;
    } catch (error) {
      await rebuild.discard().catch(() => {});
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    await changes.closeRebuild(index, holder);
    await changes.recover();
  }
}

async function fill(
  index: IndexName,
  rebuild: Rebuild,
  { all, onProgress }: ReindexOptions,
): Promise<number> {
  let documents = 0;
  let batch: SearchDocument[] = [];
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    await rebuild.upsert(batch);
    documents += batch.length;
    batch = [];
    onProgress?.(index, documents);
  };
  for await (const document of all(index)) {
    batch.push(document);
    if (batch.length >= BATCH) await send();
  }
  await send();
  return documents;
}

/** Works off the journal until little is left: under steady writes it is never empty. */
async function catchUp(index: IndexName, rebuild: Rebuild, { changes, load }: ReindexOptions): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const entries = await changes.journal(index, BATCH);
    if (entries.length === 0) return;
    const ids = entries.map(({ documentId }) => documentId);
    const present = await load(index, ids);
    const found = new Set(present.map(({ id }) => id));
    await rebuild.upsert(present);
    await rebuild.remove(ids.filter((id) => !found.has(id)));
    await changes.forget(index, entries);
    if (entries.length <= SMALL_REST) return;
  }
}
