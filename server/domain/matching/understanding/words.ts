import type { Reference } from "../../reference.ts";
import { familyConcept, skillConcept } from "./concepts.ts";
import type { Language } from "./language.ts";
import type { Lexicon } from "./lexicon.ts";

/** How people write of one concept in one language. */
export type ConceptWords = {
  concept: string;
  /** Loose terms: their meaningful words count in any order, a few words apart. */
  terms: readonly string[];
  /** Everyday words: none says it alone, several together do. */
  cues: readonly string[];
};

/** The everyday words of a language: in French those of the families and skills, elsewhere the list of that language. */
export function wordsIn(reference: Reference, language: Language): ConceptWords[] {
  if (language !== "fr") return reference.foreignWords[language];
  return [
    ...reference.families.map(({ code, terms, cues }) => ({ concept: familyConcept(code), terms, cues })),
    ...reference.skillWords.map(({ skill, terms, cues }) => ({ concept: skillConcept(skill), terms, cues })),
  ];
}

/** French terms of a concept, its label first, for a search among French profiles. */
export function frenchTermsOf(code: string, { concepts, reference }: Lexicon): string[] {
  const concept = concepts.get(code);
  if (!concept) return [];
  const own = code.slice(2);
  const terms =
    concept.level === "family"
      ? reference.families.find((family) => family.code === own)?.terms
      : concept.level === "skill"
        ? reference.skills.find((skill) => skill.code === own)?.terms
        : reference.themes
            .flatMap((theme) => (concept.level === "theme" ? [theme] : theme.subthemes))
            .find((entry) => entry.code === own)?.terms;
  return [concept.label, ...(terms ?? [])];
}
