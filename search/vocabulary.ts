import { foldLetters, SHORT_WORDS } from "../server/domain/nameFolding.ts";
import type { Reference } from "../server/domain/reference.ts";

/**
 * Words that a search takes for others: what is asked → what is looked for too. Both engines read this one table
 * (it has Meilisearch's own shape), derived from the reference lists so that there is no second list to keep.
 */
export type Synonyms = Record<string, string[]>;

/** What a search engine is told of the vocabulary, beyond French itself. */
export type SearchVocabulary = {
  synonyms?: Synonyms;
  /** Words that are never taken for a misspelling of another: acronyms and names of schemes. */
  exactWords?: string[];
};

/** The vocabulary as the reference lists hold it: what `createEmbeddedSearch` and `createMeilisearch` are given. */
export function vocabularyFrom(
  reference: Pick<Reference, "themes" | "skills" | "countries">,
): SearchVocabulary {
  return { synonyms: synonymsFrom(reference), exactWords: exactWordsFrom(reference) };
}

const ACRONYM = /^(?=.{2,8}$)\p{Lu}[\p{Lu}\p{Ll}]*\p{Lu}$/u;
const LINKING = new Set("a à au aux avec d de des du en et l la le les ou par pour sur un une".split(" "));

const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** true when the acronym is made of the first letters of the expression's words: AEP, alimentation en eau potable. */
function abbreviates(acronym: string, expression: string): boolean {
  const all = words(expression).map(foldLetters);
  if (all.length < 2) return false;
  const initials = (list: string[]): string => list.map((word) => word[0]).join("");
  const short = foldLetters(acronym);
  return initials(all) === short || initials(all.filter((word) => !LINKING.has(word))) === short;
}

/**
 * Reads synonyms from the reference lists: acronyms and what they abbreviate, both ways (they stand among the terms of
 * one subtheme or skill); demonyms and other names of a country towards its name, one way (who asks for « béninois »
 * means Bénin; who asks for Bénin does not ask for every Beninese); « St » and « Saint », both ways, as names are written.
 */
function synonymsFrom(reference: Pick<Reference, "themes" | "skills" | "countries">): Synonyms {
  const found = new Map<string, Set<string>>();
  const say = (from: string, to: string): void => {
    const key = from.toLowerCase();
    if (key === to.toLowerCase()) return;
    found.set(key, (found.get(key) ?? new Set()).add(to));
  };
  const families = [
    ...reference.themes.flatMap((theme) => [
      theme.terms,
      ...theme.subthemes.map((subtheme) => subtheme.terms),
    ]),
    ...reference.skills.map((skill) => [skill.label, ...skill.terms]),
  ];
  for (const terms of families) {
    for (const acronym of terms.filter((term) => ACRONYM.test(term))) {
      for (const term of terms.filter((each) => abbreviates(acronym, each))) {
        say(acronym, term);
        say(term, acronym);
      }
    }
  }
  for (const country of reference.countries) {
    const doubtful = new Set(country.ambiguous.map((each) => foldLetters(each.term)));
    for (const alias of country.aliases) {
      if (alias.length > 3 && !doubtful.has(foldLetters(alias))) say(alias, country.name);
    }
  }
  for (const [short, whole] of Object.entries(SHORT_WORDS)) {
    say(short, whole);
    say(whole, short);
  }
  return Object.fromEntries([...found].map(([from, to]) => [from, [...to]]));
}

/** Words in capitals among the terms: AEP, FICOL. */
function exactWordsFrom(reference: Pick<Reference, "themes" | "skills">): string[] {
  const found = families(reference)
    .flat()
    .flatMap(words)
    .filter((word) => ACRONYM.test(word) && word === word.toUpperCase());
  return [...new Set(found)].sort();
}

/** Terms that mean about the same: those of one theme, of one subtheme, of one skill. */
function families({ themes, skills }: Pick<Reference, "themes" | "skills">): string[][] {
  return [
    ...themes.flatMap((theme) => [theme.terms, ...theme.subthemes.map((subtheme) => subtheme.terms)]),
    ...skills.map((skill) => [skill.label, ...skill.terms]),
  ];
}
