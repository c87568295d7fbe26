import { checkDocuments, checkFacet, checkQuery, indexable } from "../checkQuery.ts";
import {
  type FacetHit,
  INDEX_NAMES,
  type IndexName,
  type SearchDocument,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
  type WeightedQuery,
} from "../engine.ts";
import { SearchError } from "../errors.ts";
import { INDEXES } from "../indexes.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { SynonymTable } from "./synonymTable.ts";
import { TextIndex } from "./textIndex.ts";

/** Which index a write goes to: the live one, or the one that is built beside it under this number. */
export type Target = { index: IndexName; rebuild?: number };

/** The embedded engine without its thread: every index in memory, synchronous. */
export class SearchCore {
  private readonly synonyms: SynonymTable;
  private readonly exactWords: readonly string[];
  private readonly live: Map<IndexName, TextIndex>;
  private readonly rebuilds = new Map<IndexName, { number: number; index: TextIndex }>();
  private opened = 0;

  constructor({ synonyms = {}, exactWords = [] }: SearchVocabulary = {}) {
    this.synonyms = new SynonymTable(synonyms);
    this.exactWords = exactWords;
    this.live = new Map(INDEX_NAMES.map((name) => [name, this.empty(name)]));
  }

  get documents(): number {
    return [...this.live.values()].reduce((sum, index) => sum + index.size, 0);
  }

  upsert(target: Target, documents: SearchDocument[]): void {
    checkDocuments(target.index, documents);
    this.at(target).upsert(documents.map((document) => indexable(target.index, document)));
  }

  remove(target: Target, ids: string[]): void {
    checkDocuments(target.index, []);
    this.at(target).remove(ids);
  }

  clear(index: IndexName): void {
    checkDocuments(index, []);
    this.live.set(index, this.empty(index));
  }

  search(index: IndexName, query: SearchQuery): SearchResult {
    checkQuery(index, query);
    return this.at({ index }).search(query);
  }

  /** See the port: each document once, by its best weighted score over the greatest weight. */
  searchMerged(index: IndexName, queries: WeightedQuery[], limit: number): SearchHit[] {
    const greatest = Math.max(...queries.map(({ weight }) => weight));
    const best = new Map<string, SearchHit>();
    for (const query of queries) {
      if (!(query.weight > 0)) continue;
      for (const hit of this.search(index, { ...query, offset: 0, limit }).hits) {
        const score = (hit.score * query.weight) / greatest;
        if (score > (best.get(hit.id)?.score ?? -1)) best.set(hit.id, { ...hit, score });
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  facetSearch(index: IndexName, facet: string, text: string, query: SearchQuery = { text: "" }): FacetHit[] {
    checkFacet(index, facet);
    checkQuery(index, query);
    return this.at({ index }).facetSearch(facet, text, query);
  }

  /** Opens an index beside the live one; one that was open for it is given up. */
  openRebuild(index: IndexName): number {
    checkDocuments(index, []);
    this.opened += 1;
    this.rebuilds.set(index, { number: this.opened, index: this.empty(index) });
    return this.opened;
  }

  closeRebuild(target: Required<Target>, outcome: "swap" | "discard"): void {
    const built = this.at(target);
    if (outcome === "swap") this.live.set(target.index, built);
    this.rebuilds.delete(target.index);
  }

  private empty(name: IndexName): TextIndex {
    return new TextIndex(INDEXES[name], this.synonyms, this.exactWords);
  }

  private at({ index, rebuild }: Target): TextIndex {
    if (rebuild === undefined) return this.live.get(index)!;
    const open = this.rebuilds.get(index);
    if (open?.number !== rebuild)
      throw new SearchError("unavailable", `This rebuild of ${index} was given up`);
    return open.index;
  }
}
