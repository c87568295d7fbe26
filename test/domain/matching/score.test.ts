import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "../../../server/domain/matching/calibration.ts";
import { dealt, topicalGate, weighted } from "../../../server/domain/matching/score.ts";
import { EXPERT_WEIGHTS } from "../../../server/domain/matching/weights.ts";
import { CANDIDATE_KINDS } from "../../../server/domain/vocabulary.ts";

describe("unit: scores", () => {
  it.each(CANDIDATE_KINDS)("the calibration of %s rises everywhere, from 0 to 100", (kind) => {
    const scores = Array.from({ length: 201 }, (_, i) => calibrate(kind, i / 200));
    expect(scores[0]).toBe(0);
    expect(scores.at(-1)).toBe(100);
    expect(scores.every((s, i) => i === 0 || s > scores[i - 1]!)).toBe(true);
  });

  it("rounded shares sum to the rounded score, whatever the parts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 10 }),
        (list) => {
          const total = Math.round(list.reduce((a, b) => a + b, 0) * 10) / 10;
          const shown = dealt(list, total);
          const tenths = shown.reduce((sum, share) => sum + Math.round(share * 10), 0);
          expect(tenths).toBe(Math.round(total * 10));
          expect(shown.every((share, i) => Math.abs(share - list[i]!) <= 0.1 + 1e-9)).toBe(true);
        },
      ),
    );
  });

  it("being free and near counts for nothing where the subject is not met", () => {
    const topical = { subject: 0, theme: 0, text: 0, skill: 0 };
    const near = { ...topical, country: 1, language: 1, availability: 1, mode: 1 };
    expect(weighted(near, EXPERT_WEIGHTS, topicalGate(near, EXPERT_WEIGHTS))).toBe(0);
    const met = { ...near, subject: 0.4, theme: 0.8, text: 0.4, skill: 0.3 };
    expect(weighted(met, EXPERT_WEIGHTS, topicalGate(met, EXPERT_WEIGHTS))).toBeGreaterThan(0.4);
  });
});
