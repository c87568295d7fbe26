import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { invalid } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { Need } from "./model.ts";

/** Hands the drafts that a person wrote while their seat waited over to the organisation, in the transaction that confirms it. */
export async function shareDrafts(
  session: ClientSession,
  now: Date,
  user: string,
  organisation: string,
): Promise<void> {
  const drafts = { author: user, status: "draft", privateTo: user, organisation } as const;
  // Who may find them changes too.
  const shared = await Need.find(drafts).select("_id").session(session).lean();
  await Need.updateMany(drafts, { $set: { privateTo: null }, $inc: { version: 1 } }, { session });
  for (const { _id } of shared) await queueIndex(session, now, "needs", _id);
}

/**
 * Before anything of a form is written: what is sent needs a confirmed seat.
 * @param organisation left out by who has one seat only
 * @throws 422, with the way on.
 */
export function refuseToSendYet({ actor }: Pick<Context, "actor">, organisation: string | undefined): void {
  const waits = organisation
    ? actor.pending.includes(organisation)
    : actor.seats.length === 0 && actor.pending.length > 0;
  if (!waits) return;
  throw invalid([
    {
      path: "organisation",
      message:
        "Votre rattachement n’est pas encore confirmé : enregistrez votre brouillon, vous l’enverrez ensuite.",
    },
  ]);
}
