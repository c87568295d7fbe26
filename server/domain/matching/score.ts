import type { CandidateKind } from "../vocabulary.ts";
import { calibrate } from "./calibration.ts";
import type { Criterion } from "./criteria/criterion.ts";
import type { Weights } from "./weights.ts";

/** One criterion's part of a score. */
export type Part = { criterion: string; value: number; contribution: number };
export type Scored = { score: number; parts: Part[] };

/** Criteria that say what a candidate is worth by themselves; the others only count as far as these are met. */
const TOPICAL = new Set(["subject", "theme", "skill", "text"]);
/** Topical fit at which the other criteria count in full. */
const FULL_GATE = 0.55;

/**
 * Weighs criteria into a score from 0 to 100. Knowing the country, being free or being near counts only in so far as
 * the subject is met: each is multiplied by a gate that rises with the topical fit, so no criterion ever lowers a score.
 */
export function scoreOf<C>(
  criteria: readonly Criterion<C>[],
  weights: Weights,
  context: C,
  { kind, without = null }: { kind: CandidateKind; without?: string | null },
): Scored {
  const features: Record<string, number> = {};
  for (const c of criteria) features[c.code] = c.code === without ? 0 : clamp(c.value(context));
  const gate = topicalGate(features, weights);
  const total = sum(criteria.map((c) => weights[c.code] ?? 0));
  const raw = criteria.map(({ code }) => ({
    criterion: code,
    value: features[code]!,
    contribution: part(code, features[code]!, weights, gate) / total,
  }));
  const fit = sum(raw.map((p) => p.contribution));
  const score = calibrate(kind, fit);
  const scale = fit > 0 ? score / fit : 0;
  return { score, parts: raw.map((p) => ({ ...p, contribution: p.contribution * scale })) };
}

/** How far the topical criteria are met, 0…1: what the others count for. */
export function topicalGate(features: Readonly<Record<string, number>>, weights: Weights): number {
  let met = 0;
  let possible = 0;
  for (const [code, weight] of Object.entries(weights)) {
    if (!TOPICAL.has(code)) continue;
    met += weight * (features[code] ?? 0);
    possible += weight;
  }
  return possible === 0 ? 1 : Math.min(1, met / possible / FULL_GATE);
}

/** Weighted fit of features before calibration, 0…1. */
export function weighted(features: Readonly<Record<string, number>>, weights: Weights, gate: number): number {
  let fit = 0;
  let total = 0;
  for (const [code, weight] of Object.entries(weights)) {
    fit += part(code, features[code] ?? 0, weights, gate);
    total += weight;
  }
  return fit / total;
}

function part(code: string, value: number, weights: Weights, gate: number): number {
  return (weights[code] ?? 0) * value * (TOPICAL.has(code) ? 1 : gate);
}

/** Rounds a score to one decimal, and shares with it so that they still sum to it (largest remainders). */
export function rounded(scored: Scored): Scored {
  const units = Math.round(scored.score * 10);
  const exact = scored.parts.map((p) => p.contribution * 10);
  const floors = exact.map(Math.floor);
  let left = units - sum(floors);
  const order = exact
    .map((x, i) => ({ i, rest: x - Math.floor(x) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order) {
    if (left <= 0) break;
    floors[i]! += 1;
    left -= 1;
  }
  return { score: units / 10, parts: scored.parts.map((p, i) => ({ ...p, contribution: floors[i]! / 10 })) };
}

function clamp(x: number): number {
  return Number.isFinite(x) ? Math.min(1, Math.max(0, x)) : 0;
}

function sum(list: number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
