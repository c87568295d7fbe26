import { readFileSync } from "node:fs";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type { MatchNeed } from "../domain/matching/types.ts";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";
import { understand } from "../domain/matching/understanding/understand.ts";
import {
  type Bench,
  INDEX_OF,
  JUDGED_KINDS,
  JUDGED_NOW,
  type JudgedKind,
  prepareBench,
} from "./judgedRun.ts";
import { loadJudgedSet } from "./judgedSet.ts";
import { retrieve } from "./retrieve.ts";
import { judgedFolder } from "./scoreboard.ts";

/** A reason as a card shows it. */
export type ShownReason = { set: string; need: string; kind: JudgedKind; candidate: string; text: string };

/** What somebody who wrote none of it says of a reason, given the need, the profile and the sentence. */
export type Verdict = "relevant" | "true" | "wrong";
export type JudgedReason = ShownReason & { verdict: Verdict };

/** As on a card: the first candidates of a list, each with its strongest reasons. */
const CANDIDATES = 3;
const REASONS = 3;

/** The reasons that cards show for the needs of a set; none where the list says that nothing fits. */
export async function shownReasons(
  set: string,
  lexicon: Lexicon,
  needs?: ReadonlySet<string>,
): Promise<ShownReason[]> {
  const judged = loadJudgedSet(judgedFolder(set), { candidatesFrom: judgedFolder("dev") });
  const bench = await prepareBench(judged, lexicon);
  const shown: ShownReason[] = [];
  for (const need of judged.needs) {
    if (needs && !needs.has(need.id)) continue;
    for (const kind of JUDGED_KINDS) {
      for (const { candidate, reasons } of await explained(bench, kind, need)) {
        for (const { text } of reasons.slice(0, REASONS))
          shown.push({ set, need: need.id, kind, candidate: candidate.id, text });
      }
    }
  }
  return shown;
}

async function explained(bench: Bench, kind: JudgedKind, need: MatchNeed) {
  const { set, lexicon, engine } = bench;
  const understood = understand(need, lexicon);
  const relevance = await retrieve(engine, INDEX_OF[kind], need, understood, lexicon);
  const shared = { need, understood, relevance, lexicon, now: JUDGED_NOW, limit: CANDIDATES };
  const ranking =
    kind === "experts"
      ? rankExperts({ ...shared, candidates: set.experts.filter(({ id }) => relevance.has(id)) })
      : rankPeers({ ...shared, candidates: set.peers.filter(({ id }) => relevance.has(id)) });
  return ranking.nothingFits ? [] : ranking.items;
}

/** Reads judged reasons, one JSON object a line. */
export const loadJudgedReasons = (file: string): JudgedReason[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as JudgedReason);

/** How many of the reasons that are shown today were judged, and as what. */
export type ReasonReport = Record<Verdict | "unjudged", number>;

/** Holds what is shown today against what was judged: a sentence that has changed since is not judged any more. */
export function reportOf(shown: readonly ShownReason[], judged: readonly JudgedReason[]): ReasonReport {
  const verdicts = new Map(judged.map((reason) => [keyOf(reason), reason.verdict]));
  const report: ReasonReport = { relevant: 0, true: 0, wrong: 0, unjudged: 0 };
  for (const reason of shown) report[verdicts.get(keyOf(reason)) ?? "unjudged"] += 1;
  return report;
}

const keyOf = ({ need, kind, candidate, text }: ShownReason): string =>
  [need, kind, candidate, text].join("\t");
