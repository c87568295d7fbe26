import type { Reference } from "../../reference.ts";
import { groupBy } from "./groupBy.ts";
import type { Language } from "./language.ts";
import type { Mention } from "./mentions.ts";
import { type Token, tokenise } from "./text.ts";

/** An expression by the forms of its words, in order. */
type Fixed = { forms: string[]; concepts: string[] };

/** Fixed expressions of a language by their first form, the longest first. */
export type FixedIndex = ReadonlyMap<string, readonly Fixed[]>;

export function indexFixed({ fixedExpressions }: Reference, language: Language): FixedIndex {
  const own = fixedExpressions
    .filter((expression) => expression.language === language)
    .map(({ words, concepts }): Fixed => ({ forms: tokenise(words, language).map((t) => t.form), concepts }));
  const index = groupBy(own, ({ forms }) => forms[0]!);
  for (const list of index.values()) list.sort((a, b) => b.forms.length - a.forms.length);
  return index;
}

/** What an expression speaks for, as much as a theme's own term. */
const SAYS = 0.9;

/**
 * Finds the fixed expressions of a text.
 * @returns what they speak for, and the tokens that mean nothing by themselves in them
 */
export function readFixed(
  text: string,
  tokens: Token[],
  index: FixedIndex,
): { mentions: Mention[]; bound: ReadonlySet<Token> } {
  const mentions: Mention[] = [];
  const bound = new Set<Token>();
  if (index.size === 0) return { mentions, bound };
  tokens.forEach((token, at) => {
    const found = index
      .get(token.form)
      ?.find(({ forms }) => forms.every((f, k) => tokens[at + k]?.form === f));
    if (!found) return;
    const words = tokens.slice(at, at + found.forms.length);
    for (const each of words) bound.add(each);
    for (const concept of found.concepts) {
      const { start, sentence } = token;
      mentions.push({ concept, weight: SAYS, words: text.slice(start, words.at(-1)!.end), start, sentence });
    }
  });
  return { mentions, bound };
}
