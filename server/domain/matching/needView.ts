import type { ThemeCode } from "../vocabulary.ts";
import type { MatchNeed, Understood } from "./types.ts";
import { evidenceOf } from "./understanding/evidence.ts";
import type { Language } from "./understanding/language.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import { type Reading, readText } from "./understanding/reading.ts";
import { needText } from "./understanding/understand.ts";

/** A need as the criteria see it: made once a ranking. Plain values, which another thread can be given. */
export type NeedView = {
  need: MatchNeed;
  understood: Understood;
  /** What it is about: subjects (themes, subthemes, families) with weights that sum to 1. */
  subjects: ReadonlyMap<string, number>;
  /** Those of them that may be named in a reason: what the need only touches upon would surprise its reader. */
  named: ReadonlyMap<string, number>;
  /** How much the text and the boxes tell of the subject: below 1, hardly anything. */
  evidence: number;
  /** Themes with their confidence, 0…1. */
  themes: ReadonlyMap<ThemeCode, number>;
  /** Ways of working that it asks for, with weights that sum to 1. */
  skills: ReadonlyMap<string, number>;
  /** Countries with their confidence, 0…1. */
  countries: ReadonlyMap<string, number>;
  /** Languages that would serve, with what speaking each is worth, 0…1; French, which everyone speaks, apart. */
  languages: readonly { code: string; worth: number }[];
  /** Roots of the words of its subject, with how much their sentence asks; empty where it is not written in French. */
  askedRoots: ReadonlyMap<string, number>;
};

/** A language that is asked for, that the text asks for, or that is spoken in the country. */
const REQUIRED = 1;
const READ = 0.9;
const LOCAL = 0.6;
/** The language in which the need is written, where that is not French. */
const WRITTEN = 0.8;
/** How much a subject that was only ticked weighs beside those that the text tells. */
const TICKED_THEME = 0.6;
/** Sharper than 1: what the need insists on outweighs what it mentions. */
const FOCUS = 1.7;
const SATURATION = 2;
/** A theme that is less sure than that is not what the need is about, see `understand`. */
const NAMED_FROM = 0.2;
const MOST_CONCEPTS = 12;

/** Reads the need's text. */
export function viewNeed(need: MatchNeed, understood: Understood, lexicon: Lexicon): NeedView {
  const reading = readText(needText(need), "need", lexicon);
  const accepted = new Map(understood.themes.map((t) => [t.code, t.weight]));
  const acceptedSkills = new Map(understood.skills.map((s) => [s.code, s.weight]));
  const subjects = new Map<string, number>();
  const skills = new Map<string, number>();
  for (const [code, { weight }] of evidenceOf(reading, lexicon)) {
    const concept = lexicon.concepts.get(code)!;
    if (concept.level === "skill") {
      // What the author struck out of the list of what was understood no longer counts.
      if (acceptedSkills.has(code.slice(2))) add(skills, code, weight);
    } else if (concept.theme && accepted.has(concept.theme)) {
      add(subjects, code, weight * emphasis(concept.theme, understood));
    }
  }
  for (const theme of understood.themes) {
    if (theme.source === "declared") add(subjects, `t:${theme.code}`, TICKED_THEME);
  }
  const weights = normalised(subjects);
  const sure = new Set(understood.themes.filter((t) => t.confidence >= NAMED_FROM).map((t) => t.code));
  return {
    need,
    understood,
    subjects: weights,
    named: new Map([...weights].filter(([code]) => sure.has(lexicon.concepts.get(code)!.theme!))),
    evidence: [...subjects.values()].reduce((a, b) => a + b, 0),
    themes: accepted,
    skills: normalised(skills),
    countries: new Map(understood.countries.map((c) => [c.code, c.weight])),
    languages: languagesOf(need, understood, reading.language, lexicon),
    askedRoots: askedRoots(reading, lexicon),
  };
}

function languagesOf(
  need: MatchNeed,
  { languages, countries }: Understood,
  written: Language,
  lexicon: Lexicon,
): NeedView["languages"] {
  const read = languages.filter((l) => l.source === "inferred").map((l) => l.code);
  const local = countries.flatMap((c) => lexicon.countries.get(c.code)?.languages ?? []);
  const worth = (codes: string[], each: number) => codes.map((code) => ({ code, worth: each }));
  return [
    ...worth(need.languages, REQUIRED),
    ...worth(read, READ),
    ...worth([written], WRITTEN),
    ...worth(local, LOCAL),
  ].filter(({ code }) => code !== "fr");
}

/** The words of a French need that belong to a subject and are wanted. */
function askedRoots(
  { language, tokens, stances, sentences }: Reading,
  lexicon: Lexicon,
): Map<string, number> {
  const roots = new Map<string, number>();
  if (language !== "fr") return roots;
  const { cues } = lexicon.tables("fr");
  tokens.forEach((token, at) => {
    if (token.empty || token.root.length < 4 || stances.has(at) || !cues.has(token.root)) return;
    const weight = sentences[token.sentence] ?? 1;
    if (weight > (roots.get(token.root) ?? 0)) roots.set(token.root, weight);
  });
  return roots;
}

/** Where the author ticked themes, what the text says of others is context. */
function emphasis(theme: ThemeCode, understood: Understood): number {
  const declared = understood.themes.filter((t) => t.source === "declared");
  return declared.length === 0 || declared.some((t) => t.code === theme) ? 1 : 0.6;
}

function add(map: Map<string, number>, key: string, weight: number): void {
  map.set(key, (map.get(key) ?? 0) + weight);
}

/** Saturates repetition, sharpens differences, drops what is only touched upon, and brings the sum to 1. */
function normalised(map: Map<string, number>): Map<string, number> {
  const shaped = [...map]
    .map(([key, w]): [string, number] => [key, (1 - Math.exp(-w / SATURATION)) ** FOCUS])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_CONCEPTS);
  const sum = shaped.reduce((total, [, w]) => total + w, 0);
  return new Map(sum === 0 ? [] : shaped.map(([key, w]) => [key, w / sum]));
}
