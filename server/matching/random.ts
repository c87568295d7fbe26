import { digest } from "../domain/matching/understanding/digest.ts";

/** An order that looks random and is the same at each run: items sorted by a digest of seed and item. */
export function shuffled(items: readonly string[], seed: string): string[] {
  return items
    .map((item) => ({ item, key: digest([seed, item]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
