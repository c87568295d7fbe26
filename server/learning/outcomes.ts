import { historiesOf } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import type { MatchStatus } from "../domain/match.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import type { MatchRecord } from "../matches/model.ts";
import { matchesOfNeed } from "../matches/usecases.ts";
import { type NeedFacts, Shown, type ShownItem, type ShownRecord } from "./model.ts";

/** One candidate as it was shown for one version of a need, and what came of it: a line of the export. */
export type LearningLine = ShownItem & {
  need: NeedFacts & { id: string; version: number };
  kind: ShownRecord["kind"];
  shownAt: string;
  /** Where the match that was begun on seeing this list stands now; null where nobody acted. */
  outcome: MatchStatus | null;
  /** The coded reason of its last step that took one. */
  reason: string | null;
  /** Every status that it went through, in order. */
  steps: string[];
  /** true where a match with this candidate had begun before the list was shown: its rank explains nothing. */
  already: boolean;
};

/**
 * Every candidate of every list that was shown, with what came of it. A match counts for the last list of its kind that
 * was shown before it began, and for no other.
 * @throws 403 but for administrators.
 */
export async function* learningLines({ actor }: Pick<Context, "actor">): AsyncGenerator<LearningLine> {
  if (!can(actor, "learning.export", null)) throw forbidden();
  let lists: ShownRecord[] = [];
  for await (const list of Shown.find().sort({ need: 1, at: 1 }).lean().cursor()) {
    if (lists.length > 0 && lists[0]!.need !== list.need) {
      yield* linesOf(lists);
      lists = [];
    }
    lists.push(list);
  }
  if (lists.length > 0) yield* linesOf(lists);
}

/** The lists of one need, oldest first, joined to its matches. */
async function* linesOf(lists: ShownRecord[]): AsyncGenerator<LearningLine> {
  const matches = await matchesOfNeed(lists[0]!.need);
  const steps = await historiesOf(
    "match",
    matches.map(({ _id }) => _id),
  );
  const ordered = lists.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.needVersion - b.needVersion);
  for (const list of ordered) {
    const { _id, need, needVersion, facts, kind, at, items } = list;
    for (const item of items) {
      const own = matches.filter((m) => m.candidate.kind === kind && m.candidate.id === item.candidate);
      const begun = own.find((match) => seenBefore(ordered, match)?._id === _id);
      const trail = begun ? (steps.get(begun._id) ?? []) : [];
      yield {
        need: { id: need, version: needVersion, ...facts },
        kind,
        ...item,
        shownAt: at.toISOString(),
        outcome: begun?.status ?? null,
        reason: trail.findLast((step) => step.reason)?.reason ?? null,
        steps: trail.flatMap((step) => (step.to ? [step.to] : [])),
        already: own.some((match) => match.createdAt < at),
      };
    }
  }
}

/** The list that was the last one shown when a match began. */
function seenBefore(lists: ShownRecord[], match: MatchRecord): ShownRecord | undefined {
  return lists.findLast((list) => list.kind === match.candidate.kind && list.at <= match.createdAt);
}
