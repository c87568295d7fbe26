import type { IndexName } from "./engine.ts";

/** What an index holds and how it is asked: read by both adapters, so that they cannot drift apart. */
export type IndexSettings = {
  /** In order of importance, with the weight that the embedded engine gives to each. */
  searchable: { field: string; weight: number }[];
  filterable: string[];
  /** Of the filterable fields, those that filters compare by order (`range`). */
  ranges: string[];
  /** Lists of spans of days ("from/to"), compared by the days they share (`overlaps`). */
  spans?: string[];
  /** Counted in facets; each is filterable too. */
  facets: string[];
  sortable: string[];
  /** Of hits that are equally relevant, the one with the later value of this field comes first. One of `sortable`. */
  latestFirst?: string;
  /** Not everybody may see all of it: each query brings the asker's rights in its filter, and no shared page shows it. */
  restricted?: true;
  /** Only kept and handed back: what the matching read in the texts when they were indexed. */
  stored?: string[];
};

export const INDEXES: Record<IndexName, IndexSettings> = {
  experts: {
    searchable: [
      { field: "headline", weight: 3 },
      { field: "skills", weight: 3 },
      { field: "name", weight: 3 },
      { field: "labels", weight: 2 },
      { field: "bio", weight: 1 },
    ],
    filterable: ["available", "yearsOfExperience"],
    ranges: ["yearsOfExperience", "availableMonths"],
    spans: ["availability"],
    facets: ["themes", "countries", "languages", "skillCodes", "kind", "modes", "availableMonths"],
    sortable: ["name", "sortName", "yearsOfExperience", "publishedAt"],
    stored: ["reading"],
  },
  organisations: {
    searchable: [
      { field: "name", weight: 4 },
      { field: "partners", weight: 2 },
      { field: "labels", weight: 2 },
      { field: "siren", weight: 2 },
      { field: "summaries", weight: 1 },
    ],
    filterable: ["population"],
    ranges: ["population"],
    facets: ["kind", "country", "departement", "partnerCountries", "themes", "groups"],
    sortable: ["name", "population"],
    stored: ["reading"],
  },
  needs: {
    searchable: [
      { field: "title", weight: 4 },
      { field: "asker", weight: 3 },
      { field: "labels", weight: 2 },
      { field: "description", weight: 1 },
    ],
    filterable: ["organisation", "privateTo"],
    ranges: [],
    facets: ["status", "themes", "countries", "kinds"],
    sortable: ["updatedAt"],
    latestFirst: "updatedAt",
    restricted: true,
  },
  funding: {
    searchable: [
      { field: "name", weight: 4 },
      { field: "funder", weight: 2 },
      { field: "labels", weight: 2 },
      { field: "summary", weight: 1 },
    ],
    filterable: ["rolling"],
    ranges: [],
    spans: ["openDays"],
    facets: ["kinds", "themes", "countries", "applicants", "funderKind"],
    sortable: ["name"],
  },
  experiences: {
    searchable: [
      { field: "title", weight: 3 },
      { field: "labels", weight: 2 },
      { field: "summary", weight: 1 },
      { field: "lessons", weight: 1 },
    ],
    filterable: ["organisation"],
    ranges: [],
    facets: ["themes", "countries", "organisationKind"],
    sortable: ["title", "publishedAt"],
  },
};

/** Every field that a filter may name: the facets are filterable too, and so is the id. */
export function filterableFields(index: IndexName): string[] {
  const { facets, filterable, spans = [] } = INDEXES[index];
  return ["id", ...facets, ...filterable, ...spans];
}

/** Every field that a document of this index may hold. What is not listed here is never indexed, hence never shown. */
export function declaredFields(index: IndexName): string[] {
  const { searchable, sortable, stored = [] } = INDEXES[index];
  const fields = searchable.map(({ field }) => field);
  return [...new Set([...filterableFields(index), ...fields, ...sortable, ...stored])];
}
