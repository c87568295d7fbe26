import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import type { ExpertStatus } from "../domain/expert.ts";
import { type Actor, can } from "../domain/policies.ts";
import { AppError, conflict, forbidden, notFound, unauthenticated } from "../errors.ts";
import { ownedProfile } from "../experts/ownership.ts";
import { queueMail } from "../jobs/outbox.ts";
import { accountExistsMessage, confirmEmailMessage, resetPasswordMessage } from "../mail/messages.ts";
import { ensureOrganisation } from "../organisations/usecases.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { User, type UserRecord } from "./model.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import type { Credentials, SignUpInput } from "./schema.ts";
import { issueToken, redeemToken, revokeTokens, userOfToken } from "./tokens.ts";

/**
 * Opens an account and sends the address a link that confirms it. The answer is the same when the address has an
 * account already: only its owner learns of it, by mail.
 */
export async function signUp(context: Context, input: SignUpInput): Promise<void> {
  const now = context.clock();
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (session) => {
    const existing = await User.findOne({ email: input.email }).session(session).lean();
    if (existing) {
      const url = `${context.publicUrl()}/mot-de-passe-oublie`;
      await queueMail(session, now, { to: existing.email, ...accountExistsMessage(existing.name, url) });
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
    const { token } = await issueToken(_id, "confirm-email", now, session);
    const url = `${context.publicUrl()}/confirmer/${token}`;
    await queueMail(session, now, { to: input.email, ...confirmEmailMessage(input.name, url) });
  });
  context.wakeOutbox();
}

/** Confirms an address by the token of its mail. @throws 404 when the link is unknown, used or too old. */
export async function confirmEmail(context: Context, token: string): Promise<UserRecord> {
  return inTransaction(async (session) => {
    const id = await redeemToken(token, "confirm-email", context.clock(), session);
    const user = id
      ? await User.findByIdAndUpdate(
          id,
          { emailConfirmedAt: context.clock() },
          { session, returnDocument: "after" },
        ).lean()
      : null;
    if (!user) throw notFound("Ce lien de confirmation");
    return user;
  });
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
    const now = context.clock();
    await inTransaction(async (session) => {
      const { token } = await issueToken(user._id, "confirm-email", now, session);
      const url = `${context.publicUrl()}/confirmer/${token}`;
      await queueMail(session, now, { to: user.email, ...confirmEmailMessage(user.name, url) });
    });
    context.wakeOutbox();
    throw new AppError(
      "email-not-confirmed",
      403,
      "Votre adresse n’est pas encore confirmée. Nous venons de vous renvoyer le lien.",
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
  const now = context.clock();
  await inTransaction(async (session) => {
    const { token } = await issueToken(user._id, "reset-password", now, session);
    const url = `${context.publicUrl()}/reinitialiser/${token}`;
    await queueMail(session, now, { to: user.email, ...resetPasswordMessage(user.name, url) });
  });
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
    await User.updateOne(
      { _id: id },
      { passwordHash, passwordChangedAt: now, emailConfirmedAt: now },
      { session },
    );
    await revokeTokens(id, session);
  });
}

/** What a request needs to know of who sent it. */
export type SignedIn = { user: UserRecord; actor: Actor; expertStatus: ExpertStatus | null };

async function signedIn(user: UserRecord | null): Promise<SignedIn | null> {
  if (!user?.emailConfirmedAt) return null;
  const profile = await ownedProfile(user._id);
  return {
    user,
    expertStatus: profile?.status ?? null,
    actor: {
      id: user._id,
      name: user.name,
      seats: user.seats
        .filter((seat) => seat.status === "active")
        .map(({ organisation, role }) => ({ organisation, role })),
      expert: profile?.id ?? null,
      adviser: user.adviser,
      admin: user.admin,
    },
  };
}

/** Who holds a session; null when the account is gone or the password was changed since. */
export async function signedInBySession(id: string, since: number): Promise<SignedIn | null> {
  const user = await User.findById(id).lean();
  if (user?.passwordChangedAt && user.passwordChangedAt.getTime() > since) return null;
  return signedIn(user);
}

/** The actor's own account. @throws 401 for a visitor. */
export async function whoAmI({ actor }: Context): Promise<SignedIn> {
  const me = await signedIn(actor.id ? await User.findById(actor.id).lean() : null);
  if (!me) throw unauthenticated();
  return me;
}

/** Who holds an API token, or null. */
export async function signedInByToken(token: string, now: Date): Promise<SignedIn | null> {
  const id = await userOfToken(token, "api", now);
  return id ? signedIn(await User.findById(id).lean()) : null;
}

/** The advisers' addresses: who is told when something awaits them. */
export async function adviserEmails(): Promise<string[]> {
  const advisers = await User.find({ adviser: true }).select("email").sort({ email: 1 }).lean();
  return advisers.map(({ email }) => email);
}

/** Whether anybody has an account yet: an empty store has nobody. */
export async function accountsExist(): Promise<boolean> {
  return (await User.exists({})) !== null;
}

/** Whether this store was seeded with the demo. */
export async function demoAccountsExist(): Promise<boolean> {
  return (await User.exists({ email: "conseil@demo.example" })) !== null;
}

export type Person = { id: string; name: string; email: string; phone: string | null };

/** Name and contact details of accounts. For mails, and for accepted matches: never for a page as such. */
export async function peopleByIds(ids: string[]): Promise<Map<string, Person>> {
  const users = await User.find({ _id: { $in: ids } }).lean();
  return new Map(
    users.map((user) => [user._id, { id: user._id, name: user.name, email: user.email, phone: user.phone }]),
  );
}

/** The confirmed editors of an organisation, in the order in which they joined. */
export async function editorsOf(organisation: string): Promise<Person[]> {
  const users = await User.find({
    seats: { $elemMatch: { organisation, role: "editor", status: "active" } },
  })
    .sort({ createdAt: 1, _id: 1 })
    .lean();
  return users.map((user) => ({ id: user._id, name: user.name, email: user.email, phone: user.phone }));
}

/** Accounts, for administrators. @throws 403. */
export async function listAccounts(
  { actor }: Context,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ items: UserRecord[]; total: number }> {
  if (!can(actor, "admin.read", null)) throw forbidden();
  const [items, total] = await Promise.all([
    User.find()
      .sort({ createdAt: -1, _id: -1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .lean(),
    User.countDocuments(),
  ]);
  return { items, total };
}

/**
 * Gives or withdraws the adviser's or the administrator's role. One cannot withdraw one's own, so that a service
 * always keeps an administrator.
 * @throws 403, 404, 409.
 */
export async function grantRole(
  context: Context,
  { user, role, given }: { user: string; role: "adviser" | "admin"; given: boolean },
): Promise<void> {
  if (!can(context.actor, "account.grant", null)) throw forbidden();
  if (user === context.actor.id && !given) {
    throw conflict("own-role", "Vous ne pouvez pas vous retirer vous-même un rôle.");
  }
  await inTransaction(async (session) => {
    const { matchedCount } = await User.updateOne({ _id: user }, { [role]: given }, { session });
    if (matchedCount === 0) throw notFound("Ce compte");
    const action = `role.${role}.${given ? "give" : "withdraw"}`;
    await recordAudit(context, session, { subject: { type: "user", id: user }, action });
  });
}
