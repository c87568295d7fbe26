import { recordAudit } from "../audit/usecases.ts";
import { canonicalAddress } from "../contact/emailAddress.ts";
import type { Context, Dependencies } from "../context.ts";
import { foldName } from "../domain/nameFolding.ts";
import { can, VISITOR } from "../domain/policies.ts";
import { conflict, forbidden, notFound } from "../errors.ts";
import { spellingsOf } from "../storage/spellings.ts";
import { inTransaction } from "../storage/transaction.ts";
import { User, type UserRecord } from "./model.ts";

/** Whether anybody has an account yet: an empty store has nobody. */
export async function accountsExist(): Promise<boolean> {
  return (await User.exists({})) !== null;
}

/** Whether this store was seeded with the demo. */
export async function demoAccountsExist(): Promise<boolean> {
  return (await User.exists({ email: "conseil@demo.example" })) !== null;
}

/** Accounts whose name holds each word of `q`, or whose address holds it, newest first; all of them for "". @throws 403. */
export async function listAccounts(
  { actor }: Context,
  { q, page, pageSize }: { q: string; page: number; pageSize: number },
): Promise<{ items: UserRecord[]; total: number }> {
  if (!can(actor, "admin.read", null)) throw forbidden();
  const words = foldName(q).split(" ").filter(Boolean);
  const named = words.map((word) => ({ name: new RegExp(spellingsOf(word), "i") }));
  // What is typed is read as plain characters: nothing in it may act as an expression.
  const address = (canonicalAddress(q) ?? q).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const wanted = q
    ? { $or: [...(named.length > 0 ? [{ $and: named }] : []), { email: new RegExp(address, "i") }] }
    : {};
  const [items, total] = await Promise.all([
    User.find(wanted)
      .sort({ createdAt: -1, _id: -1 })
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .lean(),
    User.countDocuments(wanted),
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

/**
 * Makes an administrator from the command line of the server: nobody else could name the first one.
 * @throws 404 where nobody has the address, 409 where it is not confirmed.
 */
export async function appointAdministrator(
  dependencies: Pick<Dependencies, "clock">,
  email: string,
): Promise<void> {
  await inTransaction(async (session) => {
    const user = await User.findOne({ email: canonicalAddress(email) ?? email }).session(session);
    if (!user) throw notFound("Ce compte");
    if (!user.emailConfirmedAt) {
      throw conflict("email-not-confirmed", "L’adresse de ce compte n’est pas encore confirmée.");
    }
    user.admin = true;
    await user.save({ session });
    const subject = { type: "user" as const, id: user._id };
    await recordAudit({ ...dependencies, actor: VISITOR }, session, { subject, action: "role.admin.give" });
  });
}
