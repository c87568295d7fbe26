import { Meilisearch } from "meilisearch";
import { checkDocuments, checkFacet, checkQuery, indexable } from "./checkQuery.ts";
import { INDEX_NAMES, type IndexName, type SearchEngine } from "./engine.ts";
import { withBlocks } from "./meilisearch/filter.ts";
import { Indexing } from "./meilisearch/indexing.ts";
import { Searching } from "./meilisearch/searching.ts";
import { Writing } from "./meilisearch/writing.ts";
import type { SearchVocabulary } from "./vocabulary.ts";

export type MeilisearchOptions = {
  url: string;
  apiKey?: string | null;
  vocabulary?: SearchVocabulary;
  /** What the names of the indexes begin with, so that one server can serve several installations. */
  prefix?: string;
  /** A reader waits no longer for an answer. */
  readTimeoutMs?: number;
  /** One request of a writer; and a task, from its enqueuing to its end. */
  writeTimeoutMs?: number;
  taskTimeoutMs?: number;
};

export const DEFAULT_PREFIX = "bourse_";
const READ_TIMEOUT_MS = 1500;
const WRITE_TIMEOUT_MS = 4000;
const TASK_TIMEOUT_MS = 120_000;

/**
 * The search engine of an installation that outgrew the embedded one: a Meilisearch server, 1.50 or later. Nothing is
 * sent before the first call; `prepare` makes the indexes.
 */
export function createMeilisearch(options: MeilisearchOptions): SearchEngine {
  const server = { host: options.url, ...(options.apiKey ? { apiKey: options.apiKey } : {}) };
  const writer = new Meilisearch({ ...server, timeout: options.writeTimeoutMs ?? WRITE_TIMEOUT_MS });
  const writing = new Writing(writer, options.taskTimeoutMs ?? TASK_TIMEOUT_MS);
  const indexing = new Indexing(writer, writing, options.vocabulary ?? {});
  const searching = new Searching(
    new Meilisearch({ ...server, timeout: options.readTimeoutMs ?? READ_TIMEOUT_MS }),
  );
  const uid = (index: IndexName): string => `${options.prefix ?? DEFAULT_PREFIX}${index}`;
  const engine: SearchEngine = {
    async prepare() {
      for (const index of INDEX_NAMES) await indexing.prepare(index, uid(index));
    },
    async upsert(index, documents) {
      checkDocuments(index, documents);
      await writing.upsert(
        uid(index),
        documents.map((document) => withBlocks(index, indexable(index, document))),
      );
    },
    async remove(index, ids) {
      checkDocuments(index, []);
      await writing.remove(uid(index), ids);
    },
    async clear(index) {
      checkDocuments(index, []);
      await writing.carryOut(() => writer.index(uid(index)).deleteAllDocuments());
    },
    async search(index, query) {
      checkQuery(index, query);
      return searching.search(uid(index), query);
    },
    searchMany: (queries) => Promise.all(queries.map(({ index, ...query }) => engine.search(index, query))),
    async searchMerged(index, queries, limit) {
      for (const query of queries) checkQuery(index, { ...query, offset: 0, limit });
      return searching.merged(uid(index), queries, limit);
    },
    async facetSearch(index, facet, text, query = { text: "" }) {
      checkFacet(index, facet);
      checkQuery(index, query);
      return searching.facetValues(uid(index), facet, text, query);
    },
    async rebuild(index) {
      checkDocuments(index, []);
      return indexing.rebuild(index, uid(index));
    },
    async health() {
      try {
        const counts = await searching.counts();
        const documents = INDEX_NAMES.reduce((sum, index) => sum + (counts.get(uid(index)) ?? 0), 0);
        return { ok: true, engine: "meilisearch", documents };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { ok: false, engine: "meilisearch", documents: 0, detail };
      }
    },
    async close() {},
  };
  return engine;
}
