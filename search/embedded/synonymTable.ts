import type { Synonyms } from "../vocabulary.ts";
import { formOf, STOP_WORDS, stemsOf, type Token, tokenize } from "./analysis.ts";

/** What can be said instead of some words of a query: how many words it stands for, and the other ways to say it. */
export type Said = { length: number; others: string[][] };

const MAX_WORDS = 6;

/** Synonyms, ready to be recognised in a query: by the folded stems of their significant words. */
export class SynonymTable {
  private readonly others = new Map<string, string[][]>();

  constructor(synonyms: Synonyms) {
    for (const [said, instead] of Object.entries(synonyms)) {
      const words = significant(tokenize(said));
      if (words.length === 0 || words.length > MAX_WORDS) continue;
      const key = keyOf(words);
      const others = instead.map((text) => significant(tokenize(text)).map((token) => token.text));
      this.others.set(key, [...(this.others.get(key) ?? []), ...others.filter((words) => words.length > 0)]);
    }
  }

  /** The longest expression that begins at a token, if one is known. */
  match(tokens: Token[], from: number): Said | undefined {
    for (let length = Math.min(MAX_WORDS, tokens.length - from); length > 0; length--) {
      const others = this.others.get(keyOf(tokens.slice(from, from + length)));
      if (others) return { length, others };
    }
    return undefined;
  }
}

const significant = (tokens: Token[]): Token[] =>
  tokens.filter((token) => !STOP_WORDS.has(formOf(token.text)));

const keyOf = (tokens: Token[]): string =>
  tokens.map((token) => stemsOf(token.text).at(-1) ?? formOf(token.text)).join(" ");
