import { monthsOf } from "../../search/documents.ts";
import type { Filter, SearchHit, SearchQuery, Sort } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import type { DirectoryQuery } from "./schema.ts";

export const PAGE_SIZE = 20;

/** The facets of the directory: the name in an address, and the field of the index that it counts. */
export const FACETS = {
  theme: "themes",
  country: "countries",
  language: "languages",
  skill: "skillCodes",
  kind: "kind",
  mode: "modes",
} as const;
export type FacetName = keyof typeof FACETS;

const SORTS: Record<DirectoryQuery["sort"], Sort[]> = {
  relevance: [],
  name: [{ field: "name", direction: "asc" }],
  experience: [{ field: "yearsOfExperience", direction: "desc" }],
  recent: [{ field: "publishedAt", direction: "desc" }],
};

function availabilityFilter({ availableFrom, availableTo }: DirectoryQuery, now: Date): Filter[] {
  if (!availableFrom && !availableTo) return [];
  const from = availableFrom ?? now.toISOString().slice(0, 10);
  const to = availableTo ?? `${Number(from.slice(0, 4)) + 2}${from.slice(4)}`;
  return [{ op: "in", field: "availableMonths", values: monthsOf(from, to) }];
}

const facetFilter = (query: DirectoryQuery, facet: FacetName): Filter[] =>
  query[facet].length > 0 ? [{ op: "in", field: FACETS[facet], values: query[facet] }] : [];

const facetNames = Object.keys(FACETS) as FacetName[];

export type Directory = {
  records: ExpertRecord[];
  hits: SearchHit[];
  total: number;
  /** Per facet, how many profiles each value would keep, the facet's own choices left aside. */
  facets: Record<FacetName, Record<string, number>>;
};

/**
 * The public directory. Values of one facet widen (or), facets narrow each other (and); a facet counts without its own
 * choices, so that one sees what else could be chosen.
 */
export async function searchDirectory(context: Context, query: DirectoryQuery): Promise<Directory> {
  const available = availabilityFilter(query, context.clock());
  const filterWithout = (left?: FacetName): Pick<SearchQuery, "filter"> => {
    const filters = [
      ...available,
      ...facetNames.filter((name) => name !== left).flatMap((name) => facetFilter(query, name)),
    ];
    return filters.length > 0 ? { filter: { op: "and", filters } } : {};
  };
  const chosen = facetNames.filter((name) => query[name].length > 0);
  const [main, ...others] = await context.search.searchMany([
    {
      index: "experts",
      text: query.q,
      ...filterWithout(),
      facets: Object.values(FACETS),
      sort:
        query.q && query.sort === "relevance" ? [] : SORTS[query.sort === "relevance" ? "name" : query.sort],
      offset: (query.page - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
      highlight: ["headline", "bio"],
    },
    ...chosen.map((name) => ({
      index: "experts" as const,
      text: query.q,
      ...filterWithout(name),
      facets: [FACETS[name]],
      limit: 0,
    })),
  ]);
  if (!main) throw new Error("The search engine gave no answer to the directory's own query.");
  const facets = {} as Directory["facets"];
  for (const name of facetNames) {
    const own = others[chosen.indexOf(name)] ?? main;
    facets[name] = own.facets[FACETS[name]] ?? {};
  }
  const found = await Expert.find({
    _id: { $in: main.hits.map((hit) => hit.id) },
    status: "published",
  }).lean();
  const byId = new Map(found.map((record) => [record._id, record]));
  return {
    records: main.hits.map((hit) => byId.get(hit.id)).filter((record) => record !== undefined),
    hits: main.hits,
    total: main.total,
    facets,
  };
}
