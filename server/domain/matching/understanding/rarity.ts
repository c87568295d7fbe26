import type { Reference } from "../../reference.ts";
import { tokenise } from "./text.ts";

/** In how many families each root occurs, in a term or as a cue: what many stories tell says little of each. */
export function spreadOf(reference: Reference): Map<string, number> {
  const spread = new Map<string, number>();
  for (const family of [...reference.families, ...reference.skillWords]) {
    const roots = tokenise([...family.terms, ...family.cues].join(" ; ")).filter((t) => !t.empty);
    for (const each of new Set(roots.map((t) => t.root))) spread.set(each, (spread.get(each) ?? 0) + 1);
  }
  return spread;
}

/** How many hold words of running text: the families of subjects and those of skills. */
export const holdersAtMost = (reference: Reference): number =>
  reference.families.length + reference.skillWords.length;

/** 1 for a word of one family, falling to 0 for a word of all: its inverse document frequency, squared. */
export function rarity(holders: number, of: number): number {
  return (1 - Math.log(holders) / Math.log(of + 1)) ** 2;
}
