import type { Sort } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { type Facetted, oneOf, searchFacetted } from "../directories/facetted.ts";
import { dayOf } from "../domain/days.ts";
import type { Period } from "../domain/vocabulary.ts";
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

/** Availability is a facet too: it counts months, and is chosen by two dates. */
const COUNTED = { ...FACETS, month: "availableMonths" } as const;

const SORTS: Record<DirectoryQuery["sort"], Sort[]> = {
  relevance: [],
  name: [{ field: "sortName", direction: "asc" }],
  experience: [{ field: "yearsOfExperience", direction: "desc" }],
  recent: [{ field: "publishedAt", direction: "desc" }],
};

/** On some day between the chosen dates; without the first from today on, without the second at any time after. */
function chosenDays({ availableFrom, availableTo }: DirectoryQuery, now: Date): Period | null {
  if (!availableFrom && !availableTo) return null;
  return { from: availableFrom ?? dayOf(now), to: availableTo ?? "2099-12-31" };
}

export type Directory = Facetted<keyof typeof COUNTED> & { records: ExpertRecord[] };

/** The public directory: published profiles, narrowed by words, facets and availability. */
export async function searchDirectory(context: Context, query: DirectoryQuery): Promise<Directory> {
  const days = chosenDays(query, context.clock());
  const result = await searchFacetted<keyof typeof COUNTED>(context.search, {
    index: "experts",
    text: query.q,
    fields: COUNTED,
    chosen: { ...query, month: days ? [`${days.from}/${days.to}`] : [] },
    filterOf: (name, values) =>
      name === "month" && days
        ? { op: "overlaps", field: "availability", ...days }
        : oneOf(COUNTED[name], values),
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
