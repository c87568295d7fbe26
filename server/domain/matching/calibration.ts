import type { CandidateKind } from "../vocabulary.ts";
import type { NeedView } from "./needView.ts";

type Points = readonly (readonly [fit: number, score: number])[];

/**
 * Raw fit → score, read off the judged sets (`npm run fit` prints the table): the score is 70 where half of the
 * candidates are those that an adviser would put forward, 90 where nine in ten are. Straight between the points.
 */
const POINTS: Record<CandidateKind, Points> = {
  expert: [
    [0, 0],
    [0.2, 25],
    [0.275, 45],
    [0.35, 70],
    [0.425, 80],
    [0.52, 90],
    [1, 100],
  ],
  peer: [
    [0, 0],
    [0.25, 22],
    [0.35, 42],
    [0.47, 70],
    [0.56, 87],
    [0.65, 94],
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

/** The least score at which an adviser would call somebody. */
const CALLED = 70;
/** What was only read in the text may be read wrongly: as much is asked for each box that was left empty, less. */
const UNTICKED = 8;

/** The score that the first candidate must reach for the list to be worth showing as an answer. */
export function leastGoodScore(view: NeedView): number {
  const ticked = (list: { source: string }[]) => list.some((i) => i.source === "declared");
  const { themes, countries } = view.understood;
  return CALLED - (ticked(themes) ? 0 : UNTICKED) - (ticked(countries) ? 0 : UNTICKED);
}
