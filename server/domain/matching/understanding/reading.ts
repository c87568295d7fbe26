import { readBroad } from "./broadWords.ts";
import { type Stance, stancesOf } from "./denials.ts";
import { readFixed } from "./fixedExpressions.ts";
import type { Language } from "./language.ts";
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
import { languageOf } from "./recognise.ts";
import { sentenceWeights } from "./sentences.ts";
import { deniedTokens } from "./stays.ts";
import { type Token, tokenise } from "./text.ts";

export type Reading = {
  language: Language;
  tokens: Token[];
  mentions: Mention[];
  /** Everyday words that hint at a concept. */
  cues: Cue[];
  places: PlaceMention[];
  /** Weight of each sentence: an ask says more than its context, what is denied says nothing. */
  sentences: number[];
  /** How the text speaks of each token, by its index; one that is not there is wanted, or in a profile not denied. */
  stances: ReadonlyMap<number, Stance>;
};

/**
 * Reads one text. `voice` says who speaks: a need asks ("il nous faut…"), a profile tells what it has done.
 * @param language where it is known: a part of a profile is written in the language of the whole
 */
export function readText(
  text: string,
  voice: "need" | "profile",
  lexicon: Lexicon,
  language: Language = languageOf(text),
): Reading {
  return voice === "need"
    ? lexicon.needs.get(text, () => read(text, voice, lexicon, language))
    : read(text, voice, lexicon, language);
}

function read(text: string, voice: "need" | "profile", lexicon: Lexicon, language: Language): Reading {
  const tables = lexicon.tables(language);
  const tokens = tokenise(text, language);
  const fixed = readFixed(text, tokens, tables.fixed);
  const content = contentOf(tokens, voice === "need" ? tables : null).filter(
    ({ at }) => !fixed.bound.has(tokens[at]!),
  );
  const source: Source = { text, tokens, content };
  const mentions = [
    ...fixed.mentions,
    ...readTerms(source, tables),
    ...readPhrases(source, tables, voice),
    ...readExpressions(source, tables),
  ];
  const places = readPlaces(tokens, lexicon.places);
  if (voice === "profile") {
    const denied = deniedTokens(text, tokens, language);
    const stances = new Map([...denied].map((at) => [at, "refused" as const]));
    const done = wantedOnly(mentions, [], tokens, stances, lexicon);
    // What one has done is told in terms; everyday words of a profile would only bring noise.
    return { language, tokens, ...done, places, sentences: [], stances };
  }
  const sentences = sentenceWeights(text, tokens, language);
  const free = tokens.filter((token) => !fixed.bound.has(token));
  // First, so that the word counts once and by what it is worth here.
  mentions.unshift(...readBroad(text, free, tables.broad, content.length));
  const stances = stancesOf(text, tokens, language);
  const wanted = wantedOnly(mentions, readCues(source, tables), tokens, stances, lexicon);
  return { language, tokens, ...wanted, places, sentences, stances };
}

/** What is refused still tells a little of what the need is about, and would never be named. */
const LEFT: Record<Stance, number> = { wanted: 1, doubtful: 0.1, excepted: 0.1, refused: 0.03, aside: 0 };

/**
 * Leaves to each word the weight that its stance leaves it. What a clause that begins with a negation names is what the
 * need lacks where it names nothing else: "pas d'eau au village".
 */
function wantedOnly(
  mentions: Mention[],
  cues: Cue[],
  tokens: Token[],
  stances: ReadonlyMap<number, Stance>,
  lexicon: Lexicon,
): { mentions: Mention[]; cues: Cue[] } {
  if (stances.size === 0) return { mentions, cues };
  const stanceAt = new Map([...stances].map(([at, stance]) => [tokens[at]!.start, stance]));
  const stanceOf = ({ start }: { start: number }): Stance => stanceAt.get(start) ?? "wanted";
  const isSubject = ({ concept }: Mention) => lexicon.concepts.get(concept)?.theme != null;
  const named = mentions.some((m) => isSubject(m) && m.weight >= NAMES && stanceOf(m) === "wanted");
  const left = (one: { start: number }): number => {
    const stance = stanceOf(one);
    return stance === "doubtful" && !named ? 1 : LEFT[stance];
  };
  const weighed = <T extends { start: number; weight: number }>(list: T[]): T[] =>
    list.map((one) => ({ ...one, weight: one.weight * left(one) }));
  return { mentions: weighed(mentions), cues: weighed(cues) };
}

/** Weight from which a mention names a subject. */
const NAMES = 0.4;
