import type { SearchQuery, SearchResult } from "../engine.ts";

/** So many answers are kept, of pages as people look at them: what the matching asks for is large, and never twice. */
const KEPT = 200;
const MAX_HITS = 50;
const MAX_TEXT = 200;

/** Answers to what was asked lately, until the index changes: most visitors of a directory ask the same few things. */
export class Answers {
  private readonly kept = new Map<string, SearchResult>();

  /** The answer to a query: the one that is kept, or a new one. */
  to(query: SearchQuery, answer: () => SearchResult): SearchResult {
    if ((query.limit ?? 0) > MAX_HITS || query.text.length > MAX_TEXT) return answer();
    const key = JSON.stringify(query);
    const known = this.kept.get(key);
    if (known) {
      // The least recently used one goes first.
      this.kept.delete(key);
      this.kept.set(key, known);
      return { ...known, took: 0 };
    }
    const result = answer();
    this.kept.set(key, result);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return result;
  }

  /** The index changed. */
  forget(): void {
    this.kept.clear();
  }
}
