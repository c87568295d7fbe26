import type { CandidateKind } from "../vocabulary.ts";
import { type Alternative, ordinal } from "./alternatives.ts";
import type { Criterion } from "./criteria/criterion.ts";
import type { Broken } from "./hardRules.ts";
import type { NeedView } from "./needView.ts";
import { isTopical, type Measured, measure, type Part, partsOf } from "./score.ts";
import type { Excluded, Ranking, Reason, Suggestion } from "./types.ts";
import type { Weights } from "./weights.ts";

type Assembly<Candidate extends { id: string }, Context extends { view: NeedView }> = {
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
export function assemble<Candidate extends { id: string }, Context extends { view: NeedView }>(
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
    const measured = measure(a.criteria, a.weights, context, a);
    if (speaksTo(a.kind, a.criteria, context, measured)) ranked.push({ candidate, context, measured });
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

/**
 * Whether anything can be told of a candidate on what the need is about. A person who has been in the country and nothing
 * else is no answer to a need that has a subject; an authority that works there may open doors.
 */
export function speaksTo<Context extends { view: NeedView }>(
  kind: CandidateKind,
  criteria: readonly Criterion<Context>[],
  context: Context,
  { features }: Measured,
): boolean {
  const { view } = context;
  if (view.subjects.size === 0 && view.skills.size === 0) return true;
  return criteria.some(({ code, sentence }) => {
    const value = features[code] ?? 0;
    const tells = isTopical(code) || (kind === "peer" && code === "country");
    return tells && value > 0 && sentence(context, value) !== null;
  });
}

/** A change of one thing, and the rank that it gives. */
export type Counterfactual<Candidate> = Alternative<Candidate> & { rank: number };

/** The single change that lifts the candidate at `index` most, found by ranking it again; null where none does. */
export function wouldRankHigher<Candidate extends { id: string }, Context extends { view: NeedView }>(
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

/** Where nothing that counts can be told in the candidate's words. */
const SILENT = "Dans le même domaine que le besoin";

/**
 * Every claim with its share, the strongest first; the shares sum to the score. What counts and has no claim of its own
 * counts with the strongest one: the words that a text shares with the need are those that are quoted for the subject.
 */
function reasonsOf<Context>(
  criteria: readonly Criterion<Context>[],
  context: Context,
  parts: readonly Part[],
): Reason[] {
  const sentenceOf = new Map(criteria.map((c) => [c.code, c.sentence]));
  const reasons: Reason[] = [];
  let untold = 0;
  // Shared words are named only where no passage on the subject is quoted: there they stand.
  const shown = parts.filter(({ contribution }) => contribution > 0);
  for (const { criterion, value, contribution } of shown) {
    const quoted = criterion === "text" && reasons.some((reason) => isTopical(reason.criterion));
    const text = quoted ? null : (sentenceOf.get(criterion)?.(context, value) ?? null);
    // What is said already is not said twice: the same passage, or the same box.
    const told = text === null ? undefined : reasons.find((reason) => sameEvidence(reason.text, text));
    if (told) told.share = tenths(told.share + contribution);
    else if (text === null) untold += contribution;
    else reasons.push({ criterion, share: contribution, text });
  }
  const rank = ({ criterion }: Reason) => (isTopical(criterion) ? 2 : criterion === "country" ? 1 : 0);
  const bySubject = (x: Reason, y: Reason) => rank(y) - rank(x) || y.share - x.share;
  const bearer = reasons.toSorted(bySubject)[0];
  if (bearer) bearer.share = tenths(bearer.share + untold);
  else if (untold > 0) reasons.push({ criterion: "subject", share: tenths(untold), text: SILENT });
  return reasons.sort((x, y) => y.share - x.share || (x.criterion < y.criterion ? -1 : 1));
}

/** Whether two claims rest on the same words: the same quotation, or the whole sentence where nothing is quoted. */
function sameEvidence(a: string, b: string): boolean {
  const evidence = (text: string) => /« (.+) »/.exec(text)?.[1] ?? text;
  return evidence(a) === evidence(b);
}

const tenths = (x: number): number => Math.round(x * 10) / 10;
