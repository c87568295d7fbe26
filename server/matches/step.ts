import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { MATCH_LIFE, type MatchAction, OPEN_MATCH_STATUSES } from "../domain/match.ts";
import { tellOfStep } from "./mails.ts";
import type { Side } from "./messages.ts";
import { Match, type MatchRecord } from "./model.ts";
import { missionText } from "./presentMission.ts";

type Step = {
  action: MatchAction;
  reason?: string | undefined;
  note?: string | undefined;
  fileNote?: string | undefined;
  /** What the step sets besides the status. */
  extra?: Partial<MatchRecord>;
  /** Who hears of it; left out: as the step itself says. */
  sides?: readonly Side[];
};

/**
 * Writes one step of a match's life in a transaction: status, version, trail and mails. The caller has checked that the
 * table allows it. @returns null when someone was faster, and then the caller must abort.
 */
export async function takeStep(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  { action, reason, note, fileNote, extra = {}, sides }: Step,
): Promise<MatchRecord | null> {
  const now = context.clock();
  const { to } = MATCH_LIFE[action];
  const ends = !OPEN_MATCH_STATUSES.includes(to);
  const after = await Match.findOneAndUpdate(
    { _id: match._id, status: match.status, version: match.version },
    {
      $set: {
        ...{ ...extra, status: to, updatedAt: now },
        ...(to === match.status ? {} : { statusSince: now }),
        ...(ends ? { endReason: reason ?? null } : {}),
      },
      ...(ends ? { $unset: { openKey: 1 } } : {}),
      $inc: { version: 1 },
    },
    { session, returnDocument: "after" },
  ).lean();
  if (!after) return null;
  await recordAudit(context, session, {
    ...{ subject: { type: "match", id: match._id }, action, from: match.status, to },
    ...{ reason, note, fileNote },
    before: action === "change-mission" && match.mission ? missionText(match.mission) : undefined,
  });
  await tellOfStep(context, session, after, { action, reason, note, sides });
  return after;
}
