import { EXPERT_KIND_LABELS, EXPERT_KINDS, type ExpertKind } from "../../vocabulary.ts";
import type { Inferred } from "../types.ts";
import type { Lexicon } from "./lexicon.ts";
import { MANNERS } from "./manners/manners.ts";
import type { Reading } from "./reading.ts";

/** How sure an exclusion is: it is said in so many words. */
const SAID = 0.9;

/** Countries that the text leaves out: "n'importe quel pays sauf le Niger". */
export function excludedCountries({ places, tokens, stances }: Reading, lexicon: Lexicon): Inferred[] {
  const at = new Map(tokens.map((token, i) => [token.start, i]));
  const left = places.filter(({ start }) => stances.get(at.get(start) ?? -1) === "excepted");
  const byCountry = new Map(left.map((place) => [place.country, place.words]));
  return [...byCountry].map(([code, words]) =>
    excluded(code, lexicon.countries.get(code)?.name ?? code, words),
  );
}

/**
 * Kinds of people whom the text does not want: "surtout pas un bureau d'études". Not where it goes on to say which of them
 * ("pas un bureau d'études qui refasse le portrait de la vallée"): another one would do.
 */
export function excludedKinds({ tokens, stances, language }: Reading): Inferred<ExpertKind>[] {
  const { people } = MANNERS[language];
  return EXPERT_KINDS.flatMap((kind) => {
    const names = people[kind];
    if (!names) return [];
    for (const { words, next } of refusedRuns(tokens, stances)) {
      const found = words.match(new RegExp(`(?:^|\\s)(${names})(?=\\s|$)(?:\\s(\\w+))?`));
      if (found && !NARROWED.has(found.at(-1) ?? next))
        return [excluded(kind, EXPERT_KIND_LABELS[kind], found[1]!)];
    }
    return [];
  });
}

const NARROWED = new Set(["qui", "que", "dont", "who", "that", "which", "quien", "quem"]);

/** Runs of refused words, folded, each with the word that follows it. */
function refusedRuns(
  tokens: Reading["tokens"],
  stances: Reading["stances"],
): { words: string; next: string }[] {
  const runs: { words: string; next: string }[] = [];
  let run: string[] = [];
  for (let i = 0; i <= tokens.length; i += 1) {
    const stance = stances.get(i);
    const sameSentence = i > 0 && tokens[i]?.sentence === tokens[i - 1]?.sentence;
    if ((stance === "refused" || stance === "doubtful") && (run.length === 0 || sameSentence)) {
      run.push(tokens[i]!.folded);
      continue;
    }
    if (run.length > 0) runs.push({ words: run.join(" "), next: tokens[i]?.folded ?? "" });
    run = stance === "refused" || stance === "doubtful" ? [tokens[i]!.folded] : [];
  }
  return runs;
}

const excluded = <Code extends string>(code: Code, label: string, words: string): Inferred<Code> => ({
  code,
  label,
  confidence: SAID,
  weight: SAID,
  words: [words],
  source: "inferred",
});
