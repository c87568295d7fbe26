import type { Period } from "../../vocabulary.ts";
import type { Inferred, Understood } from "../types.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Reading } from "./reading.ts";

/**
 * What a person may say was read wrongly; `no-country` and `no-expert` are what the text was read to leave out. A period is
 * named by its two days, "2027-03-01/2027-05-31".
 */
export const DISMISSABLE = [
  "theme",
  "country",
  "skill",
  "kind",
  "language",
  "mode",
  "period",
  "no-country",
  "no-expert",
] as const;
export type Dismissable = (typeof DISMISSABLE)[number];

/** The code of a period among what was dismissed. */
export const periodCode = ({ from, to }: Period): string => `${from}/${to}`;

/** How a need keeps it: "theme:eau-assainissement", "country:BJ", "skill:etude-faisabilite". */
export const dismissedCode = (kind: Dismissable, code: string): string => `${kind}:${code}`;

/** The two parts of such a code; null where it is none. */
export function readDismissed(code: string): { kind: Dismissable; code: string } | null {
  const at = code.indexOf(":");
  const kind = DISMISSABLE.find((known) => known === code.slice(0, Math.max(at, 0)));
  return kind && at < code.length - 1 ? { kind, code: code.slice(at + 1) } : null;
}

/**
 * What was understood, without what a person said was read wrongly. What the author ticked stays: a box is said, not
 * read. The subthemes of a theme go with it.
 */
export function withoutDismissed(understood: Understood, dismissed: readonly string[] = []): Understood {
  if (dismissed.length === 0) return understood;
  const struck = new Set(dismissed);
  const keep =
    (kind: Dismissable) =>
    ({ code, source }: Inferred): boolean =>
      source === "declared" || !struck.has(dismissedCode(kind, code));
  const themes = understood.themes.filter(keep("theme"));
  const left = new Set(themes.map(({ code }) => code));
  return {
    ...understood,
    themes,
    subthemes: understood.subthemes.filter(
      ({ theme }) => left.has(theme) || !struck.has(dismissedCode("theme", theme)),
    ),
    countries: understood.countries.filter(keep("country")),
    skills: understood.skills.filter(keep("skill")),
    kinds: understood.kinds.filter(keep("kind")),
    languages: understood.languages.filter(keep("language")),
    mode: understood.mode && keep("mode")(understood.mode) ? understood.mode : null,
    period:
      understood.period && !struck.has(dismissedCode("period", periodCode(understood.period.value)))
        ? understood.period
        : null,
    excluded: {
      countries: understood.excluded.countries.filter(keep("no-country")),
      expertKinds: understood.excluded.expertKinds.filter(keep("no-expert")),
    },
  };
}

/**
 * Words of the text, in lower case, that spoke for nothing but what was dismissed: a search by the need's own words must
 * not bring it back.
 */
export function dismissedWords(
  reading: Reading,
  understood: Understood,
  dismissed: readonly string[],
  lexicon: Lexicon,
): ReadonlySet<string> {
  const struck = new Set<string>();
  if (dismissed.length === 0) return struck;
  const gone = new Set(dismissed);
  const kept = new Set<string>();
  const sort = (words: string, kind: Dismissable, code: string, list: readonly Inferred[]) => {
    const counts = !gone.has(dismissedCode(kind, code)) || list.some((item) => item.code === code);
    for (const word of words.toLowerCase().split(NOT_A_WORD)) if (word) (counts ? kept : struck).add(word);
  };
  for (const { country, words } of reading.places) sort(words, "country", country, understood.countries);
  for (const { concept, words } of reading.mentions) {
    const known = lexicon.concepts.get(concept);
    if (known?.level === "skill") sort(words, "skill", concept.slice(2), understood.skills);
    else if (known?.theme) sort(words, "theme", known.theme, understood.themes);
  }
  for (const word of kept) struck.delete(word);
  return struck;
}

const NOT_A_WORD = /[^\p{L}\p{M}\p{N}]+/u;
