import type { QueryFilter } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { can, writesFor } from "../domain/policies.ts";
import { conflict, forbidden, invalid, notFound, unauthenticated } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { renameMatchesOf } from "../matches/ofNeed.ts";
import { checkCodes } from "../reference/codes.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { type Window, type Windowed, windowed } from "../storage/window.ts";
import { Need, type NeedRecord } from "./model.ts";
import type { NeedChange, NeedInput } from "./schema.ts";

function authorOrganisation({ actor }: Context, asked: string | undefined): string {
  if (!actor.id) throw unauthenticated();
  const editable = writesFor(actor);
  if (!asked && editable.length === 0) {
    throw forbidden("Pour publier un besoin, rattachez-vous d’abord à une collectivité.");
  }
  const organisation = asked ?? (editable.length === 1 ? editable[0] : undefined);
  if (!organisation) {
    throw invalid([{ path: "organisation", message: "Dites pour quelle structure vous écrivez." }]);
  }
  if (!can(actor, "need.create", { id: organisation })) {
    throw forbidden("Vous ne pouvez pas écrire au nom de cette structure.");
  }
  return organisation;
}

/**
 * Begins a need as a draft of the author's organisation; the author's alone while their seat is not confirmed.
 * @param form where it comes from a form: the id that this form's need has, and the form's key. The same form posted again,
 *   after a first save whose answer was lost, goes on with the draft that it began.
 * @throws 401, 403, 409 where that form's need has been sent already, 422.
 */
export async function postNeed(
  context: Context,
  input: NeedInput,
  form?: { need: string; key: string },
): Promise<NeedRecord> {
  const organisation = authorOrganisation(context, input.organisation);
  checkCodes(context, input);
  const begun = form && (await Need.findById(form.need).lean());
  if (begun) return goOn(context, begun, { ...input, organisation }, form.key);
  const now = context.clock();
  const _id = form?.need ?? newId();
  try {
    const posted = await inTransaction(async (session) => {
      const [need] = await Need.create(
        [
          {
            ...input,
            _id,
            organisation,
            author: context.actor.id as string,
            privateTo: privateIn(context, organisation),
            ...(form ? { wroteWith: wrote(input, form.key) } : {}),
            statusSince: now,
            createdAt: now,
            updatedAt: now,
          },
        ],
        { session },
      );
      await recordAudit(context, session, {
        subject: { type: "need", id: _id },
        action: "create",
        to: "draft",
      });
      await queueIndex(session, now, "needs", _id);
      return need?.toObject() as NeedRecord;
    });
    context.wakeOutbox();
    return posted;
  } catch (error) {
    const first = form && isDuplicate(error) ? await Need.findById(form.need).lean() : null;
    if (!first) throw error;
    return goOn(context, first, { ...input, organisation }, form?.key);
  }
}

/** Whose alone a draft is: its author's, while their seat in the organisation is not confirmed. */
const privateIn = ({ actor }: Context, organisation: string): string | null =>
  actor.pending.includes(organisation) ? actor.id : null;

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown })?.code === 11000;

function goOn(context: Context, begun: NeedRecord, input: NeedInput, key: string | undefined) {
  if (begun.author !== context.actor.id || begun.status !== "draft") {
    throw conflict("sent", "Ce besoin est déjà envoyé. Vous le retrouvez parmi vos besoins.");
  }
  return editNeed(context, begun._id, input, key);
}

/** Which form wrote these fields last; null for what no form wrote. */
const wrote = (change: object, form: string | undefined): Record<string, string | null> =>
  Object.fromEntries(Object.keys(change).map((field) => [field, form ?? null]));

/** One need. @throws 404 where it does not exist or may not be read. */
export async function getNeed({ actor }: Context, id: string): Promise<NeedRecord> {
  const need = await Need.findById(id).lean();
  if (!need || !can(actor, "need.read", need)) throw notFound("Ce besoin");
  return need;
}

export const staleNeed = (need: NeedRecord) =>
  conflict("version", "Ce besoin a été modifié entre-temps.", { status: need.status, version: need.version });

