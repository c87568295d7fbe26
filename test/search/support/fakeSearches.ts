import type { FederatedMultiSearchParams, SearchParams } from "meilisearch";
import { ApiError } from "./fakeErrors.ts";
import type { FakeIndex } from "./fakeIndex.ts";

/** One page of a query's hits, with its facets, as Meilisearch writes it. */
export function answerSearch(index: FakeIndex, params: SearchParams): object {
  const { page = 1, hitsPerPage = 20, facets = [] } = params;
  const all = index.all(params);
  const hits = all
    .slice((page - 1) * hitsPerPage, page * hitsPerPage)
    .map((hit) => index.present(hit, params));
  const facetDistribution = Object.fromEntries(facets.map((facet) => [facet, index.facetCounts(facet, all)]));
  return {
    hits,
    totalHits: all.length,
    page,
    hitsPerPage,
    processingTimeMs: 1,
    query: params.q,
    facetDistribution,
  };
}

/** The values of a facet that begin as was typed. */
export function answerFacetSearch(
  index: FakeIndex,
  { facetName = "", facetQuery = "", ...params }: SearchParams,
): object {
  if (!index.filterable(facetName)?.facetSearch)
    throw new ApiError(400, "invalid_facet_search_facet_name", facetName);
  const first = facetQuery.toLowerCase().split(/\s/)[0] ?? "";
  const counts = Object.entries(index.facetCounts(facetName, index.all(params)));
  const facetHits = counts
    .filter(([value]) => value.toLowerCase().startsWith(first))
    .map(([value, count]) => ({ value, count }));
  return { facetHits, facetQuery, processingTimeMs: 1 };
}

/** Several queries in one list: of each document its best score, times the weight of the query. */
export function answerFederated(
  { federation, queries }: FederatedMultiSearchParams,
  existing: (uid: string) => FakeIndex,
): object {
  if (!federation) throw new ApiError(400, "bad_request", "Only federated searches are expected");
  const best = new Map<string, { weighted: number; shown: object }>();
  const everything = new Map<string, ReturnType<FakeIndex["all"]>>();
  queries.forEach((query, queriesPosition) => {
    for (const name of ["limit", "offset", "page", "hitsPerPage", "facets"] as const) {
      if (name in query) throw new ApiError(400, "invalid_multi_search_query_pagination", `Inside: ${name}`);
    }
    const index = existing(query.indexUid);
    const weight = query.federationOptions?.weight ?? 1;
    for (const hit of index.all(query)) {
      const weighted = hit.score * weight;
      everything.set(query.indexUid, [
        ...(everything.get(query.indexUid) ?? []).filter(({ id }) => id !== hit.id),
        hit,
      ]);
      if (weighted <= (best.get(hit.id)?.weighted ?? -1)) continue;
      const _federation = { indexUid: query.indexUid, queriesPosition, weightedRankingScore: weighted };
      best.set(hit.id, { weighted, shown: index.present(hit, query, { _federation }) });
    }
  });
  const { offset = 0, limit = 20, facetsByIndex = {} } = federation;
  const sorted = [...best.values()].sort((a, b) => b.weighted - a.weighted).map(({ shown }) => shown);
  const facets = Object.entries(facetsByIndex).map(([uid, names]) => {
    const hits = everything.get(uid) ?? [];
    const distribution = names.map((name) => [name, existing(uid).facetCounts(name, hits)]);
    return [uid, { distribution: Object.fromEntries(distribution), stats: {} }];
  });
  return {
    hits: sorted.slice(offset, offset + limit),
    offset,
    limit,
    estimatedTotalHits: sorted.length,
    processingTimeMs: 1,
    facetsByIndex: Object.fromEntries(facets),
  };
}
