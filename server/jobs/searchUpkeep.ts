import { INDEX_NAMES, type IndexName } from "../../search/engine.ts";
import { type ReindexOptions, reindex } from "../../search/reindex.ts";
import type { Dependencies } from "../context.ts";
import { StoredChanges } from "./indexChanges.ts";
import { documentsOf, loadDocuments, sizeOf } from "./indexing.ts";

const RETRY_MS = 5000;

/** Rebuilds indexes from the database, beside the live ones. @throws RebuildRunning when another process is at it. */
export function rebuildIndexes(
  dependencies: Dependencies,
  more: Pick<ReindexOptions, "onProgress" | "indexes"> = {},
): Promise<Map<IndexName, number>> {
  return reindex({
    engine: dependencies.search,
    changes: new StoredChanges(dependencies.clock),
    all: (index) => documentsOf(dependencies, index),
    load: (index, ids) => loadDocuments(dependencies, index, ids),
    ...more,
  });
}

export type Upkeep = {
  /** Sees to it that the engine has its indexes, their settings and their documents; tries again until it has. */
  check: () => void;
  stop: () => Promise<void>;
};

/**
 * Indexes that do not hold what they should, and that the outbox will not bring there: empty ones (a first start, a lost
 * disk), and ones of another size while no change is waiting (a fill that was cut short, a database that was restored).
 */
async function incomplete({ search, clock }: Dependencies): Promise<IndexName[]> {
  const { waiting, parked } = await new StoredChanges(clock).state();
  const settled = waiting === 0 && parked.length === 0;
  const found: IndexName[] = [];
  for (const index of INDEX_NAMES) {
    const [{ total, degraded }, size] = await Promise.all([
      search.search(index, { text: "", limit: 0 }),
      sizeOf(index),
    ]);
    if (degraded) throw new Error("the search engine does not answer");
    if (total === 0 ? size > 0 : settled && total !== size) found.push(index);
  }
  return found;
}

/**
 * Looks after an engine that lives elsewhere: its indexes are made, its settings brought up to date, and what they lack
 * is filled from the database. While it is away the application serves.
 */
export function startUpkeep(dependencies: Dependencies, retryMs: number = RETRY_MS): Upkeep {
  const { search, log } = dependencies;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let again = false;

  const once = async (): Promise<void> => {
    await search.prepare();
    const { ok, detail } = await search.health();
    if (!ok) throw new Error(detail ?? "the search engine does not answer");
    const indexes = await incomplete(dependencies);
    if (indexes.length === 0) return;
    const counts = await rebuildIndexes(dependencies, { indexes });
    log.info({ documents: Object.fromEntries(counts) }, "search: filled from the database");
  };
  const check = (): void => {
    if (stopped) return;
    again = running !== null;
    if (running) return;
    if (timer) clearTimeout(timer);
    running = once()
      .catch((error: unknown) => {
        log.error({ err: error }, "search: will be looked after again");
        if (!stopped) timer = setTimeout(check, retryMs);
      })
      .finally(() => {
        running = null;
        if (again) check();
      });
  };
  return {
    check,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
