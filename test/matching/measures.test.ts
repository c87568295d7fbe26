import { describe, expect, it } from "vitest";
import { meanMeasures, ndcg, recall, reciprocalRank } from "../../server/matching/measures.ts";

const grades = new Map([
  ["a", 3],
  ["b", 2],
  ["c", 1],
  ["d", 0],
]);

describe("unit: measures", () => {
  it("nDCG is 1 for the ideal order, and by hand for another", () => {
    expect(ndcg(["a", "b", "c"], grades)).toBe(1);
    // DCG 3/log2(2) + 7/log2(3) over 7/log2(2) + 3/log2(3) + 1/log2(4).
    expect(ndcg(["b", "a"], grades)).toBeCloseTo((3 + 7 / Math.log2(3)) / (7 + 3 / Math.log2(3) + 0.5), 10);
    expect(ndcg(["d", "z"], grades)).toBe(0);
    expect(ndcg(["a"], new Map([["d", 0]]))).toBeNull();
  });

  it("nDCG looks at the first ten only", () => {
    const far = [...Array.from({ length: 10 }, (_, i) => `z${i}`), "a"];
    expect(ndcg(far, grades)).toBe(0);
  });

  it("MRR counts grades of 2 and more", () => {
    expect(reciprocalRank(["c", "b", "a"], grades)).toBe(0.5);
    expect(reciprocalRank(["c"], grades)).toBe(0);
    expect(reciprocalRank(["c"], new Map([["c", 1]]))).toBeNull();
  });

  it("recall is the share of the useful ones that are listed", () => {
    expect(recall(["a", "z"], grades)).toBe(0.5);
    expect(recall([...Array.from({ length: 20 }, (_, i) => `z${i}`), "a"], grades)).toBe(0);
  });

  it("means leave out the needs for which a measure does not exist", () => {
    const nothing = { ranked: ["a"], grades: new Map([["d", 0]]) };
    const ideal = { ranked: ["a", "b", "c"], grades };
    expect(meanMeasures([ideal, nothing])).toEqual({ ndcg10: 1, mrr: 1, recall20: 1 });
  });
});
