import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, command, UsageError } from "../command.ts";
import { loadLexicon } from "../reference/load.ts";
import { failuresOf, loadCases } from "./cases.ts";
import { type Evaluation, evaluate, idsOf, type NeedRun } from "./evaluate.ts";
import { JUDGED_KINDS, prepareBench } from "./judgedRun.ts";
import { loadJudgedSet } from "./judgedSet.ts";
import type { Measures } from "./measures.ts";
import { loadJudgedReasons, reportOf, type ShownReason, shownReasons } from "./reasons.ts";
import { type Scoreboard, scoreboard } from "./scoreboard.ts";

const RUN_NAME = "bourse";
/** Candidates of a need that `--verbose` shows. */
const SHOWN = 5;

const OPTIONS = {
  run: { type: "string" },
  depth: { type: "string", default: "100" },
  json: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  without: { type: "string" },
  "free-text": { type: "boolean", default: false },
  candidates: { type: "string" },
  all: { type: "boolean", default: false },
  cases: { type: "string" },
  reasons: { type: "string" },
} as const;

type Arguments = Parameters<Command<typeof OPTIONS>["run"]>[0];

async function evaluateSet({ values, positionals }: Arguments): Promise<void> {
  if (values.all) return printScoreboard(await scoreboard(loadLexicon()));
  if (values.cases) return printCases(values.cases);
  if (values.reasons) return printReasons(values.reasons);
  const folder = positionals[0] ?? fileURLToPath(new URL("../../seeds/evaluation/dev", import.meta.url));
  const depth = Number(values.depth);
  if (!Number.isInteger(depth) || depth < 1)
    throw new UsageError(`--depth takes a number of candidates, not “${values.depth}”.`);
  const set = loadJudgedSet(folder, {
    freeTextOnly: values["free-text"],
    ...(values.candidates ? { candidatesFrom: values.candidates } : {}),
  });
  const bench = await prepareBench(set, loadLexicon());
  const evaluation = await evaluate(bench, { depth, without: values.without ?? null });
  if (values.run) writeFileSync(values.run, trec(evaluation));
  if (values.json) console.log(JSON.stringify(evaluation.report, rounded));
  else print(evaluation, values.verbose);
}

/** Each set, one line for each kind of candidates. */
function printScoreboard(board: Scoreboard): void {
  const share = ({ said, of }: { said: number; of: number }) => `${said} of ${of}`;
  for (const kind of JUDGED_KINDS) {
    console.log(
      `${kind}: nDCG@10, MRR; scored 70 or more that an adviser would call; "nothing fits" said wrongly, and rightly`,
    );
    for (const { set, standing } of board[kind]) {
      const { ndcg10, mrr, called, falseAlarms, empty } = standing;
      console.log(
        `  ${set.padEnd(20)} ${ndcg10.toFixed(3)}  ${mrr.toFixed(3)}   ${called.right} of ${called.of}   ${share(falseAlarms)}   ${share(empty)}`,
      );
    }
  }
}

/** How the reasons that are shown today were judged, for the needs of which some were. */
async function printReasons(file: string): Promise<void> {
  const judged = loadJudgedReasons(file);
  for (const kind of JUDGED_KINDS) {
    const own = judged.filter((reason) => reason.kind === kind);
    const shown: ShownReason[] = [];
    for (const set of new Set(own.map((reason) => reason.set))) {
      const needs = new Set(own.filter((reason) => reason.set === set).map(({ need }) => need));
      shown.push(...(await shownReasons(set, loadLexicon(), needs)).filter((reason) => reason.kind === kind));
    }
    const { relevant, true: beside, wrong, unjudged } = reportOf(shown, own);
    const of = relevant + beside + wrong;
    const share = (count: number) => `${count} (${of === 0 ? "—" : Math.round((100 * count) / of)} %)`;
    console.log(
      `${kind}: ${of} judged reasons are shown: true and relevant ${share(relevant)}, true but beside the point ${share(beside)}, wrong or misleading ${share(wrong)}; ${unjudged} were never judged`,
    );
  }
}

/** The cases that do not hold, and how many do. */
function printCases(file: string): void {
  const cases = loadCases(file);
  const failed = cases
    .map((one) => ({ one, why: failuresOf(one, loadLexicon()) }))
    .filter(({ why }) => why.length > 0);
  for (const { one, why } of failed) console.log(`${one.id} (${one.why}): ${why.join("; ")}`);
  console.log(`${cases.length - failed.length} of ${cases.length} cases hold`);
}

/**
 * `need-id Q0 candidate-id rank score run-name`, as trec_eval reads it. That tool sorts by score alone, so equal scores
 * are set apart by a millionth a rank.
 */
function trec({ runs }: Evaluation): string {
  const lines: string[] = [];
  for (const kind of JUDGED_KINDS) {
    for (const { need, ranking } of runs[kind]) {
      ranking.items.forEach(({ candidate, score }, i) => {
        lines.push(`${need.id} Q0 ${candidate.id} ${i + 1} ${(score - i * 1e-6).toFixed(6)} ${RUN_NAME}`);
      });
    }
  }
  return `${lines.join("\n")}\n`;
}

function print({ report, runs }: Evaluation, verbose: boolean): void {
  for (const kind of JUDGED_KINDS) {
    const { violations, needs, baselines, ...measures } = report[kind];
    console.log(`${kind}: ${needs} needs, ${violations} hard-rule violations`);
    console.log(`  matching  ${line(measures)}`);
    console.log(`  text      ${line(baselines.text)}`);
    console.log(`  random    ${line(baselines.random)}`);
    if (verbose) for (const run of runs[kind]) printNeed(run);
  }
}

function line({ ndcg10, mrr, recall20 }: Measures): string {
  return `nDCG@10 ${ndcg10.toFixed(3)}   MRR ${mrr.toFixed(3)}   recall@20 ${recall20.toFixed(3)}`;
}

function printNeed({ need, ranking, grades, ndcg10 }: NeedRun): void {
  const fits = ranking.nothingFits ? "nothing fits" : "";
  console.log(`\n  ${need.id} ${need.title} · nDCG@10 ${ndcg10?.toFixed(2) ?? "—"} ${fits}`);
  const ids = idsOf(ranking);
  ids.slice(0, SHOWN).forEach((id, i) => {
    const { score, candidate, reasons } = ranking.items[i]!;
    const why = reasons.slice(0, 3).map((r) => `${r.criterion} ${r.share}`);
    console.log(`    ${grades.get(id) ?? "-"} ${id} ${score} ${candidate.title} (${why.join(", ")})`);
  });
  for (const [id, grade] of grades) {
    const at = ids.indexOf(id);
    if (grade < 2 || (at >= 0 && at < SHOWN)) continue;
    const weak = ranking.items[at]?.features;
    const why = weak ? Object.entries(weak).map(([c, v]) => `${c} ${v.toFixed(2)}`) : ["not retrieved"];
    console.log(`    missed ${grade} ${id} at ${at < 0 ? "—" : at + 1}: ${why.join(", ")}`);
  }
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value;
}

void command({
  usage: `Usage: npm run evaluate -- [DIR] [--all] [--cases FILE] [--reasons FILE] [--run FILE] [--depth N] [--json] [--verbose] [--without CRITERION] [--free-text] [--candidates DIR]
  How well the matching ranks on the judged set of DIR, seeds/evaluation/dev without it.`,
  options: OPTIONS,
  words: [0, 1],
  run: evaluateSet,
});
