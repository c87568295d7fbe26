import { beforeAll, describe, expect, it } from "vitest";
import { understand } from "../../server/domain/matching/understanding/understand.ts";
import { type Evaluation, evaluate, gradesOf, idsOf } from "../../server/matching/evaluate.ts";
import {
  type Bench,
  INDEX_OF,
  JUDGED_KINDS,
  prepareBench,
  rankJudged,
  withNeeds,
} from "../../server/matching/judgedRun.ts";
import { loadJudgedSet } from "../../server/matching/judgedSet.ts";
import { retrieve } from "../../server/matching/retrieve.ts";
import { dev, lexicon, setFolder } from "../domain/matching/support.ts";
import { devBench } from "./support.ts";

describe("integration: measures on the development set", () => {
  let full: Evaluation;
  let freeText: Evaluation;
  let bench: Bench;

  beforeAll(async () => {
    bench = await devBench();
    full = await evaluate(bench, { depth: 25 });
    const plain = loadJudgedSet(setFolder("dev"), { freeTextOnly: true });
    freeText = await evaluate(await prepareBench(plain, lexicon), { depth: 25 });
  }, 60_000);

  it("experts and peers stay above their floors", () => {
    const { experts, peers } = full.report;
    expect(experts.ndcg10).toBeGreaterThanOrEqual(0.9);
    expect(experts.mrr).toBeGreaterThanOrEqual(0.92);
    expect(experts.recall20).toBeGreaterThanOrEqual(0.97);
    expect(peers.ndcg10).toBeGreaterThanOrEqual(0.89);
  });

  it("no listed candidate breaks a hard rule", () => {
    expect(full.report.experts.violations + full.report.peers.violations).toBe(0);
    expect(freeText.report.experts.violations + freeText.report.peers.violations).toBe(0);
  });

  it("is far above plain text search and random order under the same hard rules", () => {
    for (const kind of JUDGED_KINDS) {
      const { ndcg10, baselines } = full.report[kind];
      expect(ndcg10).toBeGreaterThan(baselines.text.ndcg10 + 0.15);
      expect(baselines.text.ndcg10).toBeGreaterThan(baselines.random.ndcg10 + 0.15);
    }
  });

  it("without any box ticked, experts fall by at most 0.05", () => {
    expect(full.report.experts.ndcg10 - freeText.report.experts.ndcg10).toBeLessThanOrEqual(0.05);
  });

  it("says that nothing fits for most needs without a good expert, and for few others", () => {
    const isGood = (need: string) => [...gradesOf(dev, need, "experts").values()].some((g) => g >= 2);
    const without = full.runs.experts.filter((r) => !isGood(r.need.id));
    const others = full.runs.experts.filter((r) => isGood(r.need.id));
    expect(without.filter((r) => r.ranking.nothingFits).length).toBeGreaterThanOrEqual(1);
    expect(others.filter((r) => !r.ranking.nothingFits).length / others.length).toBeGreaterThanOrEqual(0.9);
  });

  it("retrieval loses no useful candidate among the first 200", async () => {
    for (const kind of JUDGED_KINDS) {
      for (const need of dev.needs) {
        const relevance = await retrieve(
          bench.engine,
          INDEX_OF[kind],
          need,
          understand(need, lexicon),
          lexicon,
        );
        const useful = [...gradesOf(dev, need.id, kind)].filter(([, grade]) => grade >= 2).map(([id]) => id);
        expect(
          useful.filter((id) => !relevance.has(id)),
          `${need.id} ${kind}`,
        ).toEqual([]);
      }
    }
  });

  it("gives the same ranking again", async () => {
    for (const kind of JUDGED_KINDS) {
      for (const { need, ranking } of full.runs[kind].slice(0, 40)) {
        const again = await rankJudged(bench, kind, need, { limit: 25 });
        expect(idsOf(again), `${need.id} ${kind}`).toEqual(idsOf(ranking));
      }
    }
  });
});

describe("integration: needs in plain words", () => {
  it.each([
    ["lay", 0.82, 0.78],
    ["lay2", 0.65, 0.7],
  ])(
    "%s: newcomers' needs, towns instead of countries, no box ticked",
    async (name, experts, peers) => {
      const set = loadJudgedSet(setFolder(name), { candidatesFrom: setFolder("dev") });
      const { report } = await evaluate(withNeeds(await devBench(), set), { depth: 25 });
      expect(report.experts.ndcg10).toBeGreaterThanOrEqual(experts);
      expect(report.peers.ndcg10).toBeGreaterThanOrEqual(peers);
      expect(report.experts.ndcg10).toBeGreaterThan(report.experts.baselines.text.ndcg10 + 0.3);
      expect(report.experts.violations).toBe(0);
    },
    60_000,
  );
});
