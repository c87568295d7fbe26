/** A source of numbers that is the same for the same seed, and the draws that the generator needs. */
export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T;
  /** Up to `count` different members of the list, in drawn order. */
  some<T>(list: readonly T[], count: number): T[];
};

/** mulberry32, by Tommy Ettinger (2017, public domain): 32 bits of state, good enough to draw text, not to keep secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): spreads “expert 41” and “expert 42” far apart. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Random draws for one thing: the same name gives the same draws, whatever was drawn for others. */
export function randomFor(name: string): Random {
  const next = mulberry32(fnv1a(name));
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError("Nothing to pick from");
    return list[Math.floor(next() * list.length)] as T;
  };
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    some: (list, count) => {
      const rest = [...list];
      const drawn = [];
      while (drawn.length < count && rest.length > 0) {
        drawn.push(...rest.splice(Math.floor(next() * rest.length), 1));
      }
      return drawn;
    },
  };
}

/** A list from which heavier members are drawn more often. */
export function weighted<T>(list: readonly T[], weightOf: (member: T) => number): (random: Random) => T {
  const ends: number[] = [];
  let total = 0;
  for (const member of list) {
    total += weightOf(member);
    ends.push(total);
  }
  return (random) => {
    const point = random.next() * total;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) > point) high = middle;
      else low = middle + 1;
    }
    return list[low] as T;
  };
}
