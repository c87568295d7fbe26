import type { Country, Group, Reference } from "../../reference.ts";
import type { ThemeCode } from "../../vocabulary.ts";
import type { TextReading } from "../textReading.ts";
import { digest } from "./digest.ts";
import { Memo } from "./memo.ts";
import { compilePlaces, type PlaceIndex } from "./places.ts";
import { compileSpelling, type Spelling } from "./spelling.ts";
import { root, singular, type Token, tokenise } from "./text.ts";

/** One thing that a text can be about. Themes hold subthemes, which hold families; skills stand beside them. */
export type Concept = {
  code: string;
  label: string;
  level: "theme" | "subtheme" | "family" | "skill";
  theme: ThemeCode | null;
  subtheme: string | null;
  /** Codes of the concepts above it, ready to be looked up: a family's subtheme, and the theme of both. */
  above: { subtheme: string | null; theme: string | null };
  /** Skills only: the family of skills. */
  skillFamily: string | null;
};

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

/** A loose phrase: its roots in any order, a few words apart. */
export type Phrase = { concept: string; weight: number; roots: string[] };

/** An expression whose small words make its meaning ("chez l'habitant", "sans courant"): word for word. */
export type Expression = { concept: string; weight: number; words: string[] };

export type Lexicon = {
  reference: Reference;
  /** Countries and groups by code. */
  countries: ReadonlyMap<string, Country>;
  groups: ReadonlyMap<string, Group>;
  concepts: ReadonlyMap<string, Concept>;
  /** Exact terms by their first form, longest first. */
  terms: ReadonlyMap<string, Term[]>;
  /** Loose phrases by their rarest root. */
  phrases: ReadonlyMap<string, Phrase[]>;
  /** Expressions by their first word, longest first. */
  expressions: ReadonlyMap<string, Expression[]>;
  /** Everyday words by root, with the concepts that they hint at: 1 where they hint at one only. */
  cues: ReadonlyMap<string, { concept: string; weight: number }[]>;
  places: PlaceIndex;
  spelling: Spelling;
  /** Changes with the thesaurus and with the way of reading: readings of another version are not reused. */
  version: string;
  /** What profiles were read to say, by a digest of their text: only ever saves time. */
  profiles: Memo<TextReading>;
  /** The same for the texts of needs, which each ranking reads again. */
  needs: Memo<unknown>;
};

export const themeConcept = (code: string) => `t:${code}`;
export const subthemeConcept = (code: string) => `s:${code}`;
export const familyConcept = (code: string) => `f:${code}`;
export const skillConcept = (code: string) => `k:${code}`;

/** Acronyms that are common words in small letters (reference README). */
const CAPITALS_ONLY = new Set(["AMI", "LIFE", "VIE", "ARE", "AVEC", "SAGE", "STEP", "VIES"]);
/** Four letters that are no word in small letters, and that people write so. */
const COMMON_ACRONYMS = new Set(["CERV", "OFAJ", "ECSI", "RGPD", "CCAS", "CGCT", "FLES"]);

/** To be raised when texts are read in another way, so that stored readings are made again. */
const READING = 2;
/** About 4 kB each. */
const PROFILES_KEPT = 15_000;
const NEEDS_KEPT = 200;

const THEME_TERM = 0.45;
const SUBTHEME_TERM = 1;
const SKILL_TERM = 1;
/** A single common word says less of a skill in running text (reference README). */
const SKILL_WORD = 0.5;
const PHRASE = 0.9;
/** A single plain word says less than a phrase. */
const WORD = 0.75;
/** Shorter roots are shared by words that have nothing in common ("trade", "tradition"). */
const SAFE_ROOT = 5;

