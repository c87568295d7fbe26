import type { SearchDocument, Sort } from "../engine.ts";
import { SearchError } from "../errors.ts";
import type { IndexSettings } from "../indexes.ts";
import { compoundsOf, fold, formOf, STOP_WORDS, tokenize } from "./analysis.ts";
import { Dictionary, MAX_FIELDS, MAX_SLOTS, type Term } from "./dictionary.ts";
import { FieldValues } from "./fieldValues.ts";
import { PackedTexts } from "./packedTexts.ts";
import { FieldStats, Scratch } from "./scoring.ts";
import { Bits } from "./slots.ts";
import { SpanValues } from "./spanValues.ts";

const FIRST_SLOTS = 256;
const MAX_LENGTH = 0xffff;

type SortKey = string | number | undefined;

/** The documents of an index, each in its slot, and everything that is derived from them when they come and go. */
export class DocumentStore {
  readonly dictionary: Dictionary;
  readonly values: ReadonlyMap<string, FieldValues>;
  readonly spans: ReadonlyMap<string, SpanValues>;
  /** How many slots there is room for; sets and working memory are of this size. */
  slots = FIRST_SLOTS;
  live = new Bits(FIRST_SLOTS);
  scratch = new Scratch(FIRST_SLOTS);
  readonly fields: FieldStats[];
  readonly searchable: string[];
  private readonly documents: (SearchDocument | undefined)[] = [];
  private readonly packed: PackedTexts;
  private readonly bySlotId = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly sortKeys: ReadonlyMap<string, SortKey[]>;
  private readonly latestFirst: string | undefined;
  private readonly totals: { words: number; documents: number }[];

  constructor(settings: IndexSettings, exactWords: readonly string[] = []) {
    this.dictionary = new Dictionary(exactWords);
    if (settings.searchable.length > MAX_FIELDS)
      throw new RangeError(`At most ${MAX_FIELDS} searchable fields`);
    this.searchable = settings.searchable.map(({ field }) => field);
    this.fields = settings.searchable.map(({ weight }) => new FieldStats(weight, FIRST_SLOTS));
    this.totals = this.fields.map(() => ({ words: 0, documents: 0 }));
    this.values = new Map(
      [...settings.facets, ...settings.filterable].map((field) => [field, new FieldValues()]),
    );
    this.spans = new Map((settings.spans ?? []).map((field) => [field, new SpanValues()]));
    this.packed = new PackedTexts(settings.stored);
    this.latestFirst = settings.latestFirst;
    this.sortKeys = new Map(settings.sortable.map((field) => [field, []]));
  }

  get size(): number {
    return this.bySlotId.size;
  }

  slotOfId(id: string): number | undefined {
    return this.bySlotId.get(id);
  }

  /** The document in a slot, without what is only handed back. */
  documentAt(slot: number): SearchDocument | undefined {
    return this.documents[slot];
  }

  /** The document in a slot as it was put, or only these of its fields besides its id. */
  retrieve(slot: number, fields?: readonly string[]): SearchDocument | undefined {
    const document = this.documents[slot];
    if (!document) return undefined;
    const picked: SearchDocument = fields ? { id: document.id } : { ...document };
    for (const field of fields ?? []) if (Object.hasOwn(document, field)) picked[field] = document[field];
    return this.packed.unpack(slot, picked, fields);
  }

  /** Adds a document, or replaces the one of the same id. */
  put(document: SearchDocument): void {
    this.delete(document.id);
    const slot = this.free.pop() ?? this.documents.length;
    if (slot >= this.slots) this.grow();
    this.documents[slot] = this.packed.pack(slot, document);
    this.bySlotId.set(document.id, slot);
    this.live.add(slot);
    this.searchable.forEach((field, position) => {
      const { terms, length } = this.read(document[field]);
      for (const [term, count] of terms) this.dictionary.add(term, slot, position, count);
      this.measure(position, slot, length);
    });
    for (const [field, values] of this.values) values.add(slot, document[field]);
    for (const [field, spans] of this.spans) spans.add(slot, document[field]);
    for (const [field, keys] of this.sortKeys) keys[slot] = sortKeyOf(document[field]);
  }

