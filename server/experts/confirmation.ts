import { tell } from "../accounts/tell.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { addDays, addMonths, dayOf, startOf } from "../domain/days.ts";
import { CONFIRM_AFTER_YEARS, CONFIRM_EVERY_DAYS, CONFIRM_REMINDERS } from "../domain/expert.ts";
import { conflict, notFound } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { inTransaction } from "../storage/transaction.ts";
import { confirmProfileMessage, profileLapsedMessage } from "./mails.ts";
import { Expert, type ExpertRecord, IN_RESULTS } from "./model.ts";
import { ownExpert, ownerOf } from "./usecases.ts";

/** Profiles of the results that nobody touched for long enough to be asked about. */
export async function* untouchedProfiles(now: Date): AsyncGenerator<ExpertRecord> {
  const lastDay = addMonths(dayOf(now), -12 * CONFIRM_AFTER_YEARS);
  yield* Expert.find({ ...IN_RESULTS, updatedAt: { $lt: startOf(addDays(lastDay, 1)) } })
    .lean()
    .cursor();
}

/** The profile as it was read: of two processes, or of the clock and the owner, one is first. */
const asRead = ({ _id, updatedAt, confirmation }: ExpertRecord) => ({
  ...IN_RESULTS,
  ...{ _id, updatedAt },
  ...(confirmation ? { "confirmation.asked": confirmation.asked } : { confirmation: null }),
});

/** Asks an owner to confirm the profile, or reminds them. @returns false when someone was faster. */
export async function askToConfirm(context: Context, expert: ExpertRecord): Promise<boolean> {
  const now = context.clock();
  const before = expert.confirmation?.asked ?? 0;
  const done = await inTransaction(async (session) => {
    const confirmation = { asked: before + 1, askedAt: now, lapsed: false };
    const { modifiedCount } = await Expert.updateOne(asRead(expert), { $set: { confirmation } }, { session });
    if (modifiedCount === 0) return false;
    const url = `${context.publicUrl()}/mon-profil`;
    const left = CONFIRM_REMINDERS - before;
    const leavesOn = addDays(dayOf(now), (left + 1) * CONFIRM_EVERY_DAYS);
    await tell(context, session, {
      key: `expert.confirm ${expert._id} ${expert.updatedAt.getTime()} ${before}`,
      letters: [{ to: [ownerOf(expert)], message: confirmProfileMessage(before > 0, left, leavesOn, url) }],
      place: `${context.publicUrl()}/experts/${expert._id}`,
    });
    return true;
  });
  context.wakeOutbox();
  return done;
}

/** Takes a profile out of the results until its owner confirms it. @returns false when someone was faster. */
export async function lapseProfile(context: Context, expert: ExpertRecord): Promise<boolean> {
  const now = context.clock();
  const { _id: id } = expert;
  const done = await inTransaction(async (session) => {
    const lapsed = { $set: { "confirmation.lapsed": true } };
    const { modifiedCount } = await Expert.updateOne(asRead(expert), lapsed, { session });
    if (modifiedCount === 0) return false;
    await recordAudit(context, session, { subject: { type: "expert", id }, action: "lapse" });
    await queueIndex(session, now, "experts", id);
    const message = profileLapsedMessage(`${context.publicUrl()}/mon-profil`);
    await tell(context, session, {
      key: `expert.lapse ${id} ${expert.updatedAt.getTime()}`,
      letters: [{ to: [ownerOf(expert)], message }],
      place: `${context.publicUrl()}/experts/${id}`,
    });
    return true;
  });
  context.wakeOutbox();
  return done;
}

/** The owner says that the profile is still right: it is in the results for another year. @throws 401, 404, 409. */
export async function confirmOwnProfile(context: Context): Promise<void> {
  const expert = await ownExpert(context);
  if (!expert) throw notFound("Ce profil");
  const { _id: id } = expert;
  const now = context.clock();
  await inTransaction(async (session) => {
    const { matchedCount } = await Expert.updateOne(
      { _id: id, status: "published" },
      { $set: { confirmation: null, updatedAt: now } },
      { session },
    );
    if (matchedCount === 0) throw conflict("not-published", "Ce profil n’est pas publié.");
    await recordAudit(context, session, { subject: { type: "expert", id }, action: "confirm" });
    await queueIndex(session, now, "experts", id);
  });
  context.wakeOutbox();
}
