import type { ExpertCandidate, MatchNeed } from "../domain/matching/types.ts";

const WORKING_LEVELS = new Set(["B1", "B2", "C1", "C2"]);

/**
 * Counts the listed candidates that break a hard rule of `seeds/evaluation/README.md`. Written from that page and apart
 * from the rules that the ranking applies, so that one checks the other.
 */
export function countViolations(
  need: MatchNeed,
  ranked: readonly string[],
  experts: ReadonlyMap<string, ExpertCandidate>,
): number {
  return ranked.filter((id) => {
    if (id === need.organisation) return true;
    const expert = experts.get(id);
    return expert !== undefined && breaksRule(need, expert);
  }).length;
}

function breaksRule(need: MatchNeed, expert: ExpertCandidate): boolean {
  if (expert.organisation === need.organisation) return true;
  const spoken = new Set(expert.languages.filter((l) => WORKING_LEVELS.has(l.level)).map((l) => l.code));
  if (need.languages.some((code) => !spoken.has(code))) return true;
  const { period } = need;
  return (
    period !== null && !expert.availability.some(({ from, to }) => from <= period.to && period.from <= to)
  );
}
