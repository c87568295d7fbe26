import type { NeedView } from "./needView.ts";
import { tokenise } from "./understanding/text.ts";

/** Words that are named: more would be read by nobody. */
const NAMED = 3;

/**
 * Words of a need's subject that stand in a profile too, as written there, the most asked for first.
 * @param texts the profile's own words
 */
export function sharedWords({ askedRoots }: NeedView, texts: readonly string[]): string[] {
  const found = new Map<string, { word: string; weight: number }>();
  for (const text of texts) {
    for (const token of tokenise(text)) {
      const weight = token.empty ? undefined : askedRoots.get(token.root);
      if (weight === undefined || found.has(token.root)) continue;
      found.set(token.root, { word: token.raw.toLowerCase(), weight });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.weight - a.weight || b.word.length - a.word.length || (a.word < b.word ? -1 : 1))
    .slice(0, NAMED)
    .map(({ word }) => word);
}
