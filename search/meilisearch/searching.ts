import type { FederatedMultiSearchParams, Meilisearch } from "meilisearch";
import { fold } from "../embedded/analysis.ts";
import { compareText } from "../embedded/fieldValues.ts";
import {
  DEFAULT_LIMIT,
  type FacetHit,
  type SearchDocument,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
  type WeightedQuery,
} from "../engine.ts";
import { failureOf } from "./failures.ts";
import { compileFilter } from "./filter.ts";
import { allWordsQuery, federatedQueries, queryText, windowOf } from "./queries.ts";
import { facetsOf, hitOf } from "./results.ts";

const MAX_FACET_HITS = 100;

/** Asks Meilisearch. The queries have passed `checkQuery`; an index is given by its uid. */
export class Searching {
  private readonly client: Meilisearch;

  /** @param client with the time-out of a reader */
  constructor(client: Meilisearch) {
    this.client = client;
  }

  search(uid: string, query: SearchQuery): Promise<SearchResult> {
    return query.words === "any" ? this.anyWords(uid, query) : this.allWords(uid, query);
  }

  async merged(uid: string, queries: WeightedQuery[], limit: number): Promise<SearchHit[]> {
    const asked = queries.filter(({ weight }) => weight > 0);
    if (asked.length === 0 || limit === 0) return [];
    const greatest = Math.max(...asked.map(({ weight }) => weight));
    const { hits } = await this.federated(uid, asked, { offset: 0, limit });
    const highlight = [...new Set(asked.flatMap((query) => query.highlight ?? []))];
    return hits.map((hit) => hitOf(hit, { text: "", highlight }, greatest));
  }

  async facetValues(uid: string, facet: string, text: string, query: SearchQuery): Promise<FacetHit[]> {
    const wanted = fold(text.trim());
    const { facetHits } = await this.reading(() =>
      this.client.index(uid).searchForFacetValues({
        facetName: facet,
        ...(wanted === "" ? {} : { facetQuery: text.trim().toWellFormed() }),
        q: queryText(query.text),
        matchingStrategy: query.words === "any" ? "last" : "all",
        ...(query.filter ? { filter: compileFilter(query.filter) } : {}),
        exhaustiveFacetCount: true,
      }),
    );
    // The server looks at the first word of the text alone, and forgives misspellings.
    return facetHits
      .filter(({ value, count }) => count > 0 && fold(value).startsWith(wanted))
      .sort((a, b) => b.count - a.count || compareText(a.value, b.value))
      .slice(0, MAX_FACET_HITS);
  }

  /** How many documents each index holds, by uid. */
  async counts(): Promise<Map<string, number>> {
    const { indexes } = await this.reading(() => this.client.getStats());
    return new Map(Object.entries(indexes).map(([uid, stats]) => [uid, stats.numberOfDocuments]));
  }

  private async allWords(uid: string, query: SearchQuery): Promise<SearchResult> {
    const { q, ...params } = allWordsQuery(query);
    const { skip, take } = windowOf(query);
    const found = await this.reading(() =>
      this.client.index(uid).search<SearchDocument, typeof params>(q, params),
    );
    return {
      hits: found.hits.slice(skip, skip + take).map((hit) => hitOf(hit, query)),
      total: found.totalHits,
      facets: facetsOf(found.facetDistribution, query.facets ?? []),
      took: found.processingTimeMs,
    };
  }

  private async anyWords(uid: string, query: SearchQuery): Promise<SearchResult> {
    const { offset = 0, limit = DEFAULT_LIMIT, facets = [] } = query;
    const found = await this.federated(uid, [{ ...query, weight: 1 }], { offset, limit }, facets);
    return {
      hits: found.hits.map((hit) => hitOf(hit, query)),
      total: found.estimatedTotalHits ?? found.hits.length,
      facets: facetsOf(found.facetsByIndex?.[uid]?.distribution, facets),
      took: found.processingTimeMs,
    };
  }

  /** One request for all the queries: the server merges them, each document once, by its best weighted score. */
  private federated(
    uid: string,
    queries: WeightedQuery[],
    window: { offset: number; limit: number },
    facets: string[] = [],
  ) {
    const request: FederatedMultiSearchParams = {
      federation: { ...window, ...(facets.length > 0 ? { facetsByIndex: { [uid]: facets } } : {}) },
      queries: queries.flatMap((query) => federatedQueries(query, uid)),
    };
    return this.reading(() => this.client.multiSearch<FederatedMultiSearchParams, SearchDocument>(request));
  }

  private async reading<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw failureOf(error, "bad-query");
    }
  }
}
