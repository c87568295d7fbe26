import { countOf, type Expansion, fieldOf, slotOf } from "./dictionary.ts";
import type { Unit, Way } from "./words.ts";

/**
 * Relevance, after BM25F (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, §3.6):
 * a word's occurrences are weighed by field and length before they saturate, so that one hit in the headline is not
 * outdone by three in the biography. Saturation keeps a word below 1, hence a document below the sum of the query's
 * inverse document frequencies: divided by that bound, a score is 0…1 whatever the query.
 */
const K1 = 1.2;
const B = 0.5;

const WIPED_AT_ONCE = 16;

/** Texts of up to so many words have the worth of their words in a table; most have far fewer. */
const TABLED = 1024;

/** What scoring needs to know of a field of the documents. */
export class FieldStats {
  /** Average length of those that are not empty, in words. */
  average = 1;
  /** Length by slot, in words. */
  lengths: Uint16Array;
  private readonly weight: number;
  private readonly worths = new Float64Array(TABLED);
  private tabledFor = 0;

  constructor(weight: number, slots: number) {
    this.weight = weight;
    this.lengths = new Uint16Array(slots);
  }

  /** What one occurrence in the text of a slot is worth before it saturates: less in a longer text. */
  worthIn(slot: number): number {
    const length = this.lengths[slot]!;
    return length < TABLED ? this.worths[length]! : this.worthOf(length);
  }

  /** To be called before a search, since the average moves with each document. */
  tabulate(): void {
    if (this.tabledFor === this.average) return;
    for (let length = 0; length < TABLED; length++) this.worths[length] = this.worthOf(length);
    this.tabledFor = this.average;
  }

  private worthOf(length: number): number {
    return this.weight / (1 - B + (B * length) / this.average);
  }
}

/** A score by slot, with the list of the slots that have one: made once, wiped after each use. */
export class Scores {
  readonly touched: Uint32Array;
  readonly values: Float32Array;
  size = 0;

  constructor(slots: number) {
    this.values = new Float32Array(slots);
    this.touched = new Uint32Array(slots);
  }

  raise(slot: number, value: number): void {
    const before = this.values[slot]!;
    if (before === 0) this.touched[this.size++] = slot;
    if (value > before) this.values[slot] = value;
  }

  add(slot: number, value: number): void {
    const before = this.values[slot]!;
    if (before === 0) this.touched[this.size++] = slot;
    this.values[slot] = before + value;
  }

  wipe(): void {
    // Of many slots, wiping all at once is quicker than one here and one there.
    if (this.size > this.values.length / WIPED_AT_ONCE) this.values.fill(0);
    else for (let i = 0; i < this.size; i++) this.values[this.touched[i]!] = 0;
    this.size = 0;
  }
}

/** Working memory of a search, by need: one per index, since searches of one index follow each other. */
export class Scratch {
  private readonly free: Scores[] = [];
  private readonly slots: number;

  constructor(slots: number) {
    this.slots = slots;
  }

  take(): Scores {
    return this.free.pop() ?? new Scores(this.slots);
  }

  give(scores: Scores): void {
    scores.wipe();
    this.free.push(scores);
  }
}

export type Scored = { scores: Scores; bound: number };

/**
 * Scores every document that answers the units.
 * @param documents how many documents the index holds
 * @param mode "all": a document must answer every unit; "any": one is enough
 * @param follows tells whether the words of a phrase follow each other in the document of a slot
 * @returns scores to be divided by `bound`, and given back to the scratch
 */
export function scoreUnits(
  units: Unit[],
  mode: "all" | "any",
  { fields, documents, scratch }: { fields: FieldStats[]; documents: number; scratch: Scratch },
  follows: (slot: number, phrase: string[]) => boolean,
): Scored {
  for (const field of fields) field.tabulate();
  let total = scratch.take();
  let bound = 0;
  units.forEach((unit, position) => {
    const found = scoreUnit(unit, fields, scratch, follows);
    // A word that no document holds says nothing of how well the others are answered.
    if (found.size > 0 || mode === "all") {
      const rarity = Math.log(1 + (documents - found.size + 0.5) / (found.size + 0.5));
      bound += rarity;
      if (mode === "any" || position === 0) addEach(total, found, rarity);
      else {
        const both = addToShared(total, found, rarity, scratch.take());
        scratch.give(total);
        total = both;
      }
    }
    scratch.give(found);
  });
  return { scores: total, bound };
}

function addEach(total: Scores, found: Scores, rarity: number): void {
  for (let i = 0; i < found.size; i++) {
    const slot = found.touched[i]!;
    total.add(slot, rarity * found.values[slot]!);
  }
}

/** The sum for those slots alone that had a score already. */
function addToShared(total: Scores, found: Scores, rarity: number, into: Scores): Scores {
  for (let i = 0; i < found.size; i++) {
    const slot = found.touched[i]!;
    const before = total.values[slot]!;
    if (before > 0) into.add(slot, before + rarity * found.values[slot]!);
  }
  return into;
}

function scoreUnit(
  { ways, phrase }: Unit,
  fields: FieldStats[],
  scratch: Scratch,
  follows: (slot: number, phrase: string[]) => boolean,
): Scores {
  // The words as they were typed count in full: most units are no more than that.
  const [typed, ...others] = ways;
  const plain = typed?.weight === 1 && !phrase;
  const best = plain ? scoreWay(typed, fields, scratch) : scratch.take();
  for (const way of plain ? others : ways) {
    const found = scoreWay(way, fields, scratch);
    for (let i = 0; i < found.size; i++) {
      const slot = found.touched[i]!;
      if (phrase && !follows(slot, phrase)) continue;
      best.raise(slot, way.weight * found.values[slot]!);
    }
    scratch.give(found);
  }
  return best;
}

/** A way of several words is answered by the documents that hold them all, as well as its words are on average. */
function scoreWay(way: Way, fields: FieldStats[], scratch: Scratch): Scores {
  const [first = [], ...others] = way.words;
  let found = scratch.take();
  scoreWord(first, fields, found);
  for (const word of others) {
    const each = scratch.take();
    scoreWord(word, fields, each);
    const both = scratch.take();
    for (let i = 0; i < found.size; i++) {
      const slot = found.touched[i]!;
      if (each.values[slot]! > 0) both.add(slot, found.values[slot]! + each.values[slot]!);
    }
    scratch.give(found);
    scratch.give(each);
    found = both;
  }
  if (others.length > 0) {
    for (let i = 0; i < found.size; i++) found.values[found.touched[i]!]! /= way.words.length;
  }
  return found;
}

// The loop below runs millions of times: in a thread, whose modules are loaded by require, each mention of an imported name
// is a call, and these are mentioned once.
const [slotIn, fieldIn, countIn] = [slotOf, fieldOf, countOf];

function scoreWord(word: Expansion[], fields: FieldStats[], into: Scores): void {
  for (const { term, weight } of word) {
    const { postings } = term;
    const end = postings.length;
    for (let i = 0; i < end; ) {
      let posting = postings[i]!;
      const slot = slotIn(posting);
      let frequency = 0;
      do {
        frequency += fields[fieldIn(posting)]!.worthIn(slot) * countIn(posting);
        i += 1;
        if (i === end) break;
        posting = postings[i]!;
      } while (slotIn(posting) === slot);
      into.raise(slot, (weight * frequency) / (K1 + frequency));
    }
  }
}