/** Compiles the reference lists once; the result is read-only and shared by every reading. */
export function buildLexicon(reference: Reference): Lexicon {
  const concepts = new Map<string, Concept>();
  const terms: Term[] = [];
  const phrases: Phrase[] = [];
  const expressions: Expression[] = [];
  const loose: { concept: string; text: string }[] = [];

  const addTerm = (
    concept: string,
    text: string,
    weight: number,
    context: string[] | null,
    alone: number,
  ) => {
    const content = tokenise(text).filter((t) => !t.empty || mustBeCapitals(t.raw));
    if (content.length === 0) return;
    terms.push({
      concept,
      weight,
      forms: content.map((t) => t.form),
      caps: content.map((t) => mustBeCapitals(t.raw)),
      context: context ? contextRoots(context) : null,
      alone,
    });
  };

  for (const theme of reference.themes) {
    const code = themeConcept(theme.code);
    concepts.set(code, concept(code, theme.label, "theme", theme.code));
    const ambiguous = new Map(theme.ambiguous.map((a) => [a.term, a]));
    for (const term of theme.terms) {
      if (!ambiguous.has(term)) addTerm(code, term, THEME_TERM, null, THEME_TERM);
    }
    for (const subtheme of theme.subthemes) {
      const subCode = subthemeConcept(subtheme.code);
      concepts.set(subCode, {
        ...concept(subCode, subtheme.label, "subtheme", theme.code),
        subtheme: subtheme.code,
      });
      for (const term of subtheme.terms) {
        if (!ambiguous.has(term)) addTerm(subCode, term, SUBTHEME_TERM, null, SUBTHEME_TERM);
      }
    }
    for (const a of theme.ambiguous) {
      const target = a.subtheme ? subthemeConcept(a.subtheme) : code;
      const weight = a.subtheme ? SUBTHEME_TERM * 0.9 : THEME_TERM;
      addTerm(target, a.term, weight, a.context, a.inTerms ? weight * 0.6 : 0);
    }
  }
  for (const skill of reference.skills) {
    const code = skillConcept(skill.code);
    concepts.set(code, { ...concept(code, skill.label, "skill", null), skillFamily: skill.family });
    const ambiguous = new Map(skill.ambiguous.map((a) => [a.term, a]));
    for (const term of skill.terms) {
      const single = !/[\s'’-]/.test(term);
      if (!ambiguous.has(term))
        addTerm(code, term, single ? SKILL_WORD : SKILL_TERM, null, single ? SKILL_WORD : SKILL_TERM);
    }
    for (const a of skill.ambiguous)
      addTerm(code, a.term, SKILL_WORD, a.context, a.inTerms ? SKILL_WORD * 0.6 : 0);
  }
  for (const family of reference.families) {
    const code = familyConcept(family.code);
    const made = concept(code, family.label, "family", family.theme);
    const subtheme = family.subtheme ? subthemeConcept(family.subtheme) : null;
    concepts.set(code, { ...made, subtheme: family.subtheme, above: { ...made.above, subtheme } });
    for (const term of family.terms) loose.push({ concept: code, text: term });
  }
  for (const words of reference.skillWords) {
    for (const term of words.terms) loose.push({ concept: skillConcept(words.skill), text: term });
  }
  const shared = countShared(loose);
  const spread = spreadOf(reference);
  const most = reference.families.length + reference.skillWords.length;
  for (const { concept: code, text } of loose) {
    const content = tokenise(text).filter((t) => !t.empty);
    // What several families say tells less of each.
    const only = content.length === 1 ? rarity(spread.get(content[0]!.root) ?? 1, most) : 1;
    const share = only / Math.sqrt(shared.get(sharedKey(text)) ?? 1);
    if (content.length <= 1 && tokenise(text).length > 1) {
      expressions.push({ concept: code, weight: PHRASE * share, words: tokenise(text).map((t) => t.folded) });
    } else if (content.some((t) => mustBeCapitals(t.raw))) {
      addTerm(code, text, WORD * share, null, WORD * share);
    } else if (content.length === 1 && content[0]!.root.length < SAFE_ROOT) {
      addTerm(code, text, WORD * share, null, WORD * share);
    } else if (content.length > 0) {
      const weight = (content.length === 1 ? WORD : PHRASE) * share;
      phrases.push({ concept: code, weight, roots: [...new Set(content.map((t) => t.root))] });
    }
  }

  const byFirst = new Map<string, Term[]>();
  for (const term of terms) push(byFirst, term.forms[0]!, term);
  for (const list of byFirst.values()) list.sort((a, b) => b.forms.length - a.forms.length);

  const places = compilePlaces(reference);
  return {
    reference,
    countries: new Map(reference.countries.map((country) => [country.code, country])),
    groups: new Map(reference.groups.map((group) => [group.code, group])),
    concepts,
    terms: byFirst,
    phrases: indexPhrases(phrases),
    expressions: indexExpressions(expressions),
    cues: indexCues(reference),
    places,
    spelling: compileSpelling(vocabulary(terms, phrases)),
    version: digest([String(READING), JSON.stringify(reference)]),
    profiles: new Memo(PROFILES_KEPT),
    needs: new Memo(NEEDS_KEPT),
  };
}

function concept(code: string, label: string, level: Concept["level"], theme: ThemeCode | null): Concept {
  const above = { subtheme: null, theme: theme && level !== "theme" ? themeConcept(theme) : null };
  return { code, label, level, theme, subtheme: null, above, skillFamily: null };
}

/** In how many families each root occurs, in a term or as a cue: what many stories tell says little of each. */
function spreadOf(reference: Reference): Map<string, number> {
  const spread = new Map<string, number>();
  for (const family of [...reference.families, ...reference.skillWords]) {
    const roots = tokenise([...family.terms, ...family.cues].join(" ; ")).filter((t) => !t.empty);
    for (const each of new Set(roots.map((t) => t.root))) spread.set(each, (spread.get(each) ?? 0) + 1);
  }
  return spread;
}

/** 1 for a word of one family, falling to 0 for a word of all: its inverse document frequency, squared. */
function rarity(holders: number, of: number): number {
  return (1 - Math.log(holders) / Math.log(of + 1)) ** 2;
}

const sharedKey = (text: string): string =>
  [
    ...new Set(
      tokenise(text)
        .filter((t) => !t.empty)
        .map((t) => t.root),
    ),
  ]
    .sort()
    .join(" ");

/** How many families of subjects, or of skills, hold the same words. */
function countShared(loose: { concept: string; text: string }[]): Map<string, number> {
  const holders = new Map<string, Set<string>>();
  for (const { concept: code, text } of loose) {
    const key = sharedKey(text);
    holders.set(key, (holders.get(key) ?? new Set()).add(code));
  }
  const kinds = (codes: Set<string>) => {
    const skills = [...codes].filter((c) => c.startsWith("k:")).length;
    return Math.max(skills, codes.size - skills);
  };
  return new Map([...holders].map(([key, codes]) => [key, Math.max(1, kinds(codes))]));
}

/** Three letters or fewer in capitals, and a few longer ones, match only in capitals (reference README). */
export function mustBeCapitals(word: string): boolean {
  const letters = /^\p{Lu}[\p{Lu}\p{N}]*$/u.test(word) && word.length > 1;
  if (!letters) return false;
  return word.length <= 3 || CAPITALS_ONLY.has(word) || (word.length === 4 && !COMMON_ACRONYMS.has(word));
}

export function contextRoots(context: string[]): Set<string> {
  return new Set(context.flatMap((c) => tokenise(c).filter((t) => !t.empty)).map((t: Token) => t.root));
}

/** Files each phrase under the root that the fewest phrases share, so that reading looks at few of them. */
function indexPhrases(phrases: Phrase[]): Map<string, Phrase[]> {
  const frequency = new Map<string, number>();
  for (const p of phrases) for (const r of p.roots) frequency.set(r, (frequency.get(r) ?? 0) + 1);
  const index = new Map<string, Phrase[]>();
  for (const p of phrases) {
    const rarest = p.roots.reduce((a, b) => (frequency.get(b)! < frequency.get(a)! ? b : a));
    push(index, rarest, p);
  }
  return index;
}

/** Cues are the everyday words listed as such, and the words of the longer terms, each weighed by its rarity. */
function indexCues(reference: Reference): Map<string, { concept: string; weight: number }[]> {
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
  const most = reference.families.length + reference.skillWords.length;
  return new Map(
    [...holders].map(([cue, concepts]) => [
      cue,
      [...concepts].map((concept) => ({ concept, weight: rarity(concepts.size, most) })),
    ]),
  );
}

function indexExpressions(expressions: Expression[]): Map<string, Expression[]> {
  const index = new Map<string, Expression[]>();
  for (const e of expressions) push(index, e.words[0]!, e);
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/** Every word of the thesaurus in the form in which spelling is checked. */
function vocabulary(terms: Term[], phrases: Phrase[]): { words: Set<string>; roots: Set<string> } {
  return {
    words: new Set(terms.flatMap((t) => t.forms.map(singular))),
    roots: new Set([...phrases.flatMap((p) => p.roots), ...terms.flatMap((t) => t.forms.map(root))]),
  };
}

export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
