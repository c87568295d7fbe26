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

/**
 * Reads one text. `voice` says who speaks: a need asks ("il nous faut…"), a profile tells what it has done.
 */
export function readText(text: string, voice: "need" | "profile", lexicon: Lexicon): Reading {
  return voice === "need"
    ? lexicon.needs.get(text, () => read(text, voice, lexicon))
    : read(text, voice, lexicon);
}

function read(text: string, voice: "need" | "profile", lexicon: Lexicon): Reading {
  const tokens = tokenise(text);
  const content = contentOf(tokens, voice === "need" ? lexicon : null);
  const source: Source = { text, tokens, content };
  return {
    tokens,
    mentions: [
      ...readTerms(source, lexicon),
      ...readPhrases(source, lexicon),
      ...readExpressions(source, lexicon),
    ],
    // What one has done is told in terms; everyday words of a profile would only bring noise.
    cues: voice === "need" ? readCues(source, lexicon) : [],
    places: readPlaces(tokens, lexicon.tables.places),
    sentences: sentenceWeights(text, tokens, voice),
  };
}
