import type { GranularFilterableAttribute, SearchParams, Settings } from "meilisearch";
import { tokenize } from "../../../search/embedded/analysis.ts";
import { SynonymTable } from "../../../search/embedded/synonymTable.ts";
import { TextIndex } from "../../../search/embedded/textIndex.ts";
import {
  type Filter,
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  INDEX_NAMES,
  type SearchDocument,
  type SearchHit,
} from "../../../search/engine.ts";
import { INDEXES } from "../../../search/indexes.ts";
import { ApiError } from "./fakeErrors.ts";
import { parseFilter } from "./filterLanguage.ts";

const SEARCH_PARAMS = new Set(
  "q offset limit page hitsPerPage filter facets attributesToRetrieve attributesToHighlight highlightPreTag highlightPostTag sort matchingStrategy showRankingScore showRankingScoreDetails indexUid federationOptions facetName facetQuery exhaustiveFacetCount".split(
    " ",
  ),
);

/** One index of the fake server: words are found by the embedded engine, everything else by what the requests say. */
export class FakeIndex {
  settings: Settings = {};
  readonly documents = new Map<string, SearchDocument>();
  private readonly uid: string;
  private index: TextIndex;

  constructor(uid: string) {
    this.uid = uid;
    this.index = this.empty();
  }

  configure(changes: Settings): void {
    this.settings = { ...this.settings, ...changes };
    this.index = this.empty();
    this.index.upsert([...this.documents.values()]);
  }

  add(documents: SearchDocument[]): void {
    this.index.upsert(documents);
    for (const document of documents) this.documents.set(document.id, document);
  }

  remove(ids: string[]): void {
    this.index.remove(ids);
    for (const id of ids) this.documents.delete(id);
  }

  clear(): void {
    this.remove([...this.documents.keys()]);
  }

  /** Every hit of a query, best first. */
  all(params: SearchParams): SearchHit[] {
    for (const name of Object.keys(params)) {
      if (!SEARCH_PARAMS.has(name)) throw new ApiError(400, "bad_request", `Unknown field \`${name}\``);
    }
    const filter = params.filter === undefined ? undefined : this.filter(String(params.filter));
    const sort = (params.sort ?? []).map((rule) => {
      const [field = "", direction] = rule.split(":");
      if (!this.settings.sortableAttributes?.includes(field)) {
        throw new ApiError(400, "invalid_search_sort", `Attribute \`${field}\` is not sortable.`);
      }
      return { field, direction: direction === "desc" ? ("desc" as const) : ("asc" as const) };
    });
    const ask = (text: string) =>
      this.index.search({
        text,
        ...(filter ? { filter } : {}),
        sort,
        limit: 10_000,
        highlight: params.attributesToHighlight ?? [],
      }).hits;
    const q = params.q ?? "";
    if (params.matchingStrategy === "all" || q.trim() === "") return ask(q);
    // "last": words are given up from the end, one by one.
    const words = q.includes('"') ? [q] : tokenize(q).map((token) => token.text);
    const best = new Map<string, SearchHit>();
    for (let kept = words.length; kept > 0; kept--) {
      for (const hit of ask(`${words.slice(0, kept).join(" ")} `)) {
        const score = (hit.score * kept) / words.length;
        if (!best.has(hit.id)) best.set(hit.id, { ...hit, score });
      }
    }
    return [...best.values()];
  }

  facetCounts(facet: string, hits: SearchHit[]): Record<string, number> {
    const declared = this.filterable(facet);
    if (!declared)
      throw new ApiError(400, "invalid_search_facets", `Attribute \`${facet}\` is not facetable.`);
    const counts: Record<string, number> = {};
    for (const { document } of hits) {
      const value = document[facet];
      for (const each of Array.isArray(value)
        ? value
        : value === null || value === undefined
          ? []
          : [value]) {
        counts[String(each)] = (counts[String(each)] ?? 0) + 1;
      }
    }
    return counts;
  }

  filterable(field: string): GranularFilterableAttribute["features"] | undefined {
    const granular = (this.settings.filterableAttributes ?? []).filter((each) => typeof each !== "string");
    return granular.find((each) => each.attributePatterns.includes(field))?.features;
  }

  /** A hit as Meilisearch writes it. */
  present(
    { score, document, highlights, highlightedLists }: SearchHit,
    params: SearchParams,
    extra: object = {},
  ) {
    const { attributesToRetrieve = ["*"], highlightPreTag = "<em>", highlightPostTag = "</em>" } = params;
    const shown = Object.entries(document).filter(
      ([field]) =>
        this.settings.displayedAttributes?.includes(field) &&
        (attributesToRetrieve.includes("*") || attributesToRetrieve.includes(field)),
    );
    const tag = (text: string) =>
      text.replaceAll(HIGHLIGHT_OPEN, highlightPreTag).replaceAll(HIGHLIGHT_CLOSE, highlightPostTag);
    const formatted = Object.fromEntries([
      ...Object.entries(highlights).map(([field, text]) => [field, tag(text)]),
      ...Object.entries(highlightedLists).map(([field, list]) => [field, list.map(tag)]),
    ]);
    return {
      ...Object.fromEntries(shown),
      ...(params.attributesToHighlight ? { _formatted: formatted } : {}),
      ...(params.showRankingScore ? { _rankingScore: score } : {}),
      ...(params.showRankingScoreDetails ? { _rankingScoreDetails: { words: { order: 0, score } } } : {}),
      ...extra,
    };
  }

  private filter(text: string): Filter {
    let filter: Filter;
    try {
      filter = parseFilter(text);
    } catch (error) {
      throw new ApiError(400, "invalid_search_filter", String(error));
    }
    this.checkFilterable(filter);
    return filter;
  }

  private checkFilterable(filter: Filter): void {
    if (filter.op === "and" || filter.op === "or") {
      for (const each of filter.filters) this.checkFilterable(each);
      return;
    }
    if (filter.op === "not") {
      this.checkFilterable(filter.filter);
      return;
    }
    const features = this.filterable(filter.field);
    if (!features || (filter.op === "range" && !features.filter.comparison)) {
      throw new ApiError(400, "invalid_search_filter", `Attribute \`${filter.field}\` is not filterable so.`);
    }
  }

  private empty(): TextIndex {
    const name = INDEX_NAMES.find((each) => this.uid.includes(`_${each}`)) ?? "experts";
    const words = this.settings.typoTolerance?.disableOnWords ?? [];
    // What may be filtered by is what the settings declare: there is no knowledge of spans here.
    const declared = (this.settings.filterableAttributes ?? []).flatMap((each) =>
      typeof each === "string" ? [] : each.attributePatterns,
    );
    const settings = { ...INDEXES[name], facets: [], filterable: declared, spans: [] };
    return new TextIndex(settings, new SynonymTable(this.settings.synonyms ?? {}), words);
  }
}
