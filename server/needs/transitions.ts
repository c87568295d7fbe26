import type { ClientSession } from "mongoose";
import { editorsOf, peopleByIds } from "../accounts/people.ts";
import { tell, tellAdvisers } from "../accounts/tell.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import { NEED_LIFE, NEED_OUTCOME_LABELS, type NeedAction, type NeedContent } from "../domain/need.ts";
import { partsInNeed } from "../domain/policies.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import type { Message } from "../mail/message.ts";
import { endMatchesOf } from "../matches/ofNeed.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { checkCodes } from "../reference/codes.ts";
import { inTransaction } from "../storage/transaction.ts";
import {
  needClosedMessage,
  needQualifiedMessage,
  needReopenedMessage,
  needToQualifyMessage,
} from "./mails.ts";
import { Need, type NeedRecord } from "./model.ts";
import type { CloseInput, QualifyInput, ReopenInput } from "./schema.ts";
import { getNeed, staleNeed } from "./usecases.ts";

/** A description shorter than this says nothing that can be answered. */
const SUBMIT_FROM_CHARACTERS = 10;

type Move = {
  action: NeedAction;
  version?: number | undefined;
  change?: Partial<Pick<NeedRecord, "kinds" | "themes" | "countries" | "adviser" | "outcome">>;
  reason?: string;
  note?: string | undefined;
  fileNote?: string | undefined;
  /** What the need must hold for this step, once it is known that the actor may take it. @throws 422. */
  check?: (need: NeedRecord) => void;
  /** What else follows from it, in the same transaction. */
  follow?: (session: ClientSession) => Promise<void>;
  /** Tells whom it concerns. `key` is this step of this need, and no other. */
  tell: (session: ClientSession, need: NeedRecord, key: string) => Promise<void>;
};

/** Carries a need along its life: table first, then role, then version, then the write with its trail and mails. */
async function moveNeed(context: Context, id: string, move: Move): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  const transition = NEED_LIFE[move.action];
  const refusal = refuseTransition(transition, need.status, partsInNeed(context.actor, need));
  if (refusal === "not-in-table") {
    throw conflict("transition", "Ce besoin n’est pas dans un état qui le permet.", {
      status: need.status,
      version: need.version,
    });
  }
  if (refusal === "not-yours" && need.privateTo) {
    throw forbidden("Votre rattachement n’est pas encore confirmé : vous enverrez ce besoin ensuite.");
  }
  if (refusal === "not-yours") throw forbidden();
  if (move.version !== undefined && move.version !== need.version) throw staleNeed(need);
  move.check?.(need);
  const now = context.clock();
  const moved = await inTransaction(async (session) => {
    const after = await Need.findOneAndUpdate(
      { _id: id, status: need.status, version: need.version },
      {
        // Whoever may send it holds their seat: it is the organisation's.
        $set: { ...move.change, status: transition.to, privateTo: null, statusSince: now, updatedAt: now },
        $inc: { version: 1 },
      },
      { session, returnDocument: "after" },
    ).lean();
    if (!after) return null;
    await recordAudit(context, session, {
      subject: { type: "need", id },
      action: move.action,
      from: need.status,
      to: transition.to,
      reason: move.reason,
      note: move.note,
      fileNote: move.fileNote,
    });
    await queueIndex(session, now, "needs", id);
    await move.follow?.(session);
    await move.tell(session, after, `need.${move.action} ${id} ${after.version}`);
    return after;
  });
  if (!moved) throw staleNeed((await Need.findById(id).lean()) ?? need);
  context.wakeOutbox();
  return moved;
}

const about = (context: Context, { _id, title }: NeedRecord) => ({
  title,
  url: `${context.publicUrl()}/besoins/${_id}`,
  by: context.actor.name,
});

/** Tells everyone who writes for the organisation, and the author wherever they are now. */
async function tellAsker(
  context: Context,
  session: ClientSession,
  need: NeedRecord,
  key: string,
  message: Message,
): Promise<void> {
  const author = await peopleByIds([need.author]);
  const to = [...author.values(), ...(await editorsOf(need.organisation))];
  await tell(context, session, { key, letters: [{ to, message }], place: about(context, need).url });
}

/** @throws 422 while a description says too little to be sent. */
export function checkSendable({ description }: Pick<NeedContent, "description">): void {
  if (description.length >= SUBMIT_FROM_CHARACTERS) return;
  throw invalid([
    { path: "description", message: "Décrivez votre besoin en quelques phrases avant de l’envoyer." },
  ]);
}

/** Sends a draft to the advisers. @throws 422 while it says too little. */
export async function submitNeed(context: Context, id: string, version?: number): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "submit",
    version,
    check: checkSendable,
    tell: async (session, need, key) => {
      const organisation = (await organisationNames([need.organisation])).get(need.organisation) ?? "";
      const message = needToQualifyMessage(about(context, need), organisation);
      await tellAdvisers(context, session, { key, message });
    },
  });
}

/** An adviser takes charge of a need and confirms, or corrects, what it is about. */
export async function qualifyNeed(
  context: Context,
  id: string,
  { version, note, fileNote, ...confirmed }: QualifyInput,
): Promise<NeedRecord> {
  checkCodes(context, confirmed);
  return moveNeed(context, id, {
    action: "qualify",
    version,
    change: { ...confirmed, adviser: context.actor.id },
    ...{ note, fileNote },
    tell: (session, need, key) =>
      tellAsker(context, session, need, key, needQualifiedMessage(about(context, need), note ?? "")),
  });
}

/** Ends a need with its outcome, and with it the matches that wait for someone. */
export async function closeNeed(
  context: Context,
  id: string,
  { version, outcome, note, fileNote }: CloseInput,
): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "close",
    version,
    change: { outcome },
    reason: outcome,
    ...{ note, fileNote },
    follow: (session) => endMatchesOf(context, session, id),
    tell: (session, need, key) => {
      const message = needClosedMessage(about(context, need), NEED_OUTCOME_LABELS[outcome], note ?? "");
      return tellAsker(context, session, need, key, message);
    },
  });
}

/** An adviser reopens a closed need. */
export async function reopenNeed(
  context: Context,
  id: string,
  { version, reason, fileNote }: ReopenInput,
): Promise<NeedRecord> {
  return moveNeed(context, id, {
    action: "reopen",
    version,
    change: { outcome: null },
    ...{ note: reason, fileNote },
    tell: (session, need, key) =>
      tellAsker(context, session, need, key, needReopenedMessage(about(context, need), reason)),
  });
}
