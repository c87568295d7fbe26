import SearchableMap from "minisearch/SearchableMap";
import { formOf, isAcronym, stemsOf, typosAllowed, typosBetween } from "./analysis.ts";
import { lowerBound } from "./slots.ts";

/**
 * The words of an index and where each stands. MiniSearch's radix tree answers prefixes and near spellings; what it
 * keeps per word is a list of numbers rather than MiniSearch's own nested maps, which at 100,000 profiles take several
 * times the memory and make a broad query allocate an object per document found.
 *
 * A posting is one number: slot, field and frequency, so that a list sorted by number is sorted by document.
 */
const FIELD_BITS = 3;
const COUNT_BITS = 8;
const SLOT_SHIFT = FIELD_BITS + COUNT_BITS;
const MAX_COUNT = 2 ** COUNT_BITS - 1;
export const MAX_FIELDS = 2 ** FIELD_BITS;
/** Slots must fit beside field and frequency in 31 bits. */
export const MAX_SLOTS = 2 ** (31 - SLOT_SHIFT);

export const slotOf = (posting: number): number => posting >>> SLOT_SHIFT;
export const fieldOf = (posting: number): number => (posting >>> COUNT_BITS) & (MAX_FIELDS - 1);
export const countOf = (posting: number): number => posting & MAX_COUNT;

export type Term = {
  form: string;
  /** Ways in which the word was written, in lower case with accents: keys of `written`. */
  writings: string[];
  stems: string[];
  postings: number[];
};

/** A word of the index that answers a word of the query, and how faithfully: 1 is the word itself. */
export type Expansion = { term: Term; weight: number };

/** « béninoise » for « béninois » is the same word, « coopérative » for « coopération » only of its family. */
const INFLECTION_WEIGHT = 0.95;
const FAMILY_WEIGHT = 0.7;
const PREFIX_WEIGHT = 0.8;
const TYPO_WEIGHTS = [1, 0.5, 0.35];
/** A word that this many documents hold is taken as meant; a rarer one may be a slip, and its neighbours are found. */
const COMMON = 3;
/** Words of which the near spellings are remembered. */
const MOST_NEAR = 5000;

export class Dictionary {
  private readonly tree = new SearchableMap<Term>();
  /** By the word in lower case with its accents, so that a text already seen costs one look-up a word. */
  private readonly written = new Map<string, Term>();
  private readonly stems = new Map<string, Term[]>();
  private readonly exact: ReadonlySet<string>;
  /** Near spellings of words that were asked for, until a word comes or goes: looking for them is half of a search. */
  private readonly near = new Map<string, [Term, number][]>();

  /** @param exactWords words that are never taken for a misspelling */
  constructor(exactWords: readonly string[] = []) {
    this.exact = new Set(exactWords.map(formOf));
  }

  get size(): number {
    return this.tree.size;
  }

  /** The term of a word as written, made if it is new. */
  intern(word: string): Term {
    const lower = word.toLowerCase();
    const known = this.written.get(lower);
    if (known) return known;
    const form = formOf(word);
    const term = this.tree.fetch(form, () => {
      this.near.clear();
      return { form, writings: [], stems: [], postings: [] };
    });
    term.writings.push(lower);
    this.written.set(lower, term);
    for (const stem of stemsOf(word)) {
      if (term.stems.includes(stem)) continue;
      term.stems.push(stem);
      const siblings = this.stems.get(stem);
      if (siblings) siblings.push(term);
      else this.stems.set(stem, [term]);
    }
    return term;
  }

  add(term: Term, slot: number, field: number, count: number): void {
    const posting = ((slot << FIELD_BITS) | field) * (MAX_COUNT + 1) + Math.min(count, MAX_COUNT);
    const { postings } = term;
    if (postings.length === 0 || postings[postings.length - 1]! < posting) postings.push(posting);
    else postings.splice(lowerBound(postings, posting), 0, posting);
  }

  /** Forgets where a word stands in a document; a word that stands nowhere any more is dropped. */
  remove(term: Term, slot: number): void {
    const from = lowerBound(term.postings, slot << SLOT_SHIFT);
    let to = from;
    while (to < term.postings.length && slotOf(term.postings[to]!) === slot) to += 1;
    term.postings.splice(from, to - from);
    if (term.postings.length > 0) return;
    this.tree.delete(term.form);
    this.near.clear();
    for (const writing of term.writings) this.written.delete(writing);
    for (const stem of term.stems) {
      const siblings = this.stems.get(stem)!.filter((each) => each !== term);
      if (siblings.length > 0) this.stems.set(stem, siblings);
      else this.stems.delete(stem);
    }
  }

  find(form: string): Term | undefined {
    return this.tree.get(form);
  }

  /**
   * The words of the index that answer a word of a query: itself, its family, what it begins when `prefix`, and near
   * spellings when it is rare and no acronym.
   * @param forgiving false for a word that is known to be spelled right, such as one of a synonym
   */
  expand(word: string, { prefix = false, shouted = false, forgiving = true } = {}): Expansion[] {
    const form = formOf(word);
    const found = new Map<Term, number>();
    const offer = (term: Term, weight: number): void => {
      if ((found.get(term) ?? 0) < weight) found.set(term, weight);
    };
    const itself = this.tree.get(form);
    if (itself) offer(itself, 1);
    if (isAcronym(word) && !shouted && itself) return [{ term: itself, weight: 1 }];
    for (const stem of stemsOf(word)) {
      for (const term of this.stems.get(stem) ?? [])
        offer(term, areInflections(form, term.form) ? INFLECTION_WEIGHT : FAMILY_WEIGHT);
    }
    if (prefix) {
      for (const [longer, term] of this.tree.atPrefix(form)) {
        offer(term, PREFIX_WEIGHT * (0.5 + 0.5 * (form.length / longer.length)));
      }
    }
    if (forgiving && (!isAcronym(word) || shouted)) this.forgive(form, found, offer);
    return [...found].map(([term, weight]) => ({ term, weight }));
  }

  private forgive(form: string, found: Map<Term, number>, offer: (term: Term, weight: number) => void): void {
    const allowed = typosAllowed(form);
    if (allowed === 0 || this.exact.has(form)) return;
    let documents = 0;
    for (const term of found.keys()) documents += term.postings.length;
    if (documents >= COMMON) return;
    for (const [term, typos] of this.nearTo(form, allowed)) offer(term, TYPO_WEIGHTS[typos]!);
  }

  /** The words that are one or more typos away, up to so many as are allowed for this word. */
  private nearTo(form: string, allowed: number): readonly [Term, number][] {
    const known = this.near.get(form);
    if (known) return known;
    const found: [Term, number][] = [];
    // A swap of neighbours is one error for us and two for the tree, hence the wider net.
    for (const [near, [term]] of this.tree.fuzzyGet(form, 2)) {
      const typos = typosBetween(form, near);
      if (typos > 0 && typos <= allowed && !/\p{N}/u.test(near)) found.push([term, typos]);
    }
    if (this.near.size >= MOST_NEAR) this.near.clear();
    this.near.set(form, found);
    return found;
  }
}

/** Forms of one word, as far as endings tell: they differ by two letters at most, at the end. */
function areInflections(a: string, b: string): boolean {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return Math.max(a.length, b.length) - shared <= 2;
}
