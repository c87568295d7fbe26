import { fileURLToPath } from "node:url";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";
import { evaluate, type NeedRun } from "./evaluate.ts";
import { JUDGED_KINDS, type JudgedKind, prepareBench, withNeeds } from "./judgedRun.ts";
import { loadJudgedSet } from "./judgedSet.ts";
import { mean } from "./measures.ts";

/** The judged sets of the project; all but the first share its candidates. */
export const JUDGED_SETS = ["dev", "lay", "lay2", "short", "mails", "english", "spanish-portuguese"] as const;

export const judgedFolder = (name: string): string =>
  fileURLToPath(new URL(`../../seeds/evaluation/${name}`, import.meta.url));

/** What one set, or all of them, say of one kind of candidates. */
export type Standing = {
  /** Mean over the needs that have somebody. */
  ndcg10: number;
  mrr: number;
  /** Candidates scored 70 or more, and those of them that an adviser would call (grade 2 or 3). */
  called: { right: number; of: number };
  /** Needs that have somebody for which the list says that nothing fits. */
  falseAlarms: { said: number; of: number };
  /** Needs that have nobody for which it says so. */
  empty: { said: number; of: number };
};

export type Scoreboard = Record<JudgedKind, { set: string; standing: Standing }[]>;

/** The score that says: an adviser would call. */
const CALL = 70;
const GOOD = 2;
const DEPTH = 100;

/** Measures every judged set of the project, and all of them together (`all`). */
export async function scoreboard(lexicon: Lexicon): Promise<Scoreboard> {
  const dev = judgedFolder("dev");
  const bench = await prepareBench(loadJudgedSet(dev), lexicon);
  const board: Scoreboard = { experts: [], peers: [] };
  const all: Record<JudgedKind, NeedRun[]> = { experts: [], peers: [] };
  for (const set of JUDGED_SETS) {
    const needs = loadJudgedSet(judgedFolder(set), { candidatesFrom: dev });
    const { runs } = await evaluate(withNeeds(bench, needs), { depth: DEPTH });
    for (const kind of JUDGED_KINDS) {
      board[kind].push({ set, standing: standingOf(runs[kind]) });
      all[kind].push(...runs[kind]);
    }
  }
  for (const kind of JUDGED_KINDS) board[kind].push({ set: "all", standing: standingOf(all[kind]) });
  return board;
}

function standingOf(runs: readonly NeedRun[]): Standing {
  const hasSomebody = ({ grades }: NeedRun) => [...grades.values()].some((grade) => grade >= GOOD);
  const some = runs.filter(hasSomebody);
  const none = runs.filter((run) => !hasSomebody(run));
  const saidOf = (list: readonly NeedRun[]) => ({
    said: list.filter(({ ranking }) => ranking.nothingFits).length,
    of: list.length,
  });
  const graded = runs.flatMap(({ ranking, grades }) =>
    ranking.items
      .filter(({ score }) => score >= CALL)
      .map(({ candidate }) => (grades.get(candidate.id) ?? 0) >= GOOD),
  );
  const firstGood = ({ ranking, grades }: NeedRun) =>
    ranking.items.findIndex(({ candidate }) => (grades.get(candidate.id) ?? 0) >= GOOD);
  return {
    ndcg10: mean(runs.flatMap(({ ndcg10 }) => (ndcg10 === null ? [] : [ndcg10]))),
    mrr: mean(some.map((run) => (firstGood(run) < 0 ? 0 : 1 / (firstGood(run) + 1)))),
    called: { right: graded.filter(Boolean).length, of: graded.length },
    falseAlarms: saidOf(some),
    empty: saidOf(none),
  };
}
