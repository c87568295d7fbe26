import type { FacetHit, SearchDocument, SearchHit, SearchQuery, SearchResult } from "../engine.ts";
import { DEFAULT_LIMIT } from "../engine.ts";
import { SearchError } from "../errors.ts";
import type { IndexSettings } from "../indexes.ts";
import { fold, tokenize } from "./analysis.ts";
import { Answers } from "./answers.ts";
import { closenessOf, weigh } from "./closeness.ts";
import { DocumentStore } from "./documentStore.ts";
import { evaluate } from "./filters.ts";
import { foundForms, highlightDocument } from "./highlight.ts";
import { scoreUnits } from "./scoring.ts";
import { Bits } from "./slots.ts";
import type { SynonymTable } from "./synonymTable.ts";
import { selectTop } from "./top.ts";
import { parseQuery, type Unit } from "./words.ts";

const MAX_FACET_HITS = 100;
/** How many of the best hits are looked at word by word. */
const RERANKED = 50;

/** What a query keeps: the documents, how well each answers, and what was asked. */
type Kept = {
  documents: Bits;
  /** By slot, to be divided by `bound`; null where all answer as well. */
  scores: Float32Array | null;
  bound: number;
  units: Unit[];
  everything: boolean;
};

const scoreOf = ({ scores, bound }: Kept, slot: number): number =>
  scores ? Math.min(1, scores[slot]! / bound) : 1;

/** One index, held in memory: its words, its values, its documents. Synchronous; queries have passed `checkQuery`. */
export class TextIndex {
  private readonly store: DocumentStore;
  private readonly synonyms: SynonymTable;
  private readonly answers = new Answers();

  constructor(settings: IndexSettings, synonyms: SynonymTable, exactWords: readonly string[]) {
    this.store = new DocumentStore(settings, exactWords);
    this.synonyms = synonyms;
  }

  get size(): number {
    return this.store.size;
  }

  upsert(documents: SearchDocument[]): void {
    this.answers.forget();
    for (const document of documents) this.store.put(document);
  }

  remove(ids: string[]): void {
    this.answers.forget();
    for (const id of ids) this.store.delete(id);
  }

  search(query: SearchQuery): SearchResult {
    return this.answers.to(query, () => this.find(query));
  }

  private find(query: SearchQuery): SearchResult {
    const started = performance.now();
    return this.keeping(query, (kept) => {
      const offset = query.offset ?? 0;
      const end = offset + (query.limit ?? DEFAULT_LIMIT);
      const sort = query.sort ?? [];
      const compare = this.store.comparator(sort, kept.scores);
      const forms = query.highlight?.length ? foundForms(kept.units) : new Set<string>();
      const order = this.byCloseness(
        selectTop(kept.documents, Math.max(end, RERANKED), compare, sort.length === 0 ? kept.scores : null),
        query,
        kept,
      );
      const hits = order.slice(offset, end).map(({ slot, score }) => this.hit(slot, score, query, forms));
      const facets: SearchResult["facets"] = {};
      for (const facet of query.facets ?? []) {
        const counts = this.store.values.get(facet)!.count(kept.everything ? null : kept.documents);
        facets[facet] = Object.fromEntries(counts.map(({ value, count }) => [value, count]));
      }
      return { hits, total: kept.documents.size, facets, took: performance.now() - started };
    });
  }

  facetSearch(facet: string, text: string, query: SearchQuery): FacetHit[] {
    const wanted = fold(text.trim());
    const begins = (value: string): boolean => {
      const folded = fold(value);
      return folded.startsWith(wanted) || tokenize(folded).some((token) => token.text.startsWith(wanted));
    };
    return this.keeping(query, (kept) =>
      this.store.values
        .get(facet)!
        .count(kept.everything ? null : kept.documents)
        .filter(({ value }) => begins(value))
        .slice(0, MAX_FACET_HITS),
    );
  }

  /**
   * The hits in their order with their scores. Of a query of several words, all asked for, the best are put in order
   * again by how close the words stand in them: always the same number, so that pages agree with each other.
   */
  private byCloseness(slots: number[], query: SearchQuery, kept: Kept): { slot: number; score: number }[] {
    const { units } = kept;
    const hits = slots.map((slot) => ({ slot, score: scoreOf(kept, slot) }));
    if (units.length < 2 || query.words === "any" || query.sort?.length) return hits;
    const weighed = hits.map(({ slot, score }, place) => {
      const document = place < RERANKED ? this.store.documentAt(slot) : undefined;
      const closeness = document ? closenessOf(units, document, this.store.searchable) : 0;
      return { slot, score: weigh(score, closeness) };
    });
    const best = weighed.slice(0, RERANKED).sort((a, b) => b.score - a.score);
    return [...best, ...weighed.slice(RERANKED)];
  }

  /** Finds what a query keeps and hands it over; the working memory is taken back afterwards. */
  private keeping<T>(query: SearchQuery, use: (kept: Kept) => T): T {
    const { store } = this;
    const mode = query.words ?? "all";
    const { units, empty } = parseQuery(query.text, mode, store.dictionary, this.synonyms);
    const filtered = query.filter ? evaluate(query.filter, store) : null;
    if (empty) {
      const documents = filtered ?? new Bits(store.slots).unite(store.live);
      return use({ documents, scores: null, bound: 1, units, everything: filtered === null });
    }
    const { scratch } = store;
    const { scores, bound } = scoreUnits(
      units,
      mode,
      { fields: store.fields, documents: store.size, scratch },
      (slot, phrase) => store.holdsPhrase(slot, phrase),
    );
    try {
      const documents = new Bits(store.slots);
      for (let i = 0; i < scores.size; i++) documents.add(scores.touched[i]!);
      if (filtered) documents.intersect(filtered);
      return use({ documents, scores: scores.values, bound, units, everything: false });
    } finally {
      scratch.give(scores);
    }
  }

  private hit(slot: number, score: number, query: SearchQuery, forms: ReadonlySet<string>): SearchHit {
    const document = this.store.documentAt(slot);
    const retrieved = this.store.retrieve(slot, query.retrieve);
    if (!document || !retrieved) throw new SearchError("unavailable", "The index lost a document");
    return {
      id: document.id,
      score,
      document: retrieved,
      ...highlightDocument(document, query.highlight ?? [], forms),
    };
  }
}
