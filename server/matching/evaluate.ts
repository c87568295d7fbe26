import { brokenByExpert, brokenByPeer } from "../domain/matching/hardRules.ts";
import type { MatchNeed, Ranking } from "../domain/matching/types.ts";
import { type Bench, JUDGED_NOW, type JudgedKind, rankJudged, searchPlain } from "./judgedRun.ts";
import type { JudgedSet } from "./judgedSet.ts";
import { type Measures, meanMeasures, ndcg } from "./measures.ts";
import { shuffled } from "./random.ts";
import { countViolations } from "./violations.ts";

export type KindReport = Measures & {
  violations: number;
  /** Needs with at least one judged candidate of this kind above 0. */
  needs: number;
  baselines: { text: Measures; random: Measures };
};

/** One need of a run, for the per-need table. */
export type NeedRun = {
  need: MatchNeed;
  ranking: Ranking;
  grades: Map<string, number>;
  ndcg10: number | null;
};

export type Evaluation = { report: Record<JudgedKind, KindReport>; runs: Record<JudgedKind, NeedRun[]> };

export type EvaluateOptions = {
  /** Candidates listed for each need; default 100. */
  depth?: number;
  /** A criterion to leave out. */
  without?: string | null;
};

/** Enough for a mean over all needs that does not move in its second decimal. */
const RANDOM_ORDERS = 10;

/** Measures the matching on a bench's set, beside plain text search and a random order under the same hard rules. */
export async function evaluate(bench: Bench, options: EvaluateOptions = {}): Promise<Evaluation> {
  const experts = await evaluateKind(bench, "experts", options);
  const peers = await evaluateKind(bench, "peers", options);
  return {
    report: { experts: experts.report, peers: peers.report },
    runs: { experts: experts.runs, peers: peers.runs },
  };
}

async function evaluateKind(
  bench: Bench,
  kind: JudgedKind,
  { depth = 100, without = null }: EvaluateOptions,
): Promise<{ report: KindReport; runs: NeedRun[] }> {
  const { set } = bench;
  const experts = new Map(set.experts.map((e) => [e.id, e]));
  const runs: NeedRun[] = [];
  const text: { ranked: string[]; grades: Map<string, number> }[] = [];
  const random: { ranked: string[]; grades: Map<string, number> }[] = [];
  let violations = 0;
  for (const need of set.needs) {
    const grades = gradesOf(set, need.id, kind);
    const ranking = await rankJudged(bench, kind, need, { limit: depth, without });
    const ranked = idsOf(ranking);
    violations += countViolations(need, ranked, experts);
    runs.push({ need, ranking, grades, ndcg10: ndcg(ranked, grades) });
    const allowed = allowedIds(set, kind, need);
    text.push({ ranked: (await searchPlain(bench, kind, need)).filter((id) => allowed.has(id)), grades });
    for (let i = 0; i < RANDOM_ORDERS; i += 1)
      random.push({ ranked: shuffled([...allowed], `${need.id}/${i}`), grades });
  }
  const report = {
    ...meanMeasures(runs.map((r) => ({ ranked: idsOf(r.ranking), grades: r.grades }))),
    violations,
    needs: runs.filter((r) => r.ndcg10 !== null).length,
    baselines: { text: meanMeasures(text), random: meanMeasures(random) },
  };
  return { report, runs };
}

export const idsOf = (ranking: Ranking): string[] => ranking.items.map((item) => item.candidate.id);

/** Judgments of one kind of candidate: experts begin with x, organisations with o. */
export function gradesOf(set: JudgedSet, need: string, kind: JudgedKind): Map<string, number> {
  const ids = new Set((kind === "experts" ? set.experts : set.peers).map((c) => c.id));
  return new Map([...(set.grades.get(need) ?? [])].filter(([id]) => ids.has(id)));
}

/** Candidates that break no hard rule, in the order of the set. */
function allowedIds(set: JudgedSet, kind: JudgedKind, need: MatchNeed): Set<string> {
  const allowed =
    kind === "experts"
      ? set.experts.filter((e) => !brokenByExpert(need, e, JUDGED_NOW))
      : set.peers.filter((p) => !brokenByPeer(need, p, JUDGED_NOW));
  return new Set(allowed.map((c) => c.id));
}
