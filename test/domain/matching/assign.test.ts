import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AssignExpert,
  type AssignNeed,
  assign,
  type Candidacy,
} from "../../../server/domain/matching/assign.ts";

type Case = { needs: AssignNeed[]; experts: AssignExpert[]; candidacies: Candidacy[] };
const MOST = 2;
const LEAST = 10;

const caseArb: fc.Arbitrary<Case> = fc
  .record({
    wanted: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 4 }),
    rooms: fc.array(
      fc.record({ capacity: fc.integer({ min: 0, max: 3 }), engaged: fc.integer({ min: 0, max: 2 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    scores: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ wanted, rooms, scores }) => ({
    needs: wanted.map((w, i) => ({ id: `n${i}`, wanted: w })),
    experts: rooms.map((r, i) => ({ id: `x${i}`, ...r })),
    // Few distinct scores, so that ties are common; below 20 a pair is no candidacy at all.
    candidacies: wanted.flatMap((_, n) =>
      rooms.flatMap((_, x) => {
        const score = scores[n * 3 + x]!;
        return score < 20 ? [] : [{ need: `n${n}`, expert: `x${x}`, score: score / 2 }];
      }),
    ),
  }));

/** Greatest total, and the evenest spread among those that reach it, by trying every subset. */
function bruteForce({ needs, experts, candidacies }: Case): { total: number; spread: number } {
  const usable = candidacies.filter((c) => c.score >= LEAST);
  let best = { total: 0, spread: 0 };
  for (let mask = 0; mask < 1 << usable.length; mask += 1) {
    const chosen = usable.filter((_, i) => (mask >> i) & 1);
    const count = (key: "need" | "expert", id: string) => chosen.filter((c) => c[key] === id).length;
    if (needs.some((n) => count("need", n.id) > (n.wanted ?? 1))) continue;
    if (experts.some((e) => count("expert", e.id) > Math.min(MOST, e.capacity))) continue;
    const total = chosen.reduce((sum, c) => sum + c.score, 0);
    const spread = spreadOf(experts, chosen);
    if (total > best.total || (total === best.total && spread < best.spread)) best = { total, spread };
  }
  return best;
}

function spreadOf(experts: AssignExpert[], chosen: Candidacy[]): number {
  return experts.reduce((sum, e) => {
    const missions = chosen.filter((c) => c.expert === e.id).length;
    return sum + missions * e.engaged + (missions * (missions - 1)) / 2;
  }, 0);
}

describe("unit: assignment", () => {
  it("equals brute force on 200 random small cases, in total and in evenness", () => {
    fc.assert(
      fc.property(caseArb, (problem) => {
        const { proposals, total } = assign({ ...problem, most: MOST, least: LEAST });
        const best = bruteForce(problem);
        expect(total).toBeCloseTo(best.total, 6);
        expect(spreadOf(problem.experts, proposals)).toBe(best.spread);
      }),
      { numRuns: 200 },
    );
  });

  it("gives up a need's own best where that serves all better, and says what it costs", () => {
    const { proposals, total, greedy } = assign({
      needs: [{ id: "a" }, { id: "b" }],
      experts: [
        { id: "x", capacity: 1, engaged: 0 },
        { id: "y", capacity: 1, engaged: 0 },
      ],
      candidacies: [
        { need: "a", expert: "x", score: 90 },
        { need: "a", expert: "y", score: 80 },
        { need: "b", expert: "x", score: 85 },
      ],
    });
    expect(proposals).toEqual([
      { need: "a", expert: "y", score: 80, best: 90, loss: 10 },
      { need: "b", expert: "x", score: 85, best: 85, loss: 0 },
    ]);
    expect(total).toBe(165);
    expect(greedy).toEqual({ total: 90, met: 1 });
  });

  it("never floods an expert, never proposes below the least score, and names who stays without", () => {
    const needs = Array.from({ length: 5 }, (_, i) => ({ id: `n${i}` }));
    const { proposals, unmet } = assign({
      needs,
      experts: [{ id: "x", capacity: 9, engaged: 0 }],
      candidacies: needs.map((n, i) => ({ need: n.id, expert: "x", score: i === 0 ? 39 : 60 + i })),
      most: 3,
    });
    expect(proposals.map((p) => p.need)).toEqual(["n2", "n3", "n4"]);
    expect(unmet).toEqual(["n0", "n1"]);
  });

  it("among equals, who has fewer missions comes first", () => {
    const { proposals } = assign({
      needs: [{ id: "n" }],
      experts: [
        { id: "busy", capacity: 3, engaged: 2 },
        { id: "free", capacity: 3, engaged: 0 },
      ],
      candidacies: ["busy", "free"].map((expert) => ({ need: "n", expert, score: 80 })),
    });
    expect(proposals[0]!.expert).toBe("free");
  });

  it("1,000 needs × 10,000 experts, 200 candidates each", () => {
    const needs = Array.from({ length: 1_000 }, (_, i) => ({ id: `n${i}` }));
    const experts = Array.from({ length: 10_000 }, (_, i) => ({ id: `x${i}`, capacity: 2, engaged: i % 3 }));
    // Few experts are wanted by many: a step that has no factor with their number draws each of them once.
    const candidacies = needs.flatMap(({ id: need }, i) =>
      Array.from({ length: 200 }, (_, k) => ({
        need,
        expert: `x${(i * 7 + k * 11) % 1_201}`,
        score: 40 + ((i * 31 + k * 17) % 600) / 10,
      })),
    );
    const { total, greedy, proposals, unmet } = assign({ needs, experts, candidacies });
    expect(total).toBeGreaterThanOrEqual(greedy.total);
    expect(proposals.length + unmet.length).toBe(needs.length);
    expect(new Set(proposals.map(({ need }) => need)).size).toBe(proposals.length);
    const missions = new Map<string, number>();
    for (const { expert } of proposals) missions.set(expert, (missions.get(expert) ?? 0) + 1);
    expect(Math.max(...missions.values())).toBeLessThanOrEqual(2);
  });
});
