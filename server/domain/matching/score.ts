import type { CandidateKind } from "../vocabulary.ts";
import { calibrate } from "./calibration.ts";
import type { Criterion } from "./criteria/criterion.ts";
import type { NeedView } from "./needView.ts";
import type { Weights } from "./weights.ts";

/** One criterion's part of a score. */
export type Part = { criterion: string; value: number; contribution: number };
/** What a candidate is worth: its features, 0…1, and the score that follows, 0…100 to one decimal. */
export type Measured = { features: Record<string, number>; gate: number; score: number };

/** Criteria that say what a candidate is worth by themselves; the others only count as far as these are met. */
const TOPICAL = new Set(["subject", "theme", "skill", "setup", "text", "rules"]);
export const isTopical = (criterion: string): boolean => TOPICAL.has(criterion);
/** Topical fit at which the other criteria count in full. */
const FULL_GATE = 0.55;

/**
 * Weighs criteria into a score from 0 to 100. Knowing the country, being free or being near counts only in so far as
 * the subject is met: each is multiplied by a gate that rises with the topical fit, so no criterion ever lowers a score.
 */
export function measure<C extends { view: NeedView }>(
  criteria: readonly Criterion<C>[],
  weights: Weights,
  context: C,
  { kind, without = null }: { kind: CandidateKind; without?: string | null },
): Measured {
  const features: Record<string, number> = {};
  for (const c of criteria) {
    if (c.asked && !c.asked(context.view)) continue;
    features[c.code] = c.code === without ? 0 : clamp(c.value(context));
  }
  const gate = topicalGate(features, weights);
  return { features, gate, score: Math.round(calibrate(kind, weighted(features, weights, gate)) * 10) / 10 };
}

/** What each criterion brings to a score, in its points. To one decimal, and they sum to it. */
export function partsOf({ features, gate, score }: Measured, weights: Weights): Part[] {
  const worth = Object.entries(features).map(([code, value]) => part(code, value, weights, gate));
  const fit = sum(worth);
  const shares = dealt(
    worth.map((w) => (fit > 0 ? (w / fit) * score : 0)),
    score,
  );
  return Object.entries(features).map(([criterion, value], i) => ({
    criterion,
    value,
    contribution: shares[i]!,
  }));
}

/** How far the topical criteria are met, 0…1: what the others count for. */
export function topicalGate(features: Readonly<Record<string, number>>, weights: Weights): number {
  let met = 0;
  let possible = 0;
  for (const { code, weight, topical } of listed(weights)) {
    const value = features[code];
    if (!topical || value === undefined) continue;
    met += weight * value;
    possible += weight;
  }
  return possible === 0 ? 1 : Math.min(1, met / possible / FULL_GATE);
}

/** Weighted fit of the features that the need asks for, before calibration, 0…1. */
export function weighted(features: Readonly<Record<string, number>>, weights: Weights, gate: number): number {
  let fit = 0;
  let total = 0;
  for (const { code, weight, topical } of listed(weights)) {
    const value = features[code];
    if (value === undefined) continue;
    fit += weight * value * (topical ? 1 : gate);
    total += weight;
  }
  return total === 0 ? 0 : fit / total;
}

type Listed = { code: string; weight: number; topical: boolean };
const lists = new WeakMap<Weights, Listed[]>();

/** Weights as a list, made once: a ranking goes through it twice a candidate. */
function listed(weights: Weights): readonly Listed[] {
  const known = lists.get(weights);
  if (known) return known;
  const list = Object.entries(weights).map(([code, weight]) => ({
    code,
    weight,
    topical: TOPICAL.has(code),
  }));
  lists.set(weights, list);
  return list;
}

function part(code: string, value: number, weights: Weights, gate: number): number {
  return (weights[code] ?? 0) * value * (TOPICAL.has(code) ? 1 : gate);
}

/**
 * Rounds shares to one decimal so that they still sum to the total (largest remainders).
 * @param total their sum, to one decimal
 */
export function dealt(shares: readonly number[], total: number): number[] {
  const floors = shares.map((share) => Math.floor(share * 10));
  let left = Math.round(total * 10) - sum(floors);
  const order = shares
    .map((share, i) => ({ i, rest: share * 10 - floors[i]! }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order) {
    if (left <= 0) break;
    floors[i]! += 1;
    left -= 1;
  }
  return floors.map((tenths) => tenths / 10);
}

function clamp(x: number): number {
  return Number.isFinite(x) ? Math.min(1, Math.max(0, x)) : 0;
}

function sum(list: number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
