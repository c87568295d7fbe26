import type { Bits } from "./slots.ts";

/**
 * The first `count` slots in an order, sorted: a heap of that many, so that showing a page of 100,000 hits does not
 * sort 100,000.
 * @param compare total order, negative when the first comes before
 * @param scores where that order begins with the highest score: most slots are then passed over at a glance
 */
export function selectTop(
  slots: Bits,
  count: number,
  compare: (a: number, b: number) => number,
  scores: Float32Array | null = null,
): number[] {
  if (count === 0) return [];
  /** The last in order is on top, to be thrown out first. */
  const heap: number[] = [];
  let least = 0;
  slots.forEach((slot) => {
    if (heap.length < count) {
      heap.push(slot);
      rise(heap, compare);
    } else {
      if (scores && scores[slot]! < least) return;
      if (compare(slot, heap[0]!) >= 0) return;
      heap[0] = slot;
      sink(heap, compare);
    }
    if (scores) least = scores[heap[0]!]!;
  });
  return heap.sort(compare);
}

function rise(heap: number[], compare: (a: number, b: number) => number): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compare(heap[at]!, heap[parent]!) <= 0) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function sink(heap: number[], compare: (a: number, b: number) => number): void {
  let at = 0;
  for (;;) {
    let last = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && compare(heap[child]!, heap[last]!) > 0) last = child;
    }
    if (last === at) return;
    swap(heap, at, last);
    at = last;
  }
}

function swap(heap: number[], a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}
