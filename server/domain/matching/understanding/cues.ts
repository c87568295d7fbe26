import type { Language } from "./language.ts";
import { rarity } from "./rarity.ts";
import { tokenise } from "./text.ts";
import type { ConceptWords } from "./words.ts";

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Words of who asks and whom they look for: they stand in terms of many subjects, and speak for none. */
const GENERIC: Record<Language, ReadonlySet<string>> = {
  fr: new Set(),
  en: wordsOf(
    "town towns city cities municipality municipal village villages region regional county district council commune partner partners partnership french france country countries people local community communities project projects",
  ),
  es: wordsOf(
    "ciudad ciudades municipio municipal municipios pueblo pueblos region regional alcaldia ayuntamiento canton parroquia socio alianza frances francesa franceses francesas francia pais paises gente local comunidad comunidades proyecto proyectos",
  ),
  pt: wordsOf(
    "cidade cidades municipio municipal camara vila aldeia aldeias regiao regional concelho prefeitura estado distrito parceiro parceira parceria frances francesa franceses francesas franca pais paises pessoas local comunidade comunidades projeto projecto projetos brasileiro brasileira procura",
  ),
};

/** Cues are the everyday words listed as such, and the words of the longer terms, each weighed by its rarity. */
export function indexCues(
  words: readonly ConceptWords[],
  language: Language,
): Map<string, { concept: string; weight: number }[]> {
  const holders = new Map<string, Set<string>>();
  const long = (terms: readonly string[]) => terms.filter((t) => /[\s'’-]/.test(t));
  for (const { concept, terms, cues } of words) {
    // Of skills and subthemes the listed words alone: how one works is told in words that every subject has, and official
    // terms in words that mean little apart.
    const texts = concept.startsWith("f:") ? [...cues, ...long(terms)] : cues;
    for (const token of tokenise(texts.join(" ; "), language)) {
      if (!token.empty && !token.caps && !GENERIC[language].has(token.folded))
        holders.set(token.root, (holders.get(token.root) ?? new Set()).add(concept));
    }
  }
  return new Map(
    [...holders].map(([cue, concepts]) => [
      cue,
      [...concepts].map((concept) => ({ concept, weight: rarity(concepts.size, words.length) })),
    ]),
  );
}
