import type { CandidateKind } from "../vocabulary.ts";
import type { Criterion } from "./criteria/criterion.ts";
import type { Broken } from "./hardRules.ts";
import { rounded, type Scored, scoreOf } from "./score.ts";
import type { Excluded, Ranking, Reason, Suggestion } from "./types.ts";
import type { Weights } from "./weights.ts";

type Assembly<Candidate extends { id: string }, Context> = {
  kind: CandidateKind;
  candidates: readonly Candidate[];
  titleOf: (candidate: Candidate) => string;
  broken: (candidate: Candidate) => Broken;
  contextOf: (candidate: Candidate) => Context;
  criteria: readonly Criterion<Context>[];
  weights: Weights;
  limit: number;
  without: string | null;
  /** Score that the first candidate must reach. */
  least: number;
};

/** Applies hard rules, scores who is left, sorts by score then id, and explains the first ones. */
export function assemble<Candidate extends { id: string }, Context>(
  a: Assembly<Candidate, Context>,
): Ranking {
  const excluded: Excluded[] = [];
  const scored: { candidate: Candidate; context: Context; scored: Scored }[] = [];
  for (const candidate of a.candidates) {
    const broken = a.broken(candidate);
    if (broken) {
      excluded.push({ kind: a.kind, id: candidate.id, title: a.titleOf(candidate), ...broken });
      continue;
    }
    const context = a.contextOf(candidate);
    scored.push({
      candidate,
      context,
      scored: rounded(scoreOf(a.criteria, a.weights, context, { kind: a.kind, without: a.without })),
    });
  }
  scored.sort((x, y) => y.scored.score - x.scored.score || (x.candidate.id < y.candidate.id ? -1 : 1));
  excluded.sort((x, y) => (x.id < y.id ? -1 : 1));
  const items = scored.slice(0, a.limit).map(({ candidate, context, scored: s }): Suggestion => {
    return {
      candidate: { kind: a.kind, id: candidate.id, title: a.titleOf(candidate) },
      score: s.score,
      reasons: reasonsOf(a.criteria, context, s),
      features: Object.fromEntries(s.parts.map((p) => [p.criterion, Math.round(p.value * 1e4) / 1e4])),
    };
  });
  return { items, excluded, nothingFits: (items[0]?.score ?? 0) < a.least };
}

const SILENT = "Sans effet notable";

/** Every criterion with a share, the strongest first; the shares sum to the score. */
function reasonsOf<Context>(
  criteria: readonly Criterion<Context>[],
  context: Context,
  scored: Scored,
): Reason[] {
  return scored.parts
    .map(
      (part, i): Reason => ({
        criterion: part.criterion,
        share: part.contribution,
        text: criteria[i]!.sentence(context, part.value) ?? SILENT,
      }),
    )
    .filter((reason) => reason.share > 0)
    .sort((x, y) => y.share - x.share || (x.criterion < y.criterion ? -1 : 1));
}
