import type { ClientSession } from "mongoose";
import { tell, tellAdvisers } from "../accounts/tell.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { completeness, EXPERT_LIFE, type ExpertAction, type ExpertContent } from "../domain/expert.ts";
import { refuseTransition } from "../domain/life.ts";
import { partsInExpert } from "../domain/policies.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import type { Message } from "../mail/message.ts";
import { settleMatchesOfExpert } from "../matches/standing.ts";
import { inTransaction } from "../storage/transaction.ts";
import {
  expertArchivedMessage,
  expertPublishedMessage,
  expertSentBackMessage,
  expertSuspendedMessage,
  profileToReadMessage,
} from "./mails.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import { getExpert, ownerOf } from "./usecases.ts";

/** A profile must be at least this complete before an adviser is asked to read it. */
export const SUBMIT_FROM_PERCENT = 60;

/** @throws 422 naming what is missing where too little is filled in for an adviser to read it. */
export function refuseIncomplete(profile: ExpertContent): void {
  const { percent, items } = completeness(profile);
  if (percent >= SUBMIT_FROM_PERCENT) return;
  const missing = items.filter((item) => !item.done);
  throw invalid(
    missing.map(({ field, label }) => ({
      path: field,
      message: `Ajoutez ${label.charAt(0).toLowerCase()}${label.slice(1)}.`,
    })),
  );
}

/** What the owner is told of a step, or nothing. */
function toOwner(
  context: Context,
  expert: ExpertRecord,
  { action, note, ended }: { action: ExpertAction; note: string; ended: number },
): Message | null {
  const base = context.publicUrl();
  const by = context.actor.name;
  if (action === "publish") return expertPublishedMessage(`${base}/experts/${expert._id}`);
  if (action === "send-back") return expertSentBackMessage(by, note, `${base}/mon-profil`);
  if (action === "archive") return expertArchivedMessage(by, note, ended, `${base}/mon-profil`);
  if (action === "suspend") return expertSuspendedMessage(by, note, ended, `${base}/mon-profil`);
  return null;
}

/** Tells the advisers of a profile to read, and the owner of what was decided. */
async function tellOf(
  context: Context,
  session: ClientSession,
  expert: ExpertRecord,
  { action, note, ended }: { action: ExpertAction; note: string; ended: number },
): Promise<void> {
  const key = `expert.${action} ${expert._id} ${expert.version}`;
  const place = `${context.publicUrl()}/experts/${expert._id}`;
  if (action === "submit") {
    const message = profileToReadMessage(expert.name, expert.headline, place);
    return tellAdvisers(context, session, { key, message });
  }
  const message = toOwner(context, expert, { action, note, ended });
  if (message) await tell(context, session, { key, letters: [{ to: [ownerOf(expert)], message }], place });
}

/**
 * Carries a profile through its life.
 * @param note why it is sent back, suspended or archived, for its owner
 * @param fileNote what advisers keep for each other
 * @throws 404, 409 outside the table, 403, 422 when too little is filled in to be submitted or a note is missing.
 */
export async function moveExpert(
  context: Context,
  {
    id,
    action,
    note = "",
    fileNote = "",
  }: { id: string; action: ExpertAction; note?: string; fileNote?: string },
): Promise<ExpertRecord> {
  const now = context.clock();
  const expert = await getExpert(context, id);
  const transition = EXPERT_LIFE[action];
  const refusal = refuseTransition(
    transition,
    expert.status,
    partsInExpert(context.actor, { id, status: expert.status }),
  );
  if (refusal === "not-in-table") {
    throw conflict("transition", "Ce profil n’est pas dans un état qui le permet.", {
      status: expert.status,
      version: expert.version,
    });
  }
  if (refusal === "not-yours") throw forbidden();
  if (action === "submit") refuseIncomplete(expert);
  // Who leaves by themselves owes nobody a reason.
  const toOwnerWithReason: ExpertAction[] = ["send-back", "suspend", "archive"];
  if (toOwnerWithReason.includes(action) && context.actor.expert !== id && !note) {
    throw invalid([{ path: "note", message: "Dites pourquoi : la personne recevra ce texte." }]);
  }
  const moved = await inTransaction(async (session) => {
    const after = await Expert.findOneAndUpdate(
      { _id: id, status: expert.status, version: expert.version },
      {
        $set: {
          status: transition.to,
          statusSince: now,
          confirmation: null,
          updatedAt: now,
          sentBackNote: action === "send-back" ? note : null,
          ...(action === "publish" ? { publishedAt: now } : {}),
        },
        $inc: { version: 1 },
      },
      { session, returnDocument: "after" },
    ).lean();
    if (!after) throw conflict("version", "Ce profil vient d’être modifié par quelqu’un d’autre.");
    await recordAudit(context, session, {
      subject: { type: "expert", id },
      action,
      from: expert.status,
      to: transition.to,
      ...{ note, fileNote },
    });
    await queueIndex(session, now, "experts", id);
    // The owner hears of them in the one mail on what was decided, or decided it.
    const ended =
      transition.to === "published" ? 0 : await settleMatchesOfExpert(context, session, id, ["asker"]);
    await tellOf(context, session, after, { action, note, ended });
    return after;
  });
  context.wakeOutbox();
  return moved;
}
