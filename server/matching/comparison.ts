import type { Context } from "../context.ts";
import type { Excluded, Suggestion } from "../domain/matching/types.ts";
import { notFound } from "../errors.ts";
import type { NeedRecord } from "../needs/model.ts";
import { suggestFor } from "./usecases.ts";

/** How far down the list candidates are compared. */
const DEPTH = 50;

export type ComparableKind = "expert" | "peer";

/** One of two candidates: where it stands and why, or the rule that leaves it out. */
export type Side =
  | { id: string; rank: number; suggestion: Suggestion }
  | { id: string; rank: null; excluded: Excluded };

export type Comparison = {
  /** Null until two candidates were named. */
  sides: [Side, Side] | null;
  /** Who can be chosen, in the order of the list. */
  choices: Suggestion[];
};

/**
 * Two candidates of one need side by side, as the same ranking sees them.
 * @throws 403, 409 as `suggestFor` does; 404 for a candidate that is neither among the first nor left out by a rule.
 */
export async function compareCandidates(
  context: Context,
  need: NeedRecord,
  { kind, pair }: { kind: ComparableKind; pair: [string, string] | null },
): Promise<Comparison> {
  const { items, excluded } = await suggestFor(context, need, { kind, limit: DEPTH });
  const sideOf = (id: string): Side => {
    const at = items.findIndex((item) => item.candidate.id === id);
    if (at >= 0) return { id, rank: at + 1, suggestion: items[at]! };
    // Who was left out, and why, is for advisers.
    const out = context.actor.adviser ? excluded.find((one) => one.id === id) : undefined;
    if (out) return { id, rank: null, excluded: out };
    throw notFound("Ce candidat");
  };
  return { sides: pair ? [sideOf(pair[0]), sideOf(pair[1])] : null, choices: items };
}
