import { MODE_LABELS, type Mode, NEED_KIND_LABELS, NEED_KINDS, type NeedKind } from "../../vocabulary.ts";
import type { Inferred } from "../types.ts";
import { KIND_PATTERNS } from "./kindsOfHelp.ts";
import { fold } from "./text.ts";

const LANGUAGE_PATTERNS: Record<string, string> = {
  en: "anglais|english|ingles",
  es: "espagnol|castillan|spanish|espanol",
  pt: "portugais|portuguese|portugues",
  ar: "arabe|darija|arabic",
  de: "allemand",
  it: "italien",
  ru: "russe",
  uk: "ukrainien",
  ht: "creole",
  wo: "wolof",
  vi: "vietnamien",
  ro: "roumain",
  ja: "japonais",
  zh: "chinois|mandarin",
};

const MISSION =
  /\b(sur place|mission de|deux missions|sejours?|deplacement|venir (sur|dans|voir)|semaines? (la-bas|sur place)|jours? (la-bas|sur place)|on site)\b/;
const REMOTE =
  /\b(a distance|par telephone|en visio\w*|visioconference|pas de deplacement|ne nous deplacons plus|en ligne|remote\w*|sans se deplacer)\b/;

function found<Code extends string>(
  code: Code,
  label: string,
  match: RegExpMatchArray,
  confidence: number,
): Inferred<Code> {
  return { code, label, confidence, weight: confidence, words: [match[0]], source: "inferred" };
}

/** Kinds of help that the words ask for. */
export function inferKinds(text: string): Inferred<NeedKind>[] {
  const folded = fold(text).replace(/’/g, "'");
  return NEED_KINDS.flatMap((kind) => {
    const match = folded.match(KIND_PATTERNS[kind]);
    return match ? [found(kind, NEED_KIND_LABELS[kind], match, 0.6)] : [];
  });
}

/** Working languages that the text asks for ("réunions en anglais", "hispanophone"). */
export function inferLanguages(text: string): Inferred[] {
  const folded = fold(text).replace(/’/g, "'");
  return Object.entries(LANGUAGE_PATTERNS).flatMap(([code, names]) => {
    const match = folded.match(
      new RegExp(`\\b(en|parl\\w+( l.| le | du )?|in|em|maitris\\w+ l.)\\s?(${names})\\b`),
    );
    return match ? [found(code, names.split("|")[0]!, match, 0.7)] : [];
  });
}

/** On the spot or from afar, where the text says so; null where it says both or neither. */
export function inferMode(text: string): Inferred<Mode> | null {
  const folded = fold(text).replace(/’/g, "'");
  const mission = folded.match(MISSION);
  const remote = folded.match(REMOTE);
  if (mission && !remote) return found("mission", MODE_LABELS.mission, mission, 0.7);
  if (remote && !mission) return found("distance", MODE_LABELS.distance, remote, 0.7);
  return null;
}
