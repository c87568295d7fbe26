import type { ReadingTables } from "./lexicon.ts";
import type { Phrase } from "./phrases.ts";
import type { Term } from "./terms.ts";
import { root, type Token } from "./text.ts";

/** A concept met at one place of a text. */
export type Mention = {
  concept: string;
  weight: number;
  /** As written. */
  words: string;
  start: number;
  sentence: number;
};

/** An everyday word that hints at a concept. */
export type Cue = {
  concept: string;
  weight: number;
  root: string;
  words: string;
  start: number;
  sentence: number;
};

/** A content word: index of its token, its forms, and whether spelling was forgiven. */
export type Word = { at: number; form: string; root: string; forgiven: boolean };

/** A text, cut into words, and those of them that carry a subject. */
export type Source = { text: string; tokens: Token[]; content: Word[] };

/** How far from a word of doubtful sense, in words, another may settle it. */
const CONTEXT_REACH = 14;
/** How many content words may stand between those of a loose phrase: a claim rests on what a profile says, an ask on less. */
const PHRASE_SLACK = { need: 3, profile: 1 };
const MISSPELT = 0.8;

/** The words that carry a subject; tables are given where slips are to be forgiven. */
export function contentOf(tokens: Token[], forgiving: ReadingTables | null): Word[] {
  const words: Word[] = [];
  const { spelling, phrases, terms } = forgiving ?? {};
  tokens.forEach((token, at) => {
    if (token.empty && !token.caps) return;
    const meant = spelling && !token.caps ? spelling.correct(token.form) : null;
    if (meant && !phrases!.has(token.root) && !terms!.has(token.form))
      words.push({ at, form: meant, root: root(meant), forgiven: true });
    else words.push({ at, form: token.form, root: token.root, forgiven: false });
  });
  return words;
}

/** Exact terms, leftmost longest: subjects and skills apart, since they may share words. */
export function readTerms(source: Source, { terms }: ReadingTables): Mention[] {
  const { content } = source;
  const mentions: Mention[] = [];
  for (const skills of [false, true]) {
    for (let i = 0; i < content.length; i += 1) {
      let used = 0;
      for (const term of terms.get(content[i]!.form) ?? []) {
        if (term.concept.startsWith("k:") !== skills) continue;
        if (term.forms.length < used) break;
        const weight = termAt(term, source, i) ? weigh(term, source, i) : 0;
        if (weight <= 0) continue;
        used = term.forms.length;
        mentions.push(mention(term.concept, weight, source, range(i, used)));
      }
      if (used > 1) i += used - 1;
    }
  }
  return mentions;
}

function termAt(term: Term, { tokens, content }: Source, at: number): boolean {
  for (let k = 0; k < term.forms.length; k += 1) {
    const word = content[at + k];
    if (!word || word.form !== term.forms[k]) return false;
    if (term.caps[k] && !tokens[word.at]!.caps) return false;
  }
  const last = content[at + term.forms.length - 1]!;
  return tokens[last.at]!.sentence === tokens[content[at]!.at]!.sentence;
}

function weigh(term: Term, { tokens, content }: Source, at: number): number {
  const words = content.slice(at, at + term.forms.length);
  const forgiven = words.some((w) => w.forgiven) ? MISSPELT : 1;
  if (!term.context) return term.weight * forgiven;
  const here = words[0]!.at;
  const to = Math.min(tokens.length, here + CONTEXT_REACH);
  for (let i = Math.max(0, here - CONTEXT_REACH); i < to; i += 1) {
    if (term.context.has(tokens[i]!.root) && !words.some((w) => w.at === i)) return term.weight * forgiven;
  }
  return term.alone * forgiven;
}

/** Loose phrases: all their roots within a few words of each other, in one sentence. */
export function readPhrases(
  source: Source,
  { phrases }: ReadingTables,
  voice: "need" | "profile",
): Mention[] {
  const mentions: Mention[] = [];
  source.content.forEach((word, i) => {
    for (const phrase of phrases.get(word.root) ?? []) {
      const found = wordsOf(phrase, source, i, PHRASE_SLACK[voice]);
      if (found) mentions.push(mention(phrase.concept, phrase.weight, source, found));
    }
  });
  return mentions;
}

/** Where the roots of a phrase stand around one of them, in order; null where one is missing. */
function wordsOf(phrase: Phrase, { tokens, content }: Source, at: number, slack: number): number[] | null {
  const reach = phrase.roots.length + slack;
  const sentence = tokens[content[at]!.at]!.sentence;
  const found = [at];
  for (const wanted of phrase.roots) {
    if (content[at]!.root === wanted) continue;
    let near = -1;
    for (let d = 1; d <= reach && near < 0; d += 1) {
      for (const j of [at + d, at - d]) {
        const word = content[j];
        if (word?.root === wanted && tokens[word.at]!.sentence === sentence) near = j;
      }
    }
    if (near < 0) return null;
    found.push(near);
  }
  found.sort((a, b) => a - b);
  return found.at(-1)! - found[0]! < reach ? found : null;
}

/** Expressions, word for word; the longest that begins at a word. */
export function readExpressions({ text, tokens }: Source, { expressions }: ReadingTables): Mention[] {
  const mentions: Mention[] = [];
  tokens.forEach((token, at) => {
    for (const { concept, weight, words } of expressions.get(token.folded) ?? []) {
      if (!words.every((word, k) => tokens[at + k]?.folded === word)) continue;
      const said = text.slice(token.start, tokens[at + words.length - 1]!.end);
      mentions.push({ concept, weight, words: said, start: token.start, sentence: token.sentence });
      break;
    }
  });
  return mentions;
}

/** Everyday words, each with every concept that it hints at. */
export function readCues({ tokens, content }: Source, { cues }: ReadingTables): Cue[] {
  return content.flatMap((word) =>
    (cues.get(word.root) ?? []).map(({ concept, weight }) => ({
      concept,
      weight,
      root: word.root,
      words: tokens[word.at]!.raw,
      start: tokens[word.at]!.start,
      sentence: tokens[word.at]!.sentence,
    })),
  );
}

/** A mention of content words, quoted as written; what stands far between them is left out. */
function mention(concept: string, weight: number, { text, tokens, content }: Source, at: number[]): Mention {
  const found = at.map((i) => tokens[content[i]!.at]!);
  const first = found[0]!;
  let words = text.slice(first.start, first.end);
  found.slice(1).forEach((token, k) => {
    const before = found[k]!;
    const near = token.start - before.end <= NEAR;
    words += near ? text.slice(before.end, token.end) : ` … ${text.slice(token.start, token.end)}`;
  });
  return { concept, weight, words, start: first.start, sentence: first.sentence };
}

/** Characters between two words of a phrase that are still worth quoting. */
const NEAR = 8;

const range = (from: number, length: number): number[] => Array.from({ length }, (_, k) => from + k);
