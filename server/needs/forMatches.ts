import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { NEED_LIFE, OPEN_NEED_STATUSES } from "../domain/need.ts";
import { conflict } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { Need } from "./model.ts";

const closedToMatches = () =>
  conflict("need-not-open", "Ce besoin est clos : il n’est plus ouvert aux mises en relation.");

/**
 * Holds a need open in the transaction that adds a match to it: both write the need, so that it is never closed without
 * that match being seen, nor renamed without it.
 * @returns its title as it stands. @throws 409 when it is closed already.
 */
export async function holdNeedOpen(session: ClientSession, id: string): Promise<string> {
  const open = { _id: id, status: { $in: OPEN_NEED_STATUSES } };
  const need = await Need.findOneAndUpdate(open, { $inc: { matchesBegun: 1 } }, { session }).lean();
  if (!need) throw closedToMatches();
  return need.title;
}

/**
 * A step that a match takes its need through, in the match's own transaction: validating one qualifies a need that was
 * only submitted (the adviser has read it by then), accepting one starts a qualified need. Elsewhere it changes nothing.
 * @throws 409 for a closed need: nobody is invited for it, nor put in touch.
 */
export async function advanceNeed(
  context: Context,
  session: ClientSession,
  id: string,
  action: "qualify" | "start",
): Promise<void> {
  const now = context.clock();
  const [from] = NEED_LIFE[action].from;
  const { to } = NEED_LIFE[action];
  const { modifiedCount } = await Need.updateOne(
    { _id: id, status: from },
    {
      $set: {
        status: to,
        statusSince: now,
        updatedAt: now,
        ...(action === "qualify" ? { adviser: context.actor.id } : {}),
      },
      $inc: { version: 1 },
    },
    { session },
  );
  if (modifiedCount === 0) {
    if (await Need.exists({ _id: id, status: "closed" }).session(session)) throw closedToMatches();
    return;
  }
  await recordAudit(context, session, { subject: { type: "need", id }, action, from, to });
  await queueIndex(session, now, "needs", id);
}
