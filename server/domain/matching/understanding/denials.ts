import { asideTokens } from "./asides.ts";
import type { Language } from "./language.ts";
import type { Manner } from "./manners/manner.ts";
import { MANNERS } from "./manners/manners.ts";
import type { Token } from "./text.ts";

/**
 * What a text says of each of its words: wanted; refused ("inutile de proposer des financements"); excepted ("sauf le
 * Niger"); or doubtful, where a clause begins with a negation: "pas d'eau" may be what one lacks, and "pas de forage" what
 * one does not want. What frames the text (greetings, a signature) is aside.
 */
export type Stance = "wanted" | "doubtful" | "refused" | "excepted" | "aside";

/** Some words of a sentence between two marks of punctuation. */
type Clause = { from: number; to: number; words: string; starts: number[] };

/** How each token of a need stands, by its index. Sparse: a token that is not there is wanted. */
export function stancesOf(text: string, tokens: Token[], language: Language): ReadonlyMap<number, Stance> {
  const manner = MANNERS[language];
  const stances = new Map<number, Stance>();
  let reaching: Stance | null = null;
  let sentence = -1;
  for (const clause of clausesOf(text, tokens)) {
    const inSentence = tokens[clause.from]!.sentence;
    if (inSentence !== sentence) reaching = null;
    sentence = inSentence;
    // "ni un tableur, une tablette ou un logiciel": an enumeration goes on with what was refused.
    if (reaching && (manner.turn.test(clause.words) || clause.to - clause.from > LONGEST_ITEM))
      reaching = null;
    if (reaching) mark(stances, clause.from, clause.to, reaching);
    reaching = markClause(clause, manner, stances) ?? reaching;
  }
  for (const at of asideTokens(text, tokens)) stances.set(at, "aside");
  return stances;
}

/** A further thing of an enumeration has few words. */
const LONGEST_ITEM = 8;

/** @returns the stance with which the clause ends, which an enumeration takes on; null where nothing is refused. */
function markClause(clause: Clause, manner: Manner, stances: Map<number, Stance>): Stance | null {
  const { words, from, to } = clause;
  let ends: Stance | null = null;
  if (manner.dismissed.test(words)) {
    mark(stances, from, to, "refused");
    return null;
  }
  if (manner.opening.test(words)) {
    mark(stances, from, to, "doubtful");
    ends = "doubtful";
  }
  for (const found of words.matchAll(manner.refused)) {
    mark(stances, tokenAt(clause, found.index + found[0].length), to, "refused");
    ends = "refused";
  }
  for (const found of words.matchAll(manner.except)) {
    mark(stances, tokenAt(clause, found.index + found[0].length), to, "excepted");
    ends = "excepted";
  }
  return ends;
}

function mark(stances: Map<number, Stance>, from: number, to: number, stance: Stance): void {
  for (let i = from; i < to; i += 1) stances.set(i, stance);
}

/** The first token that begins at or after a place of the clause's words. */
function tokenAt({ starts, from, to }: Clause, place: number): number {
  const at = starts.findIndex((start) => start >= place);
  return at < 0 ? to : from + at;
}

const BREAK = /[,;:()«»"“”\n–—]|\s-\s|\.\.\.|[.!?…]/;

/** Cuts a text at its punctuation, and where a new sentence begins. */
export function clausesOf(text: string, tokens: Token[]): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  for (let i = 1; i <= tokens.length; i += 1) {
    const token = tokens[i];
    const before = tokens[i - 1]!;
    if (
      token &&
      token.sentence === before.sentence &&
      !BREAK.test(text.slice(before.end, token.start)) &&
      !(CONTRARY.has(token.folded) && i > from)
    )
      continue;
    clauses.push(clauseOf(tokens, from, i));
    from = i;
  }
  return tokens.length === 0 ? [] : clauses;
}

/** Words that turn the sentence: what follows stands for itself. */
const CONTRARY = new Set(["mais", "but", "pero", "sino", "mas"]);

function clauseOf(tokens: Token[], from: number, to: number): Clause {
  const starts: number[] = [];
  let words = "";
  for (let i = from; i < to; i += 1) {
    if (words !== "") words += " ";
    starts.push(words.length);
    words += tokens[i]!.folded;
  }
  return { from, to, words, starts };
}
