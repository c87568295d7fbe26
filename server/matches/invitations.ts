import { createHash, randomBytes } from "node:crypto";
import type { ClientSession } from "mongoose";
import { accountOfAddress, openInvitedAccount, seatByInvitation } from "../accounts/invited.ts";
import { seatsOf } from "../accounts/people.ts";
import type { Context } from "../context.ts";
import { startOf } from "../domain/days.ts";
import { forbidden, invalid, notFound, unauthenticated } from "../errors.ts";
import { queueMails } from "../jobs/mails.ts";
import { needForMatch } from "../needs/matchable.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { inTransaction } from "../storage/transaction.ts";
import { beganWithRequest } from "./began.ts";
import { Invitation, type InvitationRecord } from "./invitationModel.ts";
import { answerBefore } from "./messages.ts";
import { Match, type MatchRecord } from "./model.ts";
import { invitedToAnswerMessage } from "./outreachMessages.ts";

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

const ASKS =
  "Cette adresse est celle d’un membre de la structure qui demande : personne ne répond à sa propre demande.";

/** Whether an account belongs to the organisation that asks: it would answer its own request. */
const asks = async (account: string, organisation: string): Promise<boolean> =>
  ((await seatsOf([account])).get(account) ?? []).includes(organisation);

/**
 * Whoever gains does not decide. @throws 422 for the adviser's own address, and for one of those who ask.
 */
async function refuseWhoGains(
  { actor }: Context,
  { needOrganisation }: MatchRecord,
  email: string,
): Promise<void> {
  if (!actor.id) return;
  const refuse = (message: string) => invalid([{ path: "reach.email", message }]);
  const account = await accountOfAddress(email);
  if (account?.id === actor.id) throw refuse("C’est votre adresse : écrivez celle de la structure.");
  if (account && (await asks(account.id, needOrganisation))) throw refuse(ASKS);
}

/**
 * Invites an address to answer a match for its organisation: a link for one use, of which only the digest is kept, and
 * which replaces an earlier one. The mail holds nothing that a member typed: nobody has confirmed the address.
 * @throws 422 for an address of somebody who gains.
 */
export async function inviteAddress(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  email: string,
): Promise<void> {
  const { actor } = context;
  await refuseWhoGains(context, match, email);
  const earlier = await Invitation.findOneAndDelete({ match: match._id }, { session }).lean();
  const token = randomBytes(32).toString("base64url");
  const now = context.clock();
  const expiresAt = startOf(answerBefore(match.statusSince));
  const record: InvitationRecord = {
    _id: digest(token),
    match: match._id,
    organisation: match.candidate.id,
    email,
    invitedBy: earlier?.invitedBy ?? actor.id ?? "",
    invitedByName: earlier?.invitedByName ?? actor.name,
    expiresAt,
  };
  await new Invitation(record).save({ session });
  const to = { id: `invitation ${match._id}`, name: "", email, confirmed: false };
  const url = `${context.publicUrl()}/invitation/${token}`;
  const asked = await beganWithRequest(match._id);
  const message = invitedToAnswerMessage(match.candidate.title, { url, since: match.statusSince, asked });
  const key = `match.invite ${match._id} ${match.version} ${now.getTime()}`;
  await queueMails(session, now, { key, letters: [{ to: [to], message }] });
}

export type OpenInvitation = {
  match: string;
  organisation: { id: string; name: string };
  /** The organisation that asks. */
  asker: string;
  email: string;
  invitedBy: string;
  /** What is to be answered: whose need, and its words. */
  asks: { organisation: string; title: string; description: string };
  /** Whether the address has an account, which then is to be used. */
  account: { id: string; confirmed: boolean } | null;
};

/** What a link invites to. @throws 404 for one that is unknown, used, too old, or whose match awaits nothing any more. */
export async function openInvitation({ clock }: Context, token: string): Promise<OpenInvitation> {
  const found = await Invitation.findOne({ _id: digest(token), expiresAt: { $gt: clock() } }).lean();
  const match = found ? await Match.findOne({ _id: found.match, status: "validated" }).lean() : null;
  if (!found || !match) throw notFound("Cette invitation");
  const { organisation: id, email, invitedByName: invitedBy } = found;
  const [names, need] = await Promise.all([
    organisationNames([id, match.needOrganisation]),
    needForMatch(match.need),
  ]);
  const name = names.get(id) ?? "";
  return {
    match: match._id,
    organisation: { id, name },
    asker: match.needOrganisation,
    asks: {
      organisation: names.get(match.needOrganisation) ?? "",
      title: match.needTitle,
      description: need?.description ?? "",
    },
    email,
    invitedBy,
    account: await accountOfAddress(email),
  };
}

/** Uses a link up for one account. Of two at once, one finds it gone. */
async function redeem(
  context: Context,
  session: ClientSession,
  token: string,
  user: string,
  { organisation, invitedBy }: OpenInvitation,
): Promise<void> {
  const used = await Invitation.findOneAndDelete({ _id: digest(token) }, { session }).lean();
  if (!used) throw notFound("Cette invitation");
  const seat = { organisation: organisation.id, organisationName: organisation.name, invitedBy };
  await seatByInvitation(context, session, { user, ...seat });
}

/**
 * The invited person, signed in, takes the seat. @returns the match to answer.
 * @throws 401, 404; 403 for another account than that of the address, which the adviser did not confirm, and for one that
 * belongs to who asks by now.
 */
export async function joinByInvitation(context: Context, token: string): Promise<string> {
  const { actor } = context;
  const invitation = await openInvitation(context, token);
  if (!actor.id) throw unauthenticated();
  if (invitation.account?.id !== actor.id) {
    throw forbidden("Cette invitation est pour une autre adresse que celle de votre compte.");
  }
  if (await asks(actor.id, invitation.asker)) throw forbidden(ASKS);
  const user = actor.id;
  await inTransaction((session) => redeem(context, session, token, user, invitation));
  context.wakeOutbox();
  return invitation.match;
}

/** Opens the account of the invited address, with its seat. @returns the match to answer. @throws 404, 409. */
export async function openAccountByInvitation(
  context: Context,
  token: string,
  { name, password }: { name: string; password: string },
): Promise<string> {
  const invitation = await openInvitation(context, token);
  await inTransaction(async (session) => {
    const { email } = invitation;
    const user = await openInvitedAccount(context, session, { email, name, password });
    await redeem(
      { ...context, actor: { ...context.actor, id: user, name } },
      session,
      token,
      user,
      invitation,
    );
  });
  context.wakeOutbox();
  return invitation.match;
}
