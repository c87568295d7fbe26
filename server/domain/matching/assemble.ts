import type { CandidateKind } from "../vocabulary.ts";
import { type Alternative, ordinal } from "./alternatives.ts";
import type { Criterion } from "./criteria/criterion.ts";
import type { Broken } from "./hardRules.ts";
import { type Measured, measure, type Part, partsOf } from "./score.ts";
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
  /** The candidate with one thing changed, from the nearest change to the farthest. */
  alternatives: (candidate: Candidate) => Alternative<Candidate>[];
  passage: (context: Context) => string | null;
  /** Score that the first candidate must reach. */
  least: number;
};

type Ranked<Candidate> = { candidate: Candidate; measured: Measured };

/** Beyond these ranks nobody asks what would have ranked a candidate higher, and ranking again costs time. */
const LOOKED_AT = 30;

/** Applies hard rules, scores who is left, sorts by score then id, and explains the first ones. */
export function assemble<Candidate extends { id: string }, Context>(
  a: Assembly<Candidate, Context>,
): Ranking {
  const excluded: Excluded[] = [];
  const ranked: (Ranked<Candidate> & { context: Context })[] = [];
  for (const candidate of a.candidates) {
    const broken = a.broken(candidate);
    if (broken) {
      excluded.push({ kind: a.kind, id: candidate.id, title: a.titleOf(candidate), ...broken });
      continue;
    }
    const context = a.contextOf(candidate);
    ranked.push({ candidate, context, measured: measure(a.criteria, a.weights, context, a) });
  }
  ranked.sort((x, y) => y.measured.score - x.measured.score || (x.candidate.id < y.candidate.id ? -1 : 1));
  excluded.sort((x, y) => (x.id < y.id ? -1 : 1));
  const items = ranked.slice(0, a.limit).map(({ candidate, context, measured }, index): Suggestion => {
    const passage = a.passage(context);
    const higher = index < LOOKED_AT ? wouldRankHigher(a, ranked, index) : null;
    return {
      candidate: { kind: a.kind, id: candidate.id, title: a.titleOf(candidate) },
      score: measured.score,
      reasons: reasonsOf(a.criteria, context, partsOf(measured, a.weights)),
      features: Object.fromEntries(
        Object.entries(measured.features).map(([code, value]) => [code, Math.round(value * 1e4) / 1e4]),
      ),
      ...(passage ? { passage } : {}),
      ...(higher ? { wouldRankHigher: `${higher.text}, passerait ${ordinal(higher.rank)}.` } : {}),
    };
  });
  return { items, excluded, nothingFits: (items[0]?.score ?? 0) < a.least };
}

/** A change of one thing, and the rank that it gives. */
export type Counterfactual<Candidate> = Alternative<Candidate> & { rank: number };

/** The single change that lifts the candidate at `index` most, found by ranking it again; null where none does. */
export function wouldRankHigher<Candidate extends { id: string }, Context>(
  a: Pick<
    Assembly<Candidate, Context>,
    "alternatives" | "contextOf" | "criteria" | "weights" | "kind" | "without"
  >,
  ranked: readonly Ranked<Candidate>[],
  index: number,
): Counterfactual<Candidate> | null {
  const { candidate } = ranked[index]!;
  let best: Counterfactual<Candidate> | null = null;
  for (const alternative of a.alternatives(candidate)) {
    const { score } = measure(a.criteria, a.weights, a.contextOf(alternative.candidate), a);
    let rank = 1;
    for (const other of ranked) {
      if (comesBefore(other, { score, id: candidate.id }))
        rank += Number(other.candidate.id !== candidate.id);
      // In order of their scores: those that follow do not come before it either.
      else if (other.measured.score < score) break;
    }
    if (rank < (best?.rank ?? index + 1)) best = { ...alternative, rank };
  }
  return best;
}

function comesBefore(
  { candidate, measured }: Ranked<{ id: string }>,
  than: { score: number; id: string },
): boolean {
  return measured.score > than.score || (measured.score === than.score && candidate.id < than.id);
}

/** Where a criterion counts and has nothing to show for it. */
const SILENT = "Proche du besoin par le domaine";

/** Every criterion with a share, the strongest first; the shares sum to the score. */
function reasonsOf<Context>(
  criteria: readonly Criterion<Context>[],
  context: Context,
  parts: readonly Part[],
): Reason[] {
  return parts
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
