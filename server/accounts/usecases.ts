import { setTimeout as wait } from "node:timers/promises";
import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import type { TypedNeed } from "../domain/need.ts";
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
  const { token } = await issueToken(to.id, purpose, now, session);
  const message =
    purpose === "confirm-email"
      ? confirmEmailMessage(`${context.publicUrl()}/confirmer/${token}`)
      : resetPasswordMessage(`${context.publicUrl()}/reinitialiser/${token}`);
  const key = `account.${purpose} ${token}`;
  await queueMails(session, now, { key, letters: [{ to: [to], message }] });
}

/**
 * Opens an account and sends the address a link that confirms it. The answer is the same when the address has an
 * account already: only its owner learns of it, by mail. While nobody has confirmed the address, anyone could have typed
 * it: signing up with other words begins anew, and the older links no longer hold.
 * @param typedNeed what was being tried: it waits for whoever signs in to that account
 */
export async function signUp(
  context: Context,
  input: SignUpInput,
  typedNeed: TypedNeed | null = null,
): Promise<void> {
  const now = context.clock();
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (session) => {
    const existing = await User.findOne({ email: input.email }).session(session).lean();
    if (existing?.emailConfirmedAt) {
      const message = accountExistsMessage(`${context.publicUrl()}/mot-de-passe-oublie`);
      const letters = [{ to: [asPerson(existing)], message }];
      const key = `account.exists ${existing._id}`;
      await queueMails(session, now, { key, letters, againAfterMs: JUST_SENT_MS });
      return;
    }
    const same =
      existing?.name === input.name && (await checkPassword(input.password, existing.passwordHash));
    const account =
      existing && same
        ? existing
        : await beginAccount(context, session, { ...input, typedNeed }, passwordHash);
    await sendLink(context, session, asPerson(account), "confirm-email");
  });
  context.wakeOutbox();
}

/** Writes an account that waits for its confirmation, over one of the same address that nobody confirmed. */
async function beginAccount(
  context: Context,
  session: ClientSession,
  {
    profile,
    organisation,
    declared,
    email,
    name,
    phone,
    typedNeed,
  }: SignUpInput & { typedNeed: TypedNeed | null },
  passwordHash: string,
): Promise<UserRecord> {
  const now = context.clock();
  const choice = profile === "member" ? (organisation ?? declared) : undefined;
  const asked = choice ? await ensureOrganisation(context, session, choice) : null;
  const seats = asked ? [{ organisation: asked, role: "editor", status: "pending", askedAt: now }] : [];
  const account = await User.findOneAndUpdate(
    { email, emailConfirmedAt: null },
    {
      $set: {
        name,
        phone: phone ?? null,
        passwordHash,
        seats,
        asExpert: profile === "expert",
        typedNeed: asked ? typedNeed : null,
      },
      $setOnInsert: { _id: newId(), adviser: false, admin: false, passwordChangedAt: null, createdAt: now },
    },
    { session, upsert: true, returnDocument: "after" },
  ).lean();
  await revokeTokens(account._id, session, ["confirm-email", "reset-password"]);
  return account;
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

/** Longer than it takes to write a mail: an answer that comes sooner would tell that there is no account. */
const RESET_TAKES_MS = 300;

/** Sends a link to choose another password, where the address has an account; where it has none, says and takes the same. */
export async function requestPasswordReset(context: Context, email: string): Promise<void> {
  const send = async () => {
    const user = await User.findOne({ email }).lean();
    if (!user) return;
    await inTransaction((session) => sendLink(context, session, asPerson(user), "reset-password"));
    context.wakeOutbox();
  };
  await Promise.all([send(), wait(RESET_TAKES_MS)]);
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
  // A hash is made on purpose to cost: not for whoever invents links.
  if (!(await resetLinkHolds(context, token))) throw notFound("Ce lien");
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
    await revokeTokens(id, session, ["api", "reset-password"]);
    if (before && !before.emailConfirmedAt) {
      await tellOfFirstRequests(context, session, { ...before, emailConfirmedAt: now });
    }
  });
  context.wakeOutbox();
}
