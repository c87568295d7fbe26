import { createHash } from "node:crypto";

/** An order that looks random and is the same at each run: items sorted by a digest of seed and item. */
export function shuffled(items: readonly string[], seed: string): string[] {
  const digest = (item: string) => createHash("sha1").update(`${seed} ${item}`).digest("hex");
  return items
    .map((item) => ({ item, key: digest(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
