import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import {
  CANDIDATE_JOINED,
  CANDIDATE_LEFT,
  ENDS_UNANSWERED,
  type MatchStatus,
  OPEN_MATCH_STATUSES,
} from "../domain/match.ts";
import { type Broken, brokenByStanding } from "../domain/matching/hardRules.ts";
import { expertAsItStands } from "../experts/matchable.ts";
import { inTransaction } from "../storage/transaction.ts";
import { tellOfLeaving } from "./mails.ts";
import type { Side } from "./messages.ts";
import { Match, type MatchRecord } from "./model.ts";
import { takeStep } from "./step.ts";

/** What keeps an expert from the matches of an organisation, at this very moment; null where nothing does. */
export async function brokenStanding(
  session: ClientSession,
  { candidate, needOrganisation }: Pick<MatchRecord, "candidate" | "needOrganisation">,
  now: Date,
): Promise<Broken> {
  if (candidate.kind !== "expert") return null;
  const expert = await expertAsItStands(session, candidate.id);
  return expert
    ? brokenByStanding(needOrganisation, expert, now)
    : { rule: "published", text: "Ce profil n’existe plus." };
}

/** Ends a match that waits, or tells everybody of one that goes on; whoever changed the standing has written it already. */
async function settle(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  broken: NonNullable<Broken>,
  sides?: readonly Side[],
): Promise<boolean> {
  const reason = broken.rule === "employer" ? CANDIDATE_JOINED : CANDIDATE_LEFT;
  const action = ENDS_UNANSWERED[match.status];
  if (action) {
    return (
      (await takeStep(context, session, match, { action, reason, ...(sides ? { sides } : {}) })) !== null
    );
  }
  // What two parties agreed on is theirs to end: they are told, and an adviser with them.
  await recordAudit(context, session, {
    subject: { type: "match", id: match._id },
    action: "candidate-changed",
    reason,
  });
  await tellOfLeaving(context, session, match, reason);
  return false;
}

/**
 * What a change of an expert's standing ends, in the transaction that makes the change: to be called by everything that
 * takes a profile out of the bourse, or gives its owner a seat or an employer. Matches that wait for an answer end with a
 * coded reason and a word to both sides; what was accepted goes on, and both sides and the advisers are told.
 * @param sides who is written to of each match that ends; left out: as the step itself says
 * @returns how many invitations ended that awaited an answer
 */
export async function settleMatchesOfExpert(
  context: Context,
  session: ClientSession,
  expert: string,
  sides?: readonly Side[],
): Promise<number> {
  const open = await Match.find({
    "candidate.kind": "expert",
    "candidate.id": expert,
    status: { $in: OPEN_MATCH_STATUSES },
  })
    .session(session)
    .lean();
  let ended = 0;
  for (const match of open) {
    const broken = await brokenStanding(session, match, context.clock());
    if (broken && (await settle(context, session, match, broken, sides)) && match.status === "validated")
      ended += 1;
  }
  return ended;
}

/**
 * Ends an invitation that cannot be accepted any more, whatever made it so: nobody is reminded of it.
 * @returns whether it did
 */
export async function endImpossible(context: Context, match: MatchRecord): Promise<boolean> {
  const waits = (Object.keys(ENDS_UNANSWERED) as MatchStatus[]).includes(match.status);
  const ended =
    waits &&
    (await inTransaction(async (session) => {
      const broken = await brokenStanding(session, match, context.clock());
      return broken !== null && settle(context, session, match, broken);
    }));
  context.wakeOutbox();
  return ended;
}
