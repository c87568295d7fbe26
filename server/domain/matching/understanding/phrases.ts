import { groupBy } from "./groupBy.ts";
import type { Language } from "./language.ts";
import { rarity, spreadOf } from "./rarity.ts";
import { mustBeCapitals, plainTerm, type Term } from "./terms.ts";
import { type Token, tokenise } from "./text.ts";
import type { ConceptWords } from "./words.ts";

/** A loose phrase: its roots in any order, a few words apart. */
export type Phrase = { concept: string; weight: number; roots: string[] };

/** An expression whose small words make its meaning ("chez l'habitant", "sans courant"): word for word. */
export type Expression = { concept: string; weight: number; words: string[] };

const PHRASE = 0.9;
/** A single plain word says less than a phrase. */
const WORD = 0.75;
/** Shorter roots are shared by words that have nothing in common ("trade", "tradition"). */
const SAFE_ROOT = 5;

/** What people write of a family of subjects or of skills, read once, and what that belongs to. */
type Saying = {
  concept: string;
  text: string;
  tokens: Token[];
  /** Those that are no function words. */
  content: Token[];
  /** The roots of the content: what says the same has the same. */
  key: string;
};

/** The sayings of a language, each in the form in which it can be found: loosely, word for word, or as a term. */
export function compilePhrases(
  words: readonly ConceptWords[],
  language: Language,
): {
  phrases: Phrase[];
  expressions: Expression[];
  terms: Term[];
} {
  const phrases: Phrase[] = [];
  const expressions: Expression[] = [];
  const terms: Term[] = [];
  const sayings = words.flatMap(({ concept, terms: said }) =>
    said.map((text) => readSaying(concept, text, language)),
  );
  const shared = countShared(sayings);
  const spread = spreadOf(words, language);
  const most = words.length;
  for (const { concept, text, tokens, content, key } of sayings) {
    // What several families say tells less of each.
    const only = content.length === 1 ? rarity(spread.get(content[0]!.root) ?? 1, most) : 1;
    const share = only / Math.sqrt(shared.get(key) ?? 1);
    // "People to people": said twice, a word means something of its own, which is read word for word.
    const repeated = content.length > 1 && new Set(content.map((t) => t.root)).size === 1;
    if ((content.length <= 1 && tokens.length > 1) || repeated) {
      expressions.push({ concept, weight: PHRASE * share, words: tokens.map((t) => t.folded) });
    } else if (content.some((t) => mustBeCapitals(t.raw))) {
      terms.push(...plainTerm(concept, text, WORD * share, language));
    } else if (content.length === 1 && content[0]!.root.length < SAFE_ROOT) {
      terms.push(...plainTerm(concept, text, WORD * share, language));
    } else if (content.length > 0) {
      const weight = (content.length === 1 ? WORD : PHRASE) * share;
      phrases.push({ concept, weight, roots: [...new Set(content.map((t) => t.root))] });
    }
  }
  return { phrases, expressions, terms };
}

function readSaying(concept: string, text: string, language: Language): Saying {
  const tokens = tokenise(text, language);
  const content = tokens.filter((t) => !t.empty);
  const key = [...new Set(content.map((t) => t.root))].sort().join(" ");
  return { concept, text, tokens, content, key };
}

/** How many families of subjects, or of skills, hold the same words. */
function countShared(sayings: Saying[]): Map<string, number> {
  const holders = new Map<string, Set<string>>();
  for (const { concept, key } of sayings) {
    const known = holders.get(key);
    if (known) known.add(concept);
    else holders.set(key, new Set([concept]));
  }
  const kinds = (codes: Set<string>) => {
    const skills = [...codes].filter((c) => c.startsWith("k:")).length;
    return Math.max(skills, codes.size - skills);
  };
  return new Map([...holders].map(([key, codes]) => [key, Math.max(1, kinds(codes))]));
}

/** Files each phrase under the root that the fewest phrases share, so that reading looks at few of them. */
export function indexPhrases(phrases: Phrase[]): Map<string, Phrase[]> {
  const frequency = new Map<string, number>();
  for (const p of phrases) for (const r of p.roots) frequency.set(r, (frequency.get(r) ?? 0) + 1);
  return groupBy(phrases, (p) => p.roots.reduce((a, b) => (frequency.get(b)! < frequency.get(a)! ? b : a)));
}

/** Files each expression under its first word, the longest first. */
export function indexExpressions(expressions: Expression[]): Map<string, Expression[]> {
  const index = groupBy(expressions, (e) => e.words[0]!);
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return index;
}
