import { SearchCore } from "./embedded/core.ts";
import { type Answer, type Call, perform } from "./embedded/protocol.ts";
import { Thread } from "./embedded/thread.ts";
import type { IndexName, Rebuild, SearchDocument, SearchEngine } from "./engine.ts";
import { INDEXES } from "./indexes.ts";
import type { SearchVocabulary } from "./vocabulary.ts";

type Ask = <Name extends Call["do"]>(call: Extract<Call, { do: Name }>) => Promise<Answer[Name]>;
type Connection = { ask: Ask; stopped: () => string | null; stop: () => Promise<void> };

/** Searches are answered between two such slices of a large write. */
const SLICE = 200;

/**
 * The search engine of a machine that has nothing but npm: in memory, in a thread of its own, filled from the store at
 * each start. Ready when the promise resolves.
 */
export async function createEmbeddedSearch(vocabulary: SearchVocabulary = {}): Promise<SearchEngine> {
  const thread = new Thread(vocabulary);
  await thread.ask({ do: "documents" });
  return engineOver({
    ask: (call) => thread.ask(call),
    stopped: () => thread.stopped,
    stop: () => thread.stop(),
  });
}

/** The same engine in the caller's own thread: for commands and tests, where nothing else waits. */
export function createInProcessSearch(vocabulary: SearchVocabulary = {}): SearchEngine {
  const core = new SearchCore(vocabulary);
  const ask = async (call: Call): Promise<Answer[keyof Answer]> => perform(core, call);
  return engineOver({ ask: ask as Ask, stopped: () => null, stop: async () => {} });
}

function engineOver({ ask, stopped, stop }: Connection): SearchEngine {
  let version = 0;
  const written = async <T>(index: IndexName, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      if (!INDEXES[index].restricted) version += 1;
    }
  };
  const upsert = async (target: { index: IndexName; rebuild?: number }, documents: SearchDocument[]) => {
    for (let from = 0; from < documents.length; from += SLICE) {
      await written(
        target.index,
        ask({ do: "upsert", target, documents: documents.slice(from, from + SLICE) }),
      );
    }
  };
  return {
    get version() {
      return version;
    },
    prepare: async () => {},
    upsert: (index, documents) => upsert({ index }, documents),
    remove: (index, ids) => written(index, ask({ do: "remove", target: { index }, ids })),
    clear: (index) => written(index, ask({ do: "clear", index })),
    search: async (index, query) => (await ask({ do: "searchMany", queries: [{ ...query, index }] }))[0]!,
    searchMany: (queries) => ask({ do: "searchMany", queries }),
    searchMerged: (index, queries, limit) => ask({ do: "searchMerged", index, queries, limit }),
    facetSearch: (index, facet, text, query) => ask({ do: "facetSearch", index, facet, text, query }),
    rebuild: async (index) =>
      rebuildOver(ask, { index, rebuild: await ask({ do: "openRebuild", index }) }, { upsert, written }),
    async health() {
      const detail = stopped();
      if (detail) return { ok: false, engine: "embedded", documents: 0, detail };
      return { ok: true, engine: "embedded", documents: await ask({ do: "documents" }) };
    },
    close: stop,
  };
}

type Writing = {
  upsert: (target: { index: IndexName; rebuild?: number }, documents: SearchDocument[]) => Promise<void>;
  /** Whatever a search may see from then on. */
  written: <T>(index: IndexName, work: Promise<T>) => Promise<T>;
};

function rebuildOver(
  ask: Ask,
  target: { index: IndexName; rebuild: number },
  { upsert, written }: Writing,
): Rebuild {
  return {
    upsert: (documents) => upsert(target, documents),
    remove: (ids) => ask({ do: "remove", target, ids }),
    swap: () => written(target.index, ask({ do: "closeRebuild", target, outcome: "swap" })),
    discard: () => ask({ do: "closeRebuild", target, outcome: "discard" }),
  };
}