  delete(id: string): void {
    const slot = this.bySlotId.get(id);
    if (slot === undefined) return;
    const document = this.documents[slot]!;
    const terms = new Set<Term>();
    this.searchable.forEach((field, position) => {
      for (const term of this.read(document[field]).terms.keys()) terms.add(term);
      this.measure(position, slot, 0);
    });
    for (const term of terms) this.dictionary.remove(term, slot);
    for (const [field, values] of this.values) values.remove(slot, document[field]);
    for (const spans of this.spans.values()) spans.remove(slot);
    this.live.words[slot >>> 5]! &= ~(1 << (slot & 31));
    this.documents[slot] = undefined;
    this.packed.forget(slot);
    this.bySlotId.delete(id);
    this.free.push(slot);
  }

  /**
   * Order of the hits: by the fields asked for, documents without a value last; then by score; then the latest first,
   * where the index says so; then by id.
   * @param scores by slot; null where all are equal
   */
  comparator(sort: Sort[], scores: Float32Array | null): (a: number, b: number) => number {
    const byField = ({ field, direction }: Sort) => {
      const keys = this.sortKeys.get(field)!;
      const sign = direction === "asc" ? 1 : -1;
      return (a: number, b: number): number => {
        const [x, y] = [keys[a], keys[b]];
        if (x === y) return 0;
        if (x === undefined) return 1;
        if (y === undefined) return -1;
        return sign * compareKeys(x, y);
      };
    };
    const columns = sort.map(byField);
    const latest =
      this.latestFirst === undefined ? undefined : byField({ field: this.latestFirst, direction: "desc" });
    return (a, b) => {
      for (const compare of columns) {
        const order = compare(a, b);
        if (order !== 0) return order;
      }
      const better = scores ? scores[b]! - scores[a]! : 0;
      return better || latest?.(a, b) || (this.documents[a]!.id < this.documents[b]!.id ? -1 : 1);
    };
  }

  /** true when these forms follow each other somewhere in a field of the document, function words left out. */
  holdsPhrase(slot: number, phrase: string[]): boolean {
    const document = this.documents[slot];
    if (!document) return false;
    return this.searchable.some((field) =>
      textsOf(document[field]).some((text) => {
        const forms = tokenize(text).map((token) => formOf(token.text));
        const words = forms.filter((form) => !STOP_WORDS.has(form));
        return words.some((_, at) => phrase.every((form, i) => words[at + i] === form));
      }),
    );
  }

  /** The words of a field and how often each stands there; compounds count besides their parts. */
  private read(value: SearchDocument[string]): { terms: Map<Term, number>; length: number } {
    const terms = new Map<Term, number>();
    let length = 0;
    const count = (word: string): void => {
      const term = this.dictionary.intern(word);
      terms.set(term, (terms.get(term) ?? 0) + 1);
    };
    for (const text of textsOf(value)) {
      const tokens = tokenize(text);
      for (const token of tokens) {
        if (STOP_WORDS.has(formOf(token.text))) continue;
        length += 1;
        count(token.text);
      }
      for (const { form } of compoundsOf(tokens)) count(form);
    }
    return { terms, length };
  }

  private measure(position: number, slot: number, length: number): void {
    const field = this.fields[position]!;
    const total = this.totals[position]!;
    const before = field.lengths[slot]!;
    const after = Math.min(length, MAX_LENGTH);
    field.lengths[slot] = after;
    total.words += after - before;
    total.documents += Number(after > 0) - Number(before > 0);
    field.average = Math.max(1, total.words / Math.max(1, total.documents));
  }

  private grow(): void {
    if (this.slots >= MAX_SLOTS)
      throw new SearchError("unavailable", `An index holds at most ${MAX_SLOTS} documents`);
    this.slots = Math.min(MAX_SLOTS, Math.ceil(this.slots * 1.5));
    this.live = new Bits(this.slots).unite(this.live);
    this.scratch = new Scratch(this.slots);
    for (const field of this.fields) {
      const lengths = new Uint16Array(this.slots);
      lengths.set(field.lengths);
      field.lengths = lengths;
    }
  }
}

function textsOf(value: SearchDocument[string]): string[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Dates are ISO strings, which order as strings; people expect É among the E. A list has no place in an order. */
function sortKeyOf(value: SearchDocument[string]): SortKey {
  if (typeof value === "number") return value;
  if (typeof value === "string") return fold(value);
  if (typeof value === "boolean") return Number(value);
  return undefined;
}

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}
