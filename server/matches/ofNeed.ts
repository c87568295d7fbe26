import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { ENDS_UNANSWERED, type MatchStatus, NEED_CLOSED } from "../domain/match.ts";
import { Match } from "./model.ts";
import { takeStep } from "./step.ts";

/**
 * Ends the matches of a need that wait for someone, in the transaction that closes it; those that were accepted keep
 * their life. Who was invited is told; who asked hears that the need is closed, which says it all.
 */
export async function endMatchesOf(context: Context, session: ClientSession, need: string): Promise<void> {
  const statuses = Object.keys(ENDS_UNANSWERED) as MatchStatus[];
  const waiting = await Match.find({ need, status: { $in: statuses } })
    .session(session)
    .lean();
  for (const match of waiting) {
    const action = ENDS_UNANSWERED[match.status];
    const step = { reason: NEED_CLOSED, sides: ["candidate"] as const };
    if (action) await takeStep(context, session, match, { action, ...step });
  }
}

/** Gives the matches of a need its new title, in the transaction that renames it: they hold a copy. */
export async function renameMatchesOf(
  session: ClientSession,
  need: string,
  needTitle: string,
): Promise<void> {
  await Match.updateMany({ need }, { $set: { needTitle } }, { session });
}
