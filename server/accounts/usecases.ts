import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { AppError, notFound } from "../errors.ts";
import { queueMails } from "../jobs/mails.ts";
import type { Recipient } from "../mail/message.ts";
import { ensureOrganisation } from "../organisations/choices.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { accountExistsMessage, confirmEmailMessage, resetPasswordMessage } from "./mails.ts";
import { User, type UserRecord } from "./model.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { asPerson } from "./people.ts";
import type { Credentials, SignUpInput } from "./schema.ts";
import { tellOfFirstRequests } from "./seatRequests.ts";
import { issueToken, justIssued, redeemToken, revokeTokens, userOfToken } from "./tokens.ts";

/** Asked for twice in so many milliseconds, a link is sent once: a double click, or a mail that is still on its way. */
const JUST_SENT_MS = 5 * 60_000;

/** Sends a link that proves an address, unless one was sent a moment ago. */
async function sendLink(
  context: Context,
  session: ClientSession,
  to: Recipient,
  purpose: "confirm-email" | "reset-password",
): Promise<void> {
  const now = context.clock();
  if (await justIssued(to.id, purpose, now, JUST_SENT_MS, session)) return;
  const { token, expiresAt } = await issueToken(to.id, purpose, now, session);
  const message =
    purpose === "confirm-email"
      ? confirmEmailMessage(`${context.publicUrl()}/confirmer/${token}`)
      : resetPasswordMessage(`${context.publicUrl()}/reinitialiser/${token}`);
  const key = `account.${purpose} ${expiresAt.getTime()}`;
  await queueMails(session, now, { key, letters: [{ to: [to], message }] });
}

/**
 * Opens an account and sends the address a link that confirms it. The answer is the same when the address has an
 * account already: only its owner learns of it, by mail. Where that one waits for its confirmation, the link goes out again.
 */
export async function signUp(context: Context, input: SignUpInput): Promise<void> {
  const now = context.clock();
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (session) => {
    const existing = await User.findOne({ email: input.email }).session(session).lean();
    if (existing) {
      const to = asPerson(existing);
      if (!to.confirmed) return sendLink(context, session, to, "confirm-email");
      const message = accountExistsMessage(`${context.publicUrl()}/mot-de-passe-oublie`);
      const key = `account.exists ${to.id}`;
      await queueMails(session, now, { key, letters: [{ to: [to], message }], againAfterMs: JUST_SENT_MS });
      return;
    }
    const _id = newId();
    const choice = input.organisation ?? input.declared;
    const organisation =
      input.profile === "member" && choice ? await ensureOrganisation(context, session, choice) : null;
    await User.create(
      [
        {
          _id,
          email: input.email,
          name: input.name,
          phone: input.phone ?? null,
          passwordHash,
          seats: organisation ? [{ organisation, role: "editor", status: "pending", askedAt: now }] : [],
          createdAt: now,
        },
      ],
      { session },
    );
    const to = { id: _id, name: input.name, email: input.email, confirmed: false };
    await sendLink(context, session, to, "confirm-email");
  });
  context.wakeOutbox();
}

/** Whether a confirmation link still holds, before its button is shown. */
export async function confirmationHolds(context: Context, token: string): Promise<boolean> {
  return (await userOfToken(token, "confirm-email", context.clock())) !== null;
}

/** Confirms an address by the token of its mail. @throws 404 when the link is unknown, used or too old. */
export async function confirmEmail(context: Context, token: string): Promise<UserRecord> {
  const confirmed = await inTransaction(async (session) => {
    const id = await redeemToken(token, "confirm-email", context.clock(), session);
    const user = id
      ? await User.findByIdAndUpdate(
          id,
          { emailConfirmedAt: context.clock() },
          { session, returnDocument: "after" },
        ).lean()
      : null;
    if (!user) throw notFound("Ce lien de confirmation");
    await tellOfFirstRequests(context, session, user);
    return user;
  });
  context.wakeOutbox();
  return confirmed;
}

/**
 * Checks an address and its password.
 * @throws AppError `wrong-credentials` (401) or `email-not-confirmed` (403, after sending the link again).
 */
export async function authenticate(context: Context, { email, password }: Credentials): Promise<UserRecord> {
  const user = await User.findOne({ email }).lean();
  if (!(await checkPassword(password, user?.passwordHash ?? null)) || !user) {
    throw new AppError("wrong-credentials", 401, "L’adresse ou le mot de passe ne convient pas.");
  }
  if (!user.emailConfirmedAt) {
    await inTransaction((session) => sendLink(context, session, asPerson(user), "confirm-email"));
    context.wakeOutbox();
    throw new AppError(
      "email-not-confirmed",
      403,
      "Votre adresse n’est pas encore confirmée. Ouvrez le lien que nous venons de vous envoyer.",
    );
  }
  return user;
}

/** Signs a program in. @throws as `authenticate`. */
export async function createApiToken(
  context: Context,
  input: Credentials,
): Promise<{ token: string; expiresAt: Date }> {
  const user = await authenticate(context, input);
  return issueToken(user._id, "api", context.clock());
}

/** Sends a link to choose another password, where the address has an account; says nothing where it has none. */
export async function requestPasswordReset(context: Context, email: string): Promise<void> {
  const user = await User.findOne({ email }).lean();
  if (!user) return;
  await inTransaction((session) => sendLink(context, session, asPerson(user), "reset-password"));
  context.wakeOutbox();
}

/** Whether a reset link still holds, before its form is shown. */
export async function resetLinkHolds(context: Context, token: string): Promise<boolean> {
  return (await userOfToken(token, "reset-password", context.clock())) !== null;
}

/**
 * Sets another password by the token of a mail, which also proves the address. Every API token is withdrawn;
 * sessions end through `passwordChangedAt` being newer than they are.
 * @throws 404 when the link is unknown, used or too old.
 */
export async function resetPassword(context: Context, token: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  const now = context.clock();
  await inTransaction(async (session) => {
    const id = await redeemToken(token, "reset-password", now, session);
    if (!id) throw notFound("Ce lien");
    const before = await User.findOneAndUpdate(
      { _id: id },
      { passwordHash, passwordChangedAt: now, emailConfirmedAt: now },
      { session, returnDocument: "before" },
    ).lean();
    await revokeTokens(id, session);
    if (before && !before.emailConfirmedAt) {
      await tellOfFirstRequests(context, session, { ...before, emailConfirmedAt: now });
    }
  });
  context.wakeOutbox();
}
