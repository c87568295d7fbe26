import type { ClientSession } from "mongoose";
import { adviserEmails } from "../accounts/people.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { completeness, EXPERT_LIFE, type ExpertAction, type ExpertContent } from "../domain/expert.ts";
import { refuseTransition } from "../domain/life.ts";
import { partsInExpert } from "../domain/policies.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import { queueIndex, queueMail } from "../jobs/outbox.ts";
import {
  adviserTaskMessage,
  expertPublishedMessage,
  expertSentBackMessage,
  expertSuspendedMessage,
} from "../mail/messages.ts";
import { inTransaction } from "../storage/transaction.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import { getExpert } from "./usecases.ts";

/** A profile must be at least this complete before an adviser is asked to read it. */
export const SUBMIT_FROM_PERCENT = 60;

/** @throws 422 naming what is missing where too little is filled in for an adviser to read it. */
export function refuseIncomplete(profile: ExpertContent): void {
  const { percent, items } = completeness(profile);
  if (percent >= SUBMIT_FROM_PERCENT) return;
  const missing = items.filter((item) => !item.done);
  throw invalid(missing.map(({ field, label }) => ({ path: field, message: `Il manque : ${label}.` })));
}

async function tell(
  context: Context,
  session: ClientSession,
  expert: ExpertRecord,
  action: ExpertAction,
  note: string,
) {
  const now = context.clock();
  const base = context.publicUrl();
  const to = expert.contact.email;
  if (action === "submit") {
    const message = adviserTaskMessage(
      `Un profil d’expert attend votre validation : ${expert.name}`,
      `${base}/conseil`,
    );
    for (const adviser of await adviserEmails()) await queueMail(session, now, { to: adviser, ...message });
  }
  if (action === "publish") {
    await queueMail(session, now, {
      to,
      ...expertPublishedMessage(expert.name, `${base}/experts/${expert._id}`),
    });
  }
  if (action === "send-back") {
    await queueMail(session, now, { to, ...expertSentBackMessage(expert.name, note, `${base}/mon-profil`) });
  }
  if (action === "suspend")
    await queueMail(session, now, { to, ...expertSuspendedMessage(expert.name, note) });
}

/**
 * Carries a profile through its life.
 * @param note why it is sent back or suspended, for its owner
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
  if ((action === "send-back" || action === "suspend") && !note) {
    throw invalid([{ path: "note", message: "Dites pourquoi : la personne recevra ce texte." }]);
  }
  const moved = await inTransaction(async (session) => {
    const after = await Expert.findOneAndUpdate(
      { _id: id, status: expert.status, version: expert.version },
      {
        $set: {
          status: transition.to,
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
    await tell(context, session, after, action, note);
    return after;
  });
  context.wakeOutbox();
  return moved;
}
