import type { Reference } from "../../reference.ts";
import { themeConcept } from "./concepts.ts";
import type { Language } from "./language.ts";
import type { Mention } from "./mentions.ts";
import { type Token, tokenise } from "./text.ts";

/** Broad words by the roots of their words, the first one first. */
export type BroadIndex = ReadonlyMap<string, readonly { roots: string[]; concept: string }[]>;

export function indexBroad({ broadWords }: Reference, language: Language): BroadIndex {
  const index = new Map<string, { roots: string[]; concept: string }[]>();
  for (const entry of broadWords) {
    for (const words of entry[language]) {
      const roots = tokenise(words, language).map((t) => t.root);
      const list = index.get(roots[0]!) ?? [];
      list.push({ roots, concept: themeConcept(entry.theme) });
      index.set(roots[0]!, list);
    }
  }
  return index;
}

/** A broad word that is all that is said, or the title. */
const SUBJECT = 0.7;
/** What the title says and hardly anything else, or says and the text says again. */
const TITLE = 1.1;
const TITLE_WORDS = 3;
/** Up to so many words that carry a subject a broad word counts in full; from so many on it is one word among others. */
const FEW = 12;
const MANY = 45;
const AMONG_MANY = 0.08;

/**
 * Reads broad words: "on veut aider pour l'eau au Togo" is about water, while in a long text the word is said in passing.
 * @param content how many words of the text carry a subject
 */
export function readBroad(text: string, tokens: Token[], index: BroadIndex, content: number): Mention[] {
  const share = Math.min(1, Math.max(0, (MANY - content) / (MANY - FEW)));
  const weight = AMONG_MANY + (SUBJECT - AMONG_MANY) * share;
  const inTitle = tokens.filter((token) => token.sentence === 0 && !token.empty).length;
  const titled = inTitle <= TITLE_WORDS && tokens.some(({ sentence }) => sentence > 0);
  const again = new Set(tokens.filter(({ sentence }) => sentence > 0).map(({ root }) => root));
  return tokens.flatMap((token, at): Mention[] => {
    const found = index
      .get(token.root)
      ?.find(({ roots }) => roots.every((r, k) => tokens[at + k]?.root === r));
    if (!found) return [];
    const last = tokens[at + found.roots.length - 1]!;
    const { start, sentence } = token;
    return [
      {
        concept: found.concept,
        weight: sentence === 0 && (titled || again.has(token.root)) ? TITLE : weight,
        words: text.slice(start, last.end),
        start,
        sentence,
      },
    ];
  });
}
