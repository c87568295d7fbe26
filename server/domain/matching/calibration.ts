import type { CandidateKind } from "../vocabulary.ts";

type Points = readonly (readonly [fit: number, score: number])[];

/**
 * Raw fit → score, read off all judged sets together (`npm run fit` prints the table): from 70 on most candidates are those
 * that an adviser would call, below 45 hardly any. Straight between the points.
 */
const POINTS: Record<CandidateKind, Points> = {
  expert: [
    [0, 0],
    [0.2, 15],
    [0.41, 45],
    [0.57, 70],
    [0.65, 82],
    [0.75, 92],
    [1, 100],
  ],
  peer: [
    [0, 0],
    [0.2, 15],
    [0.385, 45],
    [0.51, 70],
    [0.6, 85],
    [0.7, 94],
    [1, 100],
  ],
  // Schemes were never judged: their score is their fit.
  funding: [
    [0, 0],
    [1, 100],
  ],
};

/** Raw fit, 0…1, to a score from 0 to 100 that can be compared from one need to another. Rising everywhere. */
export function calibrate(kind: CandidateKind, fit: number): number {
  const points = POINTS[kind];
  for (let i = 1; i < points.length; i += 1) {
    const [x0, y0] = points[i - 1]!;
    const [x1, y1] = points[i]!;
    if (fit <= x1) return y0 + ((fit - x0) / (x1 - x0)) * (y1 - y0);
  }
  return 100;
}

/**
 * The score that the first candidate must reach for the list to be worth showing as an answer. On the judged sets one need
 * in twelve that has somebody is below it, and more than half of those that have nobody.
 */
export const LEAST_GOOD_SCORE = 45;
