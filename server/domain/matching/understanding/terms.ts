import type { Reference, Skill, Theme } from "../../reference.ts";
import { skillConcept, subthemeConcept, themeConcept } from "./concepts.ts";
import { groupBy } from "./groupBy.ts";
import type { Language } from "./language.ts";
import { tokenise } from "./text.ts";

/** A term of the thesaurus, ready to be compared. */
export type Term = {
  concept: string;
  /** How much one mention says about the concept, 0…1. */
  weight: number;
  /** Content words in order, singular. */
  forms: string[];
  /** Words that must be written in capitals. */
  caps: boolean[];
  /** Roots of which one must stand near, else the mention counts for `alone`. */
  context: Set<string> | null;
  /** Weight that is left without context. */
  alone: number;
};

/** Acronyms that are common words in small letters (reference README). */
const CAPITALS_ONLY = new Set(["AMI", "LIFE", "VIE", "ARE", "AVEC", "SAGE", "STEP", "VIES"]);
/** Four letters that are no word in small letters, and that people write so. */
const COMMON_ACRONYMS = new Set(["CERV", "OFAJ", "ECSI", "RGPD", "CCAS", "CGCT", "FLES"]);

const THEME_TERM = 0.45;
const SUBTHEME_TERM = 1;
const SKILL_TERM = 1;
/** A single common word says less of a skill in running text (reference README). */
const SKILL_WORD = 0.5;

/** The terms of themes, subthemes and skills, in the order of the lists. */
export function compileTerms(reference: Reference): Term[] {
  return [...reference.themes.flatMap(themeTerms), ...reference.skills.flatMap(skillTerms)];
}

function themeTerms(theme: Theme): Term[] {
  const code = themeConcept(theme.code);
  const ambiguous = new Set(theme.ambiguous.map((a) => a.term));
  const plain = (terms: string[]) => terms.filter((term) => !ambiguous.has(term));
  return [
    ...plain(theme.terms).flatMap((term) => plainTerm(code, term, THEME_TERM)),
    ...theme.subthemes.flatMap((subtheme) =>
      plain(subtheme.terms).flatMap((term) => plainTerm(subthemeConcept(subtheme.code), term, SUBTHEME_TERM)),
    ),
    ...theme.ambiguous.flatMap((a) => {
      const target = a.subtheme ? subthemeConcept(a.subtheme) : code;
      const weight = a.subtheme ? SUBTHEME_TERM * 0.9 : THEME_TERM;
      return compileTerm(target, a.term, weight, a.context, a.inTerms ? weight * 0.6 : 0);
    }),
  ];
}

function skillTerms(skill: Skill): Term[] {
  const code = skillConcept(skill.code);
  const ambiguous = new Set(skill.ambiguous.map((a) => a.term));
  return [
    ...skill.terms
      .filter((term) => !ambiguous.has(term))
      .flatMap((term) => plainTerm(code, term, /[\s'’-]/.test(term) ? SKILL_TERM : SKILL_WORD)),
    ...skill.ambiguous.flatMap((a) =>
      compileTerm(code, a.term, SKILL_WORD, a.context, a.inTerms ? SKILL_WORD * 0.6 : 0),
    ),
  ];
}

/** A term that means the same wherever it stands; none where the text has no content word. */
export const plainTerm = (concept: string, text: string, weight: number, language: Language = "fr"): Term[] =>
  compileTerm(concept, text, weight, null, weight, language);

function compileTerm(
  concept: string,
  text: string,
  weight: number,
  context: string[] | null,
  alone: number,
  language: Language = "fr",
): Term[] {
  const content = tokenise(text, language).filter((t) => !t.empty || mustBeCapitals(t.raw));
  if (content.length === 0) return [];
  return [
    {
      concept,
      weight,
      forms: content.map((t) => t.form),
      caps: content.map((t) => mustBeCapitals(t.raw)),
      context: context ? contextRoots(context) : null,
      alone,
    },
  ];
}

/** Three letters or fewer in capitals, and a few longer ones, match only in capitals (reference README). */
export function mustBeCapitals(word: string): boolean {
  const letters = /^\p{Lu}[\p{Lu}\p{N}]*$/u.test(word) && word.length > 1;
  if (!letters) return false;
  return word.length <= 3 || CAPITALS_ONLY.has(word) || (word.length === 4 && !COMMON_ACRONYMS.has(word));
}

function contextRoots(context: string[]): Set<string> {
  return new Set(context.flatMap((c) => tokenise(c).filter((t) => !t.empty)).map((t) => t.root));
}

/** Files each term under its first form, the longest first. */
export function indexTerms(terms: Term[]): Map<string, Term[]> {
  const index = groupBy(terms, (term) => term.forms[0]!);
  for (const list of index.values()) list.sort((a, b) => b.forms.length - a.forms.length);
  return index;
}
