import type { Context } from "../context.ts";
import { inTransaction } from "../storage/transaction.ts";
import { tellReminder } from "./mails.ts";
import { Match, type MatchRecord } from "./model.ts";

/** Every match that waits for its candidate's answer, oldest first. */
export async function* validatedMatches(): AsyncGenerator<MatchRecord> {
  yield* Match.find({ status: "validated" }).sort({ statusSince: 1 }).lean().cursor();
}

/** Reminds a candidate once for `day`. @returns false when another process did, or the match moved on. */
export async function remindCandidate(context: Context, match: MatchRecord, day: number): Promise<boolean> {
  const reminded = await inTransaction(async (session) => {
    const { modifiedCount } = await Match.updateOne(
      { _id: match._id, status: "validated", remindedAtDays: { $ne: day } },
      { $push: { remindedAtDays: day } },
      { session },
    );
    if (modifiedCount === 0) return false;
    await tellReminder(context, session, match, day);
    return true;
  });
  context.wakeOutbox();
  return reminded;
}
