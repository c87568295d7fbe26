import { monthsOf } from "../../search/documents.ts";
import type { Sort } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { type Facetted, searchFacetted } from "../directories/facetted.ts";
import { addMonths, dayOf } from "../domain/days.ts";
import { Expert, type ExpertRecord, IN_RESULTS } from "./model.ts";
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

/** Availability is a facet too: its values are months, chosen by two dates. */
const COUNTED = { ...FACETS, month: "availableMonths" } as const;

const SORTS: Record<DirectoryQuery["sort"], Sort[]> = {
  relevance: [],
  name: [{ field: "name", direction: "asc" }],
  experience: [{ field: "yearsOfExperience", direction: "desc" }],
  recent: [{ field: "publishedAt", direction: "desc" }],
};

/** The months that the chosen dates touch; an open end reaches two years from the beginning. */
function chosenMonths({ availableFrom, availableTo }: DirectoryQuery, now: Date): string[] {
  if (!availableFrom && !availableTo) return [];
  const from = availableFrom ?? dayOf(now);
  const to = availableTo ?? addMonths(from, 24);
  return monthsOf(from, to);
}

export type Directory = Facetted<keyof typeof COUNTED> & { records: ExpertRecord[] };

/** The public directory: published profiles, narrowed by words, facets and availability. */
export async function searchDirectory(context: Context, query: DirectoryQuery): Promise<Directory> {
  const result = await searchFacetted<keyof typeof COUNTED>(context.search, {
    index: "experts",
    text: query.q,
    fields: COUNTED,
    chosen: { ...query, month: chosenMonths(query, context.clock()) },
    sort:
      query.q && query.sort === "relevance" ? [] : SORTS[query.sort === "relevance" ? "name" : query.sort],
    page: query.page,
    pageSize: PAGE_SIZE,
    highlight: ["headline", "bio"],
  });
  const found = await Expert.find({
    _id: { $in: result.hits.map((hit) => hit.id) },
    ...IN_RESULTS,
  }).lean();
  const byId = new Map(found.map((record) => [record._id, record]));
  return {
    ...result,
    records: result.hits.map((hit) => byId.get(hit.id)).filter((record) => record !== undefined),
  };
}
