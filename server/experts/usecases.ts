import { type Person, peopleByIds } from "../accounts/people.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { conflict, forbidden, invalid, notFound, unauthenticated } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { settleMatchesOfExpert } from "../matches/standing.ts";
import { visibleOrganisation } from "../organisations/usecases.ts";
import { checkCodes } from "../reference/codes.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { type Window, type Windowed, windowed } from "../storage/window.ts";
import { refuseBelowEngaged } from "./capacity.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import type { ExpertInput } from "./schema.ts";

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

/** @throws 422 for an employer that is not in the bourse. */
async function checkEmployer(context: Context, id: string | null): Promise<void> {
  if (id === null || (await visibleOrganisation(context, id))) return;
  throw invalid([{ path: "organisation", message: "Cette structure n’existe pas dans la liste." }]);
}

/**
 * Saves the own profile, making it (as a draft) the first time. A published one stays published.
 * @throws 409 when it was changed since `version`; 422 for unknown codes, an unknown employer, or fewer missions a year
 * than are engaged.
 */
export async function saveOwnExpert(context: Context, input: ExpertInput): Promise<ExpertRecord> {
  const { actor } = context;
  if (!actor.id) throw unauthenticated();
  checkCodes(context, {
    countries: input.countries,
    languages: input.languages.map(({ code }) => code),
    departement: input.departement,
  });
  await checkEmployer(context, input.organisation);
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
        statusSince: now,
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
    // Found by its owner's id; made perhaps by another tab, since this request began.
    const owning = { ...actor, expert: existing._id };
    if (!can(owning, "expert.edit", { id: existing._id, status: existing.status })) throw forbidden();
    if (version !== undefined && version !== existing.version) {
      throw conflict("version", "Ce profil a été modifié entre-temps. Rechargez-le avant de l’enregistrer.", {
        version: existing.version,
        status: existing.status,
      });
    }
    refuseBelowEngaged(existing, content.missionsPerYear, now);
    await recordAudit(context, session, { subject: { type: "expert", id: existing._id }, action: "edit" });
    await queueIndex(session, now, "experts", existing._id);
    const after = await Expert.findOneAndUpdate(
      { _id: existing._id, version: existing.version },
      {
        $set: { ...content, "contact.phone": phone, confirmation: null, updatedAt: now },
        $inc: { version: 1 },
      },
      { session, returnDocument: "after" },
    ).lean();
    // Another employer may be one that asks for this very person.
    if (after && after.organisation !== existing.organisation) {
      await settleMatchesOfExpert(context, session, existing._id);
    }
    return after;
  });
  if (!saved) throw conflict("version", "Ce profil a été modifié entre-temps.");
  context.wakeOutbox();
  return saved as ExpertRecord;
}

const OLDEST_FIRST = { statusSince: 1, _id: 1 } as const;

/** Profiles that wait for an adviser, oldest first. @throws 403. */
export async function submittedExperts({ actor }: Context, window: Window): Promise<Windowed<ExpertRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return windowed(Expert.find({ status: "submitted" }).sort(OLDEST_FIRST).lean(), window);
}

/** Those of them that the actor may decide on: one's own is read by another adviser. @throws 403. */
export async function expertsToValidate(context: Context, window: Window): Promise<Windowed<ExpertRecord>> {
  const { expert } = context.actor;
  if (!expert) return submittedExperts(context, window);
  if (!can(context.actor, "queue.read", null)) throw forbidden();
  const others = { status: "submitted" as const, _id: { $ne: expert } };
  return windowed(Expert.find(others).sort(OLDEST_FIRST).lean(), window);
}

/** The owner of a profile, as someone who is written to. The address was copied from a confirmed account. */
export const ownerOf = ({ user, name, contact }: ExpertRecord): Person => ({
  id: user,
  name,
  email: contact.email,
  phone: contact.phone,
  confirmed: true,
});

/** The owners of profiles with their contact details, by profile: for mails and accepted matches only. */
export async function expertContacts(ids: string[]): Promise<Map<string, Person>> {
  const records = await Expert.find({ _id: { $in: ids } }).lean();
  return new Map(records.map((record) => [record._id, ownerOf(record)]));
}
