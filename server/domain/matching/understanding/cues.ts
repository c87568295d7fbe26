import type { Reference } from "../../reference.ts";
import { familyConcept, skillConcept } from "./concepts.ts";
import { holdersAtMost, rarity } from "./rarity.ts";
import { tokenise } from "./text.ts";

/** Cues are the everyday words listed as such, and the words of the longer terms, each weighed by its rarity. */
export function indexCues(reference: Reference): Map<string, { concept: string; weight: number }[]> {
  const holders = new Map<string, Set<string>>();
  const file = (concept: string, texts: string[]) => {
    for (const token of tokenise(texts.join(" ; "))) {
      if (!token.empty && !token.caps)
        holders.set(token.root, (holders.get(token.root) ?? new Set()).add(concept));
    }
  };
  const long = (terms: string[]) => terms.filter((t) => /[\s'’-]/.test(t));
  for (const family of reference.families)
    file(familyConcept(family.code), [...family.cues, ...long(family.terms)]);
  for (const words of reference.skillWords) file(skillConcept(words.skill), words.cues);
  const most = holdersAtMost(reference);
  return new Map(
    [...holders].map(([cue, concepts]) => [
      cue,
      [...concepts].map((concept) => ({ concept, weight: rarity(concepts.size, most) })),
    ]),
  );
}
