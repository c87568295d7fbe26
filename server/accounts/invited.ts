import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { conflict } from "../errors.ts";
import { ownedProfile } from "../experts/ownership.ts";
import { settleMatchesOfExpert } from "../matches/standing.ts";
import { shareDrafts } from "../needs/privateDrafts.ts";
import { settleDeclaredOrganisation } from "../organisations/choices.ts";
import { newId } from "../storage/id.ts";
import { User } from "./model.ts";
import { hashPassword } from "./passwords.ts";

/** The account of an address, or null. */
export async function accountOfAddress(email: string): Promise<{ id: string; confirmed: boolean } | null> {
  const user = await User.findOne({ email }).select("emailConfirmedAt").lean();
  return user ? { id: user._id, confirmed: user.emailConfirmedAt !== null } : null;
}

/**
 * Makes an account an editor of an organisation by an adviser's invitation, which confirms the seat, in the transaction
 * that uses the invitation up. It also proves the address: it was sent there.
 */
export async function seatByInvitation(
  context: Context,
  session: ClientSession,
  { user: id, organisation, organisationName, invitedBy }: Seat & { user: string },
): Promise<void> {
  const now = context.clock();
  const user = await User.findById(id).session(session).lean();
  const others = (user?.seats ?? []).filter((seat) => seat.organisation !== organisation);
  const seat = { organisation, role: "editor" as const, status: "active" as const, askedAt: now };
  await User.updateOne(
    { _id: id },
    { $set: { seats: [...others, seat], emailConfirmedAt: user?.emailConfirmedAt ?? now } },
    { session },
  );
  // As where a seat that was asked for is confirmed: it may have been.
  await settleDeclaredOrganisation(context, session, organisation, true);
  await shareDrafts(session, now, id, organisation);
  const profile = await ownedProfile(id);
  if (profile) await settleMatchesOfExpert(context, session, profile.id);
  await recordAudit(context, session, {
    subject: { type: "user", id },
    action: "seat.invited",
    note: `${organisationName}, sur invitation de ${invitedBy}`,
  });
}

type Seat = { organisation: string; organisationName: string; invitedBy: string };

/** Opens an account for an address that an invitation was sent to. @returns its id. @throws 409 where it has one. */
export async function openInvitedAccount(
  context: Context,
  session: ClientSession,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<string> {
  if (await User.exists({ email }).session(session)) {
    throw conflict(
      "account-exists",
      "Cette adresse a déjà un compte : connectez-vous, puis rouvrez ce lien.",
    );
  }
  const _id = newId();
  const now = context.clock();
  const passwordHash = await hashPassword(password);
  await User.create(
    [{ _id, email, name, phone: null, passwordHash, emailConfirmedAt: now, createdAt: now }],
    {
      session,
    },
  );
  return _id;
}
