import { MODE_LABELS, type Mode, NEED_KIND_LABELS, NEED_KINDS, type NeedKind } from "../../vocabulary.ts";
import { languageName } from "../hardRules.ts";
import type { Inferred } from "../types.ts";
import type { Stance } from "./denials.ts";
import { KIND_PATTERNS } from "./kindsOfHelp.ts";
import { MANNERS } from "./manners/manners.ts";
import type { Reading } from "./reading.ts";
import { fold } from "./text.ts";

/** The text says in so many words that it must be spoken: explicit enough for a hard rule. */
const MUST = 0.95;
const WOULD_SERVE = 0.6;

function found<Code extends string>(
  code: Code,
  label: string,
  match: RegExpMatchArray,
  confidence: number,
): Inferred<Code> {
  return { code, label, confidence, weight: confidence, words: [match[0].trim()], source: "inferred" };
}

/** A text in folded words, with blanks for those that stand so. */
function without(text: string, { tokens, stances }: Reading, unwanted: readonly Stance[]): string {
  let left = text;
  for (const [at, stance] of stances) {
    if (!unwanted.includes(stance)) continue;
    const { start, end } = tokens[at]!;
    left = left.slice(0, start) + " ".repeat(end - start) + left.slice(end);
  }
  return fold(left).replace(/’/g, "'");
}

/** Kinds of help that the words ask for, and do not refuse. */
export function inferKinds(text: string, reading: Reading): Inferred<NeedKind>[] {
  const asked = without(text, reading, ["refused", "excepted", "aside"]);
  const patterns = KIND_PATTERNS[reading.language];
  return NEED_KINDS.flatMap((kind) => {
    const match = asked.match(patterns[kind]);
    return match ? [found(kind, NEED_KIND_LABELS[kind], match, 0.6)] : [];
  });
}

/**
 * Working languages that the text asks for: those that must be spoken, explicitly, and those that would serve ("réunions
 * en anglais"). One that the text says is of no use is none; of several that would do ("russe ou arménien"), none must be.
 */
export function inferLanguages({ tokens, language }: Reading): Inferred[] {
  const words = tokens.map((t) => t.folded).join(" ");
  const { languages, required, spoken, useless } = MANNERS[language];
  const named = (pattern: RegExp, name: string) =>
    words.match(new RegExp(pattern.source.replaceAll("LANG", `(?:${name})`)));
  return Object.entries(languages).flatMap(([code, name]) => {
    if (named(useless, name)) return [];
    const must = named(required, name);
    const serves = must ?? named(spoken, name);
    if (!serves) return [];
    const oneOfSeveral = new RegExp(
      `(${name}) (ou|or|o|u) |\\b(ou|or|o|u) ((l|le|en|du) )?(${name})\\b`,
    ).test(words);
    return [found(code, languageName(code), serves, must && !oneOfSeveral ? MUST : WOULD_SERVE)];
  });
}

/** On the spot or from afar, where the text says so; null where it says both or neither. */
export function inferMode(text: string, reading: Reading): Inferred<Mode> | null {
  const { mission, distance } = MODES_SAID[reading.language];
  const asked = without(text, reading, ["refused", "excepted", "doubtful", "aside"]);
  const there = asked.match(mission);
  const afar = asked.match(distance) ?? fold(text).replace(/’/g, "'").match(STAYS);
  if (there && !afar) return found("mission", MODE_LABELS.mission, there, 0.7);
  if (afar && !there) return found("distance", MODE_LABELS.distance, afar, 0.7);
  return null;
}

/** Said by what is refused: nobody travels. */
const STAYS =
  /\b(pas de (deplacement|voyage)|aucun (deplacement|voyage)|sans (se )?deplace\w*|ne nous deplacons plus|no travel|sin viajar|sem viajar)\b/;

const MODES_SAID: Record<Reading["language"], Record<Mode, RegExp>> = {
  fr: {
    mission:
      /\b(sur place|mission de|deux missions|sejours?|deplacement|venir (sur|dans|voir|a)|semaines? (la-bas|sur place)|jours? (la-bas|sur place)|on site)\b/,
    distance:
      /\b(a distance|par telephone|en visio\w*|par visio\w*|visioconference|au bout du fil|par tel|en ligne|remote\w*)\b/,
  },
  en: {
    mission:
      /\b(on site|come (here|to us|to see|to look)|(weeks?|days?|months?) here|visit us|live with our|in person|one visit)\b/,
    distance: /\b(remote\w*|by (phone|internet|video)|online|on line|video call\w*)\b/,
  },
  es: {
    mission: /\b(venga\w*|vengan|en el terreno|(semanas?|dias?|meses) aqui|presencial\w*|visitarnos)\b/,
    distance: /\b(a distancia|por telefono|en linea|virtual\w*|por internet|videollamada\w*)\b/,
  },
  pt: {
    mission: /\b(venha\w*|no terreno|(semanas?|dias?|meses) aqui|presencial\w*|visitar-nos)\b/,
    distance: /\b(a distancia|por telefone|em linha|online|virtual\w*|pela internet|videochamada\w*)\b/,
  },
};
