/**
 * Sets of documents. Inside an index a document is a slot: a small whole number, reused once free, so that sets are
 * bits and counting facets over 100,000 documents allocates nothing per document.
 */

const popcount = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/** A set of slots as one bit each, of a size that is fixed when it is made. */
export class Bits {
  readonly words: Uint32Array;

  /** @param slots how many slots it can hold, from 0 */
  constructor(slots: number) {
    this.words = new Uint32Array((slots + 31) >>> 5);
  }

  add(slot: number): void {
    this.words[slot >>> 5]! |= 1 << (slot & 31);
  }

  has(slot: number): boolean {
    return ((this.words[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }

  intersect(other: Bits): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! &= other.words[i] ?? 0;
    return this;
  }

  unite(other: Bits): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! |= other.words[i] ?? 0;
    return this;
  }

  subtract(other: Bits): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! &= ~(other.words[i] ?? 0);
    return this;
  }

  get size(): number {
    let size = 0;
    for (const word of this.words) size += popcount(word);
    return size;
  }

  forEach(visit: (slot: number) => void): void {
    for (let i = 0; i < this.words.length; i++) {
      let word = this.words[i]!;
      while (word !== 0) {
        const low = word & -word;
        visit((i << 5) + (31 - Math.clz32(low)));
        word ^= low;
      }
    }
  }
}

/** Beyond this share of the slots, bits are smaller than a list: a list takes eight bytes an entry in V8. */
const DENSE_SHARE = 1 / 64;
const DENSE_LEAST = 128;

/** A set of slots that lives as long as the index: a sorted list while it is sparse, bits once it is dense. */
export class SlotSet {
  size = 0;
  private list: number[] | null = [];
  private bits: Uint32Array = new Uint32Array(0);

  add(slot: number): void {
    if (!this.list) {
      const at = slot >>> 5;
      if (at >= this.bits.length) this.grow(at + 1);
      const before = this.bits[at]!;
      this.bits[at] = before | (1 << (slot & 31));
      if (this.bits[at] !== before) this.size += 1;
      return;
    }
    const at = lowerBound(this.list, slot);
    if (this.list[at] === slot) return;
    if (at === this.list.length) this.list.push(slot);
    else this.list.splice(at, 0, slot);
    this.size += 1;
    const highest = this.list[this.list.length - 1]!;
    if (this.size > DENSE_LEAST && this.size > highest * DENSE_SHARE) this.toBits(highest);
  }

  delete(slot: number): void {
    if (this.list) {
      const at = lowerBound(this.list, slot);
      if (this.list[at] !== slot) return;
      this.list.splice(at, 1);
      this.size -= 1;
      return;
    }
    const word = this.bits[slot >>> 5] ?? 0;
    if ((word & (1 << (slot & 31))) === 0) return;
    this.bits[slot >>> 5] = word & ~(1 << (slot & 31));
    this.size -= 1;
  }

  uniteInto(target: Bits): void {
    if (this.list) {
      for (const slot of this.list) target.add(slot);
      return;
    }
    const words = Math.min(this.bits.length, target.words.length);
    for (let i = 0; i < words; i++) target.words[i]! |= this.bits[i]!;
  }

  /** How many slots of this set are in the other. */
  countIn(other: Bits): number {
    let count = 0;
    if (this.list) {
      for (const slot of this.list) if (other.has(slot)) count += 1;
      return count;
    }
    const words = Math.min(this.bits.length, other.words.length);
    for (let i = 0; i < words; i++) count += popcount(this.bits[i]! & other.words[i]!);
    return count;
  }

  private toBits(highest: number): void {
    const slots = this.list!;
    this.list = null;
    this.grow((highest >>> 5) + 1);
    for (const slot of slots) this.bits[slot >>> 5]! |= 1 << (slot & 31);
  }

  private grow(words: number): void {
    const wider = new Uint32Array(Math.max(words, Math.ceil(this.bits.length * 1.5)));
    wider.set(this.bits);
    this.bits = wider;
  }
}

/** Position of the first entry of a sorted list that is not below `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  if (sorted.length === 0 || sorted[sorted.length - 1]! < value) return sorted.length;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
