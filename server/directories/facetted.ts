import {
  type Filter,
  type IndexName,
  MAX_DEPTH,
  type SearchEngine,
  type SearchHit,
  type Sort,
} from "../../search/engine.ts";

export type FacettedSearch<Name extends string> = {
  index: IndexName;
  text: string;
  /** The facets: the name in an address, and the field of the index that it counts. */
  fields: Readonly<Record<Name, string>>;
  chosen: Readonly<Record<Name, readonly string[]>>;
  /** What narrows the list besides the facets. */
  always?: Filter[];
  /** The filter of a facet's chosen values where it is more than "one of them". */
  filterOf?: (name: Name, values: readonly string[]) => Filter;
  sort: Sort[];
  page: number;
  pageSize: number;
  highlight?: string[];
  /** How many of the words must be found; without it all, or the most where nothing holds all. */
  words?: "all" | "any";
};

export type Facetted<Name extends string> = {
  hits: SearchHit[];
  total: number;
  /** Per facet, how many results each value would keep, the facet's own choices left aside. */
  facets: Record<Name, Record<string, number>>;
  /** Per facet, of how many results its values are counted. */
  counted: Record<Name, number>;
  /** true when the engine did not answer and something simpler did in its place: nothing is counted then. */
  degraded: boolean;
  /** true when nothing holds every word: these are the nearest, best first, whatever order was asked for. */
  nearest: boolean;
};

/**
 * A list narrowed by facets. Values of one facet widen (or), facets narrow each other (and); a facet counts without its
 * own choices, so that one sees what else could be chosen. A page past what the engine reaches is empty. Where several
 * words are asked for and nothing holds them all, the list is of what holds the most of them.
 */
export async function searchFacetted<Name extends string>(
  search: SearchEngine,
  asked: FacettedSearch<Name>,
): Promise<Facetted<Name>> {
  const found = await searchWords(search, asked, asked.words ?? "all");
  if (asked.words || found.total > 0 || !/\S\s+\S/.test(asked.text)) return { ...found, nearest: false };
  const near = await searchWords(search, { ...asked, sort: [] }, "any");
  return near.total > 0 ? { ...near, nearest: true } : { ...found, nearest: false };
}

async function searchWords<Name extends string>(
  search: SearchEngine,
  asked: FacettedSearch<Name>,
  words: "all" | "any",
): Promise<Omit<Facetted<Name>, "nearest">> {
  const { index, text, fields, chosen, always = [], sort, page, pageSize, highlight } = asked;
  const names = Object.keys(fields) as Name[];
  const filterOf =
    asked.filterOf ?? ((name: Name, values: readonly string[]): Filter => oneOf(fields[name], values));
  const used = names.filter((name) => chosen[name].length > 0);
  const filterWithout = (left?: Name): { filter?: Filter } => {
    const filters = [
      ...always,
      ...used.filter((name) => name !== left).map((name) => filterOf(name, chosen[name])),
    ];
    return filters.length > 0 ? { filter: { op: "and", filters } } : {};
  };
  const offset = (page - 1) * pageSize;
  const reachable = offset + pageSize <= MAX_DEPTH;
  const same = { index, text, words, retrieve: [] };
  const [main, ...others] = await search.searchMany([
    {
      ...same,
      ...filterWithout(),
      facets: Object.values<string>(fields),
      sort,
      offset: reachable ? offset : 0,
      limit: reachable ? pageSize : 0,
      ...(highlight ? { highlight } : {}),
    },
    ...used.map((name) => ({ ...same, ...filterWithout(name), facets: [fields[name]], limit: 0 })),
  ]);
  if (!main) throw new Error("The search engine gave no answer to the list's own query.");
  const facets = {} as Facetted<Name>["facets"];
  const counted = {} as Facetted<Name>["counted"];
  for (const name of names) {
    const own = others[used.indexOf(name)] ?? main;
    facets[name] = own.facets[fields[name]] ?? {};
    counted[name] = own.total;
  }
  return { hits: main.hits, total: main.total, facets, counted, degraded: main.degraded === true };
}

/** The filter of a facet: one of the chosen values. */
export const oneOf = (field: string, values: readonly string[]): Filter => ({
  op: "in",
  field,
  values: [...values],
});
