import type { Language } from "./language.ts";
import { tokenise } from "./text.ts";
import type { ConceptWords } from "./words.ts";

/** Of how many concepts each root is, in a term or as a cue: what many stories tell says little of each. */
export function spreadOf(words: readonly ConceptWords[], language: Language): Map<string, number> {
  const spread = new Map<string, number>();
  for (const { terms, cues } of words) {
    const roots = tokenise([...terms, ...cues].join(" ; "), language).filter((t) => !t.empty);
    for (const each of new Set(roots.map((t) => t.root))) spread.set(each, (spread.get(each) ?? 0) + 1);
  }
  return spread;
}

/** 1 for a word of one concept, falling to 0 for a word of all: its inverse document frequency, squared. */
export function rarity(holders: number, of: number): number {
  return (1 - Math.log(holders) / Math.log(of + 1)) ** 2;
}