/** A draft may go over to another organisation that the actor writes for; what was sent stays whose it is. */
function checkMove({ actor }: Context, need: NeedRecord, organisation: string): void {
  if (!can(actor, "need.move", need)) throw forbidden("Seul un brouillon change de structure.");
  // Where a seat waits, a draft is hidden from the others: nobody may hide what a colleague wrote.
  const hides = actor.pending.includes(organisation) && need.author !== actor.id;
  if (hides || !can(actor, "need.create", { id: organisation })) {
    throw forbidden("Vous ne pouvez pas écrire au nom de cette structure.");
  }
}

/**
 * Changes what a need says. With a version, it must be the present one; without, the last word wins.
 * @param form the key of the form that says so, where one does
 * @throws 403 when it is closed or not the actor's to edit, or not theirs to move; 409 for an old version; 422.
 */
export async function editNeed(
  context: Context,
  id: string,
  change: NeedChange,
  form?: string,
): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  if (!can(context.actor, "need.edit", need)) throw forbidden("Ce besoin ne peut plus être modifié.");
  const { version, organisation, ...content } = change;
  if (version !== undefined && version !== need.version) throw staleNeed(need);
  const moves = organisation !== undefined && organisation !== need.organisation;
  if (moves) checkMove(context, need, organisation);
  const moved = moves ? { organisation, privateTo: privateIn(context, organisation) } : {};
  checkCodes(context, content);
  const now = context.clock();
  const wroteWith = { ...need.wroteWith, ...wrote(content, form) };
  const saved = await inTransaction(async (session) => {
    const after = await Need.findOneAndUpdate(
      { _id: id, version: need.version },
      {
        $set: { ...content, wroteWith, ...moved, updatedAt: now },
        $inc: { version: 1 },
      },
      { session, returnDocument: "after" },
    ).lean();
    if (!after) return null;
    const subject = { type: "need", id } as const;
    if (moves) {
      await recordAudit(context, session, {
        subject,
        action: "move",
        from: need.organisation,
        to: organisation,
      });
    }
    await queueIndex(session, now, "needs", id);
    if (need.status !== "draft") {
      await recordAudit(context, session, { subject, action: "edit" });
      if (after.title !== need.title) await renameMatchesOf(session, id, after.title);
    }
    return after;
  });
  if (!saved) throw staleNeed((await Need.findById(id).lean()) ?? need);
  context.wakeOutbox();
  return saved;
}

/**
 * Deletes a draft: nobody but its organisation knew of it.
 * @throws 403 for what was sent, and for who does not write for the organisation; 404; 409 for an old version.
 */
export async function deleteDraft(context: Context, id: string, version?: number): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  if (!can(context.actor, "need.delete", need)) throw forbidden("Seul un brouillon peut être supprimé.");
  if (version !== undefined && version !== need.version) throw staleNeed(need);
  const gone = await inTransaction(async (session) => {
    const { deletedCount } = await Need.deleteOne(
      { _id: id, version: need.version, status: "draft" },
      { session },
    );
    if (deletedCount === 0) return false;
    await recordAudit(context, session, { subject: { type: "need", id }, action: "delete", from: "draft" });
    await queueIndex(session, context.clock(), "needs", id);
    return true;
  });
  if (!gone) throw staleNeed((await Need.findById(id).lean()) ?? need);
  context.wakeOutbox();
  return need;
}

/** Needs that wait to be qualified, oldest first. @throws 403 but for advisers. */
export async function submittedNeeds({ actor }: Context, window: Window): Promise<Windowed<NeedRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return windowed(Need.find({ status: "submitted" }).sort({ statusSince: 1, _id: 1 }).lean(), window);
}

/** Drafts that the actor began and has not sent, oldest first. */
export async function ownDrafts({ actor }: Context, window: Window): Promise<Windowed<NeedRecord>> {
  const drafts: QueryFilter<NeedRecord> = {
    organisation: { $in: writesFor(actor) },
    author: actor.id as string,
    status: "draft",
  };
  return windowed(Need.find(drafts).sort({ updatedAt: 1, _id: 1 }).lean(), window);
}
