import type { IndexName } from "../../search/engine.ts";
import { type ReindexOptions, reindex } from "../../search/reindex.ts";
import type { Dependencies } from "../context.ts";
import { StoredChanges } from "./indexChanges.ts";
import { documentsOf, loadDocuments } from "./indexing.ts";

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
 * Looks after an engine that lives elsewhere: its indexes are made, its settings brought up to date, and where it holds
 * nothing at all (a first start, a lost disk) it is filled from the database. While it is away the application serves.
 */
export function startUpkeep(dependencies: Dependencies, retryMs: number = RETRY_MS): Upkeep {
  const { search, log } = dependencies;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const once = async (): Promise<void> => {
    await search.prepare();
    const { ok, documents, detail } = await search.health();
    if (!ok) throw new Error(detail ?? "the search engine does not answer");
    if (documents > 0) return;
    const counts = await rebuildIndexes(dependencies);
    log.info({ documents: Object.fromEntries(counts) }, "search: filled from the database");
  };
  const check = (): void => {
    if (stopped || running) return;
    if (timer) clearTimeout(timer);
    running = once()
      .catch((error: unknown) => {
        log.error({ err: error }, "search: will be looked after again");
        if (!stopped) timer = setTimeout(check, retryMs);
      })
      .finally(() => {
        running = null;
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
