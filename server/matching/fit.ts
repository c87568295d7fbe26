import { topicalGate, weighted } from "../domain/matching/score.ts";
import type { Weights } from "../domain/matching/weights.ts";
import { gradesOf } from "./evaluate.ts";
import { type Bench, type JudgedKind, rankJudged } from "./judgedRun.ts";
import { type Measures, mean, meanMeasures, ndcg } from "./measures.ts";
import { shuffled } from "./random.ts";

/** A need with the features of every candidate that no hard rule leaves out. */
export type Sample = {
  need: string;
  grades: Map<string, number>;
  rows: { id: string; features: Record<string, number> }[];
};

/** What a bench teaches: computed once, since weights change no feature. */
export async function samplesOf(bench: Bench, kind: JudgedKind, weights: Weights): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const need of bench.set.needs) {
    const ranking = await rankJudged(bench, kind, need, { limit: 1000, weights });
    samples.push({
      need: need.id,
      grades: gradesOf(bench.set, need.id, kind),
      rows: ranking.items.map(({ candidate, features }) => ({ id: candidate.id, features })),
    });
  }
  return samples;
}

/** The ranking of a sample under some weights. */
export function order(sample: Sample, weights: Weights): string[] {
  const scored = sample.rows.map(({ id, features }) => ({
    id,
    fit: weighted(features, weights, topicalGate(features, weights)),
  }));
  return scored.sort((a, b) => b.fit - a.fit || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

export function measure(samples: readonly Sample[], weights: Weights): Measures {
  return meanMeasures(samples.map((s) => ({ ranked: order(s, weights), grades: s.grades })));
}

const STEPS = [0.5, 0.7, 0.85, 1.2, 1.4, 2];
const ROUNDS = 8;
/** A change must bring that much, or it is noise of a few dozen needs. */
const LEAST_GAIN = 2e-4;
/** Pull towards the weights that one starts from, so that a criterion with little evidence keeps its reasoned weight. */
const RESTRAINT = 0.004;

/** Coordinate ascent on mean nDCG@10: each weight in turn is multiplied as long as that helps. */
export function fitWeights(samples: readonly Sample[], start: Weights): Weights {
  const goal = (weights: Weights): number =>
    mean(samples.map((s) => ndcg(order(s, weights), s.grades))) -
    RESTRAINT * mean(Object.keys(start).map((k) => Math.log(weights[k]! / start[k]!) ** 2));
  let weights: Weights = { ...start };
  let best = goal(weights);
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = best;
    for (const criterion of Object.keys(start)) {
      for (const step of STEPS) {
        const tried = { ...weights, [criterion]: Math.max(0.5, weights[criterion]! * step) };
        const value = goal(tried);
        if (value > best + LEAST_GAIN) [weights, best] = [tried, value];
      }
    }
    if (best === before) break;
  }
  return scaled(weights);
}

/** Weights that sum to 100, so that two fits can be read side by side. */
function scaled(weights: Weights): Weights {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(weights).map(([k, v]) => [k, Math.round((v / sum) * 1000) / 10]));
}

/** Measures of each need under weights that were fitted without it: needs are dealt into folds, all their variants together. */
export function crossValidate(samples: readonly Sample[], start: Weights, folds = 5): Measures {
  const needs = shuffled([...new Set(samples.map((s) => s.need))], "folds");
  const foldOf = new Map(needs.map((need, i) => [need, i % folds]));
  const runs = Array.from({ length: folds }, (_, fold) => {
    const weights = fitWeights(
      samples.filter((s) => foldOf.get(s.need) !== fold),
      start,
    );
    const left = samples.filter((s) => foldOf.get(s.need) === fold);
    return left.map((s) => ({ ranked: order(s, weights), grades: s.grades }));
  });
  return meanMeasures(runs.flat());
}

/** How many candidates of each band of raw fit are useful: what the points of `calibration.ts` are read off. */
export function usefulByFit(
  samples: readonly Sample[],
  weights: Weights,
  band = 0.05,
): { fit: number; useful: number; of: number }[] {
  const bands = new Map<number, { useful: number; of: number }>();
  for (const { rows, grades } of samples) {
    for (const { id, features } of rows) {
      const at = Math.floor(weighted(features, weights, topicalGate(features, weights)) / band);
      const entry = bands.get(at) ?? { useful: 0, of: 0 };
      entry.of += 1;
      if ((grades.get(id) ?? 0) >= 2) entry.useful += 1;
      bands.set(at, entry);
    }
  }
  return [...bands].sort((a, b) => a[0] - b[0]).map(([at, entry]) => ({ fit: at * band, ...entry }));
}
