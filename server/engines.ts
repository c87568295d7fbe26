import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { createEmbeddedSearch } from "../search/embedded.ts";
import type { SearchEngine } from "../search/engine.ts";
import { vocabularyFrom } from "../search/vocabulary.ts";
import type { Config } from "./config.ts";
import { StartError } from "./errors.ts";
import { loadReference } from "./reference/load.ts";
import { type EmbeddedStore, startEmbeddedStore } from "./storage/embedded/start.ts";

/** The embedded engines that the configuration asks for; null where a server takes their place. */
export type Engines = { store: Promise<EmbeddedStore | null>; search: Promise<SearchEngine | null> };

const WHY: Record<string, string> = {
  EEXIST: "it is a file",
  ENOTDIR: "it leads through a file",
  ENOENT: "it leads through a folder that cannot be made",
  EROFS: "its disk is read only",
  EACCES: "this account has no right to it",
  EPERM: "this account has no right to it",
  ENOSPC: "its disk is full",
};

/** Folder by folder: asked to make them all, Node never returns from where none can be made, as below /proc. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  mkdirSync(dir, { mode: 0o700 });
}

/** Makes the data directory, for its owner alone. @throws StartError where nothing can be written there */
function prepareDataDir({ dataDir }: Config): void {
  try {
    makeFolder(dataDir);
    if (!statSync(dataDir).isDirectory()) throw Object.assign(new Error(), { code: "EEXIST" });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `DATA_DIR (${dataDir}) cannot be used (${WHY[code ?? ""] ?? code}): name a folder where this account may write.`,
    );
  }
}

/**
 * Starts the embedded engines, each in its thread, without waiting: they load on another core while the program loads
 * the rest of itself. Whoever awaits them learns of a failure.
 * @param searchGiven true where the caller brings a search engine of its own.
 */
export function startEngines(config: Config, searchGiven = false): Engines {
  prepareDataDir(config);
  const store = config.mongodbUri
    ? Promise.resolve(null)
    : startEmbeddedStore({ dir: path.join(config.dataDir, "store") });
  const search =
    config.meilisearch || searchGiven
      ? Promise.resolve(null)
      : createEmbeddedSearch(vocabularyFrom(loadReference()));
  // Both are awaited later: until then a failure must not pass for one that nobody handles.
  store.catch(() => {});
  search.catch(() => {});
  return { store, search };
}
