import type { Lexicon } from "./lexicon.ts";
import {
  type Cue,
  contentOf,
  type Mention,
  readCues,
  readExpressions,
  readPhrases,
  readTerms,
  type Source,
} from "./mentions.ts";
import { type PlaceMention, readPlaces } from "./places.ts";
import { sentenceWeights } from "./sentences.ts";
import { type Token, tokenise } from "./text.ts";

export type Reading = {
  tokens: Token[];
  mentions: Mention[];
  /** Everyday words that hint at a concept. */
  cues: Cue[];
  places: PlaceMention[];
  /** Weight of each sentence: an ask says more than its context, what is denied says nothing. */
  sentences: number[];
};

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
  const source: Source = { text, tokens, content };
  const reading: Reading = {
    tokens,
    mentions: [
      ...readTerms(source, lexicon),
      ...readPhrases(source, lexicon),
      ...readExpressions(source, lexicon),
    ],
    cues: readCues(source, lexicon),
    places: readPlaces(tokens, lexicon.places),
    sentences: sentenceWeights(text, tokens, voice),
  };
  if (lexicon.memo.size >= MEMO_SIZE) lexicon.memo.clear();
  lexicon.memo.set(key, reading);
  return reading;
}
