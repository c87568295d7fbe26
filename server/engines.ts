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

/**
 * Starts the embedded engines, each in its thread, without waiting: they load on another core while the program loads
 * the rest of itself. Whoever awaits them learns of a failure.
 * @param searchGiven true where the caller brings a search engine of its own.
 */
export function startEngines(config: Config, searchGiven = false): Engines {
  const store = config.mongodbUri
    ? Promise.resolve(null)
    : startEmbeddedStore({ dir: path.join(config.dataDir, "store") }).catch((error: Error) => {
        throw new StartError(`The embedded store does not start: ${error.message}`);
      });
  const search =
    config.meilisearch || searchGiven
      ? Promise.resolve(null)
      : createEmbeddedSearch(vocabularyFrom(loadReference()));
  // Both are awaited later: until then a failure must not pass for one that nobody handles.
  store.catch(() => {});
  search.catch(() => {});
  return { store, search };
}
