import type { ClientSession } from "mongoose";
import { adviserEmails, peopleByIds } from "../accounts/usecases.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { completeness, EXPERT_LIFE, type ExpertAction, type ExpertContent } from "../domain/expert.ts";
import { refuseTransition } from "../domain/life.ts";
import type { ExpertCandidate } from "../domain/matching/types.ts";
import { can, partsInExpert } from "../domain/policies.ts";
import { conflict, forbidden, invalid, notFound, unauthenticated } from "../errors.ts";
import { queueIndex, queueMail } from "../jobs/outbox.ts";
import {
  adviserTaskMessage,
  expertPublishedMessage,
  expertSentBackMessage,
  expertSuspendedMessage,
} from "../mail/messages.ts";
import { checkCodes } from "../reference/codes.ts";
import type { Labels } from "../reference/labels.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import type { ExpertInput } from "./schema.ts";

/** A profile must be at least this complete before an adviser is asked to read it. */
export const SUBMIT_FROM_PERCENT = 60;

/** @throws 422 naming what is missing where too little is filled in for an adviser to read it. */
export function refuseIncomplete(profile: ExpertContent): void {
  const { percent, items } = completeness(profile);
  if (percent >= SUBMIT_FROM_PERCENT) return;
  const missing = items.filter((item) => !item.done);
  throw invalid(missing.map(({ field, label }) => ({ path: field, message: `Il manque : ${label}.` })));
}

/** One profile. @throws 404 where it does not exist or may not be read. */
export async function getExpert({ actor }: Context, id: string): Promise<ExpertRecord> {
  const expert = await Expert.findById(id).lean();
  if (!expert || !can(actor, "expert.read", { id, status: expert.status })) throw notFound("Ce profil");
  return expert;
}

/** The own profile, or null before it was first saved. @throws 401. */
export async function ownExpert({ actor }: Context): Promise<ExpertRecord | null> {
  if (!actor.id) throw unauthenticated();
  return Expert.findOne({ user: actor.id }).lean();
}

/**
 * Saves the own profile, making it (as a draft) the first time. A published one stays published.
 * @throws 409 when it was changed since `version`; 422 for unknown codes.
 */
export async function saveOwnExpert(context: Context, input: ExpertInput): Promise<ExpertRecord> {
  const { actor } = context;
  if (!actor.id) throw unauthenticated();
  checkCodes(context, {
    countries: input.countries,
    languages: input.languages.map(({ code }) => code),
    departement: input.departement,
  });
  const { version, phone, ...content } = input;
  const now = context.clock();
  const owner = (await peopleByIds([actor.id])).get(actor.id);
  if (!owner) throw unauthenticated();
  const saved = await inTransaction(async (session) => {
    const existing = await Expert.findOne({ user: actor.id }).session(session).lean();
    if (!existing) {
      const _id = newId();
      const contact = { email: owner.email, phone };
      const created = new Expert({
        _id,
        user: actor.id,
        ...content,
        contact,
        createdAt: now,
        updatedAt: now,
      });
      await created.save({ session });
      await recordAudit(context, session, {
        subject: { type: "expert", id: _id },
        action: "create",
        to: "draft",
      });
      return created.toObject();
    }
    if (!can(actor, "expert.edit", { id: existing._id, status: existing.status })) throw forbidden();
    if (version !== undefined && version !== existing.version) {
      throw conflict("version", "Ce profil a été modifié entre-temps. Rechargez-le avant de l’enregistrer.", {
        version: existing.version,
        status: existing.status,
      });
    }
    await recordAudit(context, session, { subject: { type: "expert", id: existing._id }, action: "edit" });
    await queueIndex(session, now, "experts", existing._id);
    return Expert.findOneAndUpdate(
      { _id: existing._id, version: existing.version },
      { $set: { ...content, "contact.phone": phone, updatedAt: now }, $inc: { version: 1 } },
      { session, returnDocument: "after" },
    ).lean();
  });
  if (!saved) throw conflict("version", "Ce profil a été modifié entre-temps.");
  context.wakeOutbox();
  return saved as ExpertRecord;
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
 * @param note why it is sent back or suspended, for its owner.
 * @throws 404, 409 outside the table, 403, 422 when too little is filled in to be submitted or a note is missing.
 */
export async function moveExpert(
  context: Context,
  { id, action, note = "" }: { id: string; action: ExpertAction; note?: string },
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
      note,
    });
    await queueIndex(session, now, "experts", id);
    await tell(context, session, after, action, note);
    return after;
  });
  context.wakeOutbox();
  return moved;
}

/** Profiles that wait for an adviser, oldest first. @throws 403. */
export async function submittedExperts({ actor }: Context): Promise<ExpertRecord[]> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return Expert.find({ status: "submitted" }).sort({ updatedAt: 1, _id: 1 }).lean();
}

/** What the matching reads of a profile. */
export function expertContent(record: ExpertRecord): ExpertContent {
  const { kind, headline, bio, skills, themes, countries, languages, organisation, departement } = record;
  const { modes, availability, missionsPerYear, yearsOfExperience } = record;
  return {
    ...{ kind, headline, bio, skills, themes, countries, languages, organisation, departement },
    ...{ modes, availability, missionsPerYear, yearsOfExperience },
  };
}

/** Experts as candidates, for the ids that retrieval found. */
export async function expertCandidates(
  ids: string[],
  declined: ReadonlySet<string>,
): Promise<ExpertCandidate[]> {
  const records = await Expert.find({ _id: { $in: ids } }).lean();
  return records.map((record) => ({
    id: record._id,
    name: record.name,
    status: record.status,
    engagedByYear: record.engagedByYear,
    declined: declined.has(record._id),
    ...expertContent(record),
  }));
}

/** Names and contact details, for mails and accepted matches only. */
export async function expertContacts(
  ids: string[],
): Promise<Map<string, { name: string; email: string; phone: string | null; headline: string }>> {
  const records = await Expert.find({ _id: { $in: ids } }).lean();
  return new Map(
    records.map((record) => [
      record._id,
      { name: record.name, headline: record.headline, ...record.contact },
    ]),
  );
}

/**
 * Takes one mission of an expert's year, in the transaction that engages it. Two at once write the same document: one of
 * them is run again and then sees what the other took.
 * @returns false when the year is full.
 */
export async function takeCapacity(session: ClientSession, id: string, year: number): Promise<boolean> {
  const field = `engagedByYear.${year}`;
  const { modifiedCount } = await Expert.updateOne(
    { _id: id, $expr: { $lt: [{ $ifNull: [`$${field}`, 0] }, "$missionsPerYear"] } },
    { $inc: { [field]: 1 } },
    { session },
  );
  return modifiedCount === 1;
}

/** Gives a mission of an expert's year back. */
export async function releaseCapacity(session: ClientSession, id: string, year: number): Promise<void> {
  const field = `engagedByYear.${year}`;
  await Expert.updateOne({ _id: id, [field]: { $gt: 0 } }, { $inc: { [field]: -1 } }, { session });
}

/** Published profiles among `ids`, for the index; all of them where `ids` is left out. */
export async function* publishedExperts(ids?: string[]): AsyncGenerator<ExpertRecord> {
  yield* Expert.find({ status: "published", ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}

/** One line under a name in a list: who the person is. */
export async function expertSummaries(ids: string[], labels: Labels): Promise<Map<string, string>> {
  const records = await Expert.find({ _id: { $in: ids } })
    .select("headline departement")
    .lean();
  return new Map(
    records.map(({ _id, headline, departement }) => [
      _id,
      departement ? `${headline} (${labels.departement(departement)})` : headline,
    ]),
  );
}
