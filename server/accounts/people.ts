import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import type { ExpertStatus } from "../domain/expert.ts";
import type { Actor } from "../domain/policies.ts";
import { unauthenticated } from "../errors.ts";
import { ownedProfile } from "../experts/ownership.ts";
import type { Recipient } from "../mail/message.ts";
import { User, type UserRecord } from "./model.ts";
import { userOfToken } from "./tokens.ts";

/** What a request needs to know of who sent it. */
export type SignedIn = { user: UserRecord; actor: Actor; expertStatus: ExpertStatus | null };

/** Every request asks this: account and profile are fetched side by side. */
async function signedIn(id: string): Promise<SignedIn | null> {
  const [user, profile] = await Promise.all([User.findById(id).lean(), ownedProfile(id)]);
  if (!user?.emailConfirmedAt) return null;
  return {
    user,
    expertStatus: profile?.status ?? null,
    actor: {
      id: user._id,
      name: user.name,
      seats: user.seats
        .filter((seat) => seat.status === "active")
        .map(({ organisation, role }) => ({ organisation, role })),
      pending: user.seats
        .filter(({ status }) => status === "pending")
        .map(({ organisation }) => organisation),
      expert: profile?.id ?? null,
      ...(user.asExpert && !profile ? { newExpertSince: user.createdAt } : {}),
      adviser: user.adviser,
      admin: user.admin,
    },
  };
}

/** Who holds a session; null when the account is gone or the password was changed since. */
export async function signedInBySession(id: string, since: number): Promise<SignedIn | null> {
  const found = await signedIn(id);
  const changed = found?.user.passwordChangedAt;
  return changed && changed.getTime() > since ? null : found;
}

/** The actor's own account. @throws 401 for a visitor. */
export async function whoAmI({ actor }: Context): Promise<SignedIn> {
  const me = actor.id ? await signedIn(actor.id) : null;
  if (!me) throw unauthenticated();
  return me;
}

/** Who holds an API token, or null. */
export async function signedInByToken(token: string, now: Date): Promise<SignedIn | null> {
  const id = await userOfToken(token, "api", now);
  return id ? signedIn(id) : null;
}

export type Person = Recipient & { phone: string | null };

/** An account as someone who is written to. */
export const asPerson = (user: UserRecord): Person => ({
  id: user._id,
  name: user.name,
  email: user.email,
  phone: user.phone,
  confirmed: user.emailConfirmedAt !== null,
});

/** Those who hold a role, in the order of their addresses: who is told when something awaits them. */
export async function peopleWithRole(role: "adviser" | "admin"): Promise<Person[]> {
  const users = await User.find({ [role]: true })
    .sort({ email: 1 })
    .lean();
  return users.map(asPerson);
}

/** Name and contact details of accounts. For mails, and for accepted matches: never for a page as such. */
export async function peopleByIds(ids: string[]): Promise<Map<string, Person>> {
  const users = await User.find({ _id: { $in: ids } }).lean();
  return new Map(users.map((user) => [user._id, asPerson(user)]));
}

/** The organisations in which each of these accounts holds a confirmed seat, of whatever role; absent where in none. */
export async function seatsOf(
  ids: string[],
  session: ClientSession | null = null,
): Promise<Map<string, string[]>> {
  const users = await User.find({ _id: { $in: ids }, "seats.status": "active" })
    .select("seats")
    .session(session)
    .lean();
  return new Map(
    users.map(({ _id, seats }) => [
      _id,
      seats.filter(({ status }) => status === "active").map(({ organisation }) => organisation),
    ]),
  );
}

/** How many confirmed editors each of these organisations has; absent where none. */
export async function editorCounts(organisations: string[]): Promise<Map<string, number>> {
  const counted = await User.aggregate<{ _id: string; count: number }>([
    { $match: { emailConfirmedAt: { $ne: null }, "seats.organisation": { $in: organisations } } },
    { $unwind: "$seats" },
    {
      $match: {
        "seats.organisation": { $in: organisations },
        "seats.role": "editor",
        "seats.status": "active",
      },
    },
    { $group: { _id: "$seats.organisation", count: { $sum: 1 } } },
  ]);
  return new Map(counted.map(({ _id, count }) => [_id, count]));
}

/** The confirmed editors of an organisation, in the order in which they joined. */
export async function editorsOf(organisation: string): Promise<Person[]> {
  const users = await User.find({
    seats: { $elemMatch: { organisation, role: "editor", status: "active" } },
  })
    .sort({ createdAt: 1, _id: 1 })
    .lean();
  return users.map(asPerson);
}
