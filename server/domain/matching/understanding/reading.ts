import type { Lexicon, Phrase, Term } from "./lexicon.ts";
import { type PlaceMention, readPlaces } from "./places.ts";
import { sentenceWeights } from "./sentences.ts";
import { root, type Token, tokenise } from "./text.ts";

/** A concept met at one place of a text. */
export type Mention = {
  concept: string;
  weight: number;
  /** As written. */
  words: string;
  start: number;
  sentence: number;
};

export type Cue = { concept: string; weight: number; root: string; words: string; sentence: number };

export type Reading = {
  tokens: Token[];
  mentions: Mention[];
  /** Everyday words that hint at a concept. */
  cues: Cue[];
  places: PlaceMention[];
  /** Weight of each sentence: an ask says more than its context, what is denied says nothing. */
  sentences: number[];
};

/** How far from a word of doubtful sense, in words, another may settle it. */
const CONTEXT_REACH = 14;
/** How many content words may stand between those of a loose phrase. */
const PHRASE_SLACK = 3;
const MISSPELT = 0.8;
const MEMO_SIZE = 20_000;

/**
 * Reads one text. `voice` says who speaks: a need asks ("il nous faut…"), a profile tells what it has done.
 * Results are kept by text in the lexicon's bounded memo.
 */
export function readText(text: string, voice: "need" | "profile", lexicon: Lexicon): Reading {
  const key = `${voice}\n${text}`;
  const known = lexicon.memo.get(key);
  if (known) return known as Reading;
  const tokens = tokenise(text);
  const content = contentOf(tokens, voice === "need" ? lexicon : null);
  const reading: Reading = {
    tokens,
    mentions: [
      ...readTerms(tokens, content, lexicon),
      ...readPhrases(tokens, content, lexicon),
      ...readExpressions(tokens, lexicon),
    ],
    cues: readCues(tokens, content, lexicon),
    places: readPlaces(tokens, lexicon.places),
    sentences: sentenceWeights(text, tokens, voice),
  };
  if (lexicon.memo.size >= MEMO_SIZE) lexicon.memo.clear();
  lexicon.memo.set(key, reading);
  return reading;
}

/** A content word: index of its token, its forms, and whether spelling was forgiven. */
type Word = { at: number; form: string; root: string; forgiven: boolean };

function contentOf(tokens: Token[], spelling: Lexicon | null): Word[] {
  const words: Word[] = [];
  tokens.forEach((token, at) => {
    if (token.empty && !token.caps) return;
    const meant = spelling && !token.caps ? spelling.spelling.correct(token.form) : null;
    if (meant && !spelling!.phrases.has(token.root) && !spelling!.terms.has(token.form))
      words.push({ at, form: meant, root: root(meant), forgiven: true });
    else words.push({ at, form: token.form, root: token.root, forgiven: false });
  });
  return words;
}

function readTerms(tokens: Token[], content: Word[], lexicon: Lexicon): Mention[] {
  const mentions: Mention[] = [];
  // Leftmost longest, apart for subjects and for skills, which may share words.
  for (const skills of [false, true]) {
    for (let i = 0; i < content.length; i += 1) {
      const candidates = lexicon.terms.get(content[i]!.form);
      if (!candidates) continue;
      let used = 0;
      for (const term of candidates) {
        if (term.concept.startsWith("k:") !== skills) continue;
        if (term.forms.length < used) break;
        if (!termAt(term, tokens, content, i)) continue;
        const weight = weigh(term, tokens, content, i);
        if (weight <= 0) continue;
        used = term.forms.length;
        mentions.push(mention(term.concept, weight, tokens, content, i, used));
      }
      if (used > 1) i += used - 1;
    }
  }
  return mentions;
}

function termAt(term: Term, tokens: Token[], content: Word[], at: number): boolean {
  for (let k = 0; k < term.forms.length; k += 1) {
    const word = content[at + k];
    if (!word || word.form !== term.forms[k]) return false;
    if (term.caps[k] && !tokens[word.at]!.caps) return false;
  }
  const first = tokens[content[at]!.at]!;
  return tokens[content[at + term.forms.length - 1]!.at]!.sentence === first.sentence;
}

function weigh(term: Term, tokens: Token[], content: Word[], at: number): number {
  const words = content.slice(at, at + term.forms.length);
  const forgiven = words.some((w) => w.forgiven) ? MISSPELT : 1;
  if (!term.context) return term.weight * forgiven;
  const here = words[0]!.at;
  const from = Math.max(0, here - CONTEXT_REACH);
  for (let i = from; i < Math.min(tokens.length, here + CONTEXT_REACH); i += 1) {
    if (term.context.has(tokens[i]!.root) && !words.some((w) => w.at === i)) return term.weight * forgiven;
  }
  return term.alone * forgiven;
}

function readPhrases(tokens: Token[], content: Word[], lexicon: Lexicon): Mention[] {
  const mentions: Mention[] = [];
  for (let i = 0; i < content.length; i += 1) {
    for (const phrase of lexicon.phrases.get(content[i]!.root) ?? []) {
      const span = spanOf(phrase, tokens, content, i);
      if (span) mentions.push(mention(phrase.concept, phrase.weight, tokens, content, span[0], span[1]));
    }
  }
  return mentions;
}

function readCues(tokens: Token[], content: Word[], lexicon: Lexicon): Cue[] {
  return content.flatMap((word) =>
    (lexicon.cues.get(word.root) ?? []).map(({ concept, weight }) => ({
      concept,
      weight,
      root: word.root,
      words: tokens[word.at]!.raw,
      sentence: tokens[word.at]!.sentence,
    })),
  );
}

function readExpressions(tokens: Token[], lexicon: Lexicon): Mention[] {
  const mentions: Mention[] = [];
  tokens.forEach((token, at) => {
    for (const expression of lexicon.expressions.get(token.folded) ?? []) {
      if (!expression.words.every((word, k) => tokens[at + k]?.folded === word)) continue;
      const words = tokens
        .slice(at, at + expression.words.length)
        .map((t) => t.raw)
        .join(" ");
      const { concept, weight } = expression;
      mentions.push({ concept, weight, words, start: token.start, sentence: token.sentence });
      break;
    }
  });
  return mentions;
}

/** Where all roots of a phrase stand around one of them, in one sentence; null where one is missing. */
function spanOf(phrase: Phrase, tokens: Token[], content: Word[], at: number): [number, number] | null {
  const reach = phrase.roots.length + PHRASE_SLACK;
  const sentence = tokens[content[at]!.at]!.sentence;
  let from = at;
  let to = at;
  for (const wanted of phrase.roots) {
    if (content[at]!.root === wanted) continue;
    let found = -1;
    for (let d = 1; d <= reach && found < 0; d += 1) {
      for (const j of [at + d, at - d]) {
        const word = content[j];
        if (word && word.root === wanted && tokens[word.at]!.sentence === sentence) {
          found = j;
          break;
        }
      }
    }
    if (found < 0) return null;
    from = Math.min(from, found);
    to = Math.max(to, found);
  }
  return to - from < reach ? [from, to - from + 1] : null;
}

function mention(
  concept: string,
  weight: number,
  tokens: Token[],
  content: Word[],
  from: number,
  length: number,
): Mention {
  const first = tokens[content[from]!.at]!;
  const last = content[from + length - 1]!.at;
  const words = tokens
    .slice(content[from]!.at, last + 1)
    .map((t) => t.raw)
    .join(" ");
  return { concept, weight, words, start: first.start, sentence: first.sentence };
}
