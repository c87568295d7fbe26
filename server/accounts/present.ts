import type { UserRecord } from "./model.ts";
import type { SignedIn } from "./people.ts";

/** The signed-in person, as `GET /me` and the header show it. */
export function presentMe({ user, actor, expertStatus }: SignedIn, names: ReadonlyMap<string, string>) {
  return {
    id: user._id,
    name: user.name,
    email: user.email,
    seats: actor.seats.map(({ organisation, role }) => ({
      organisation: { id: organisation, name: names.get(organisation) ?? "" },
      role,
    })),
    expert: actor.expert ? { id: actor.expert, status: expertStatus ?? "draft" } : null,
    adviser: actor.adviser,
    admin: actor.admin,
  };
}

/** An account, for administrators. */
export function presentAccount(user: UserRecord) {
  return {
    id: user._id,
    name: user.name,
    email: user.email,
    confirmed: user.emailConfirmedAt !== null,
    mailRefused: user.mailRefused ?? null,
    adviser: user.adviser,
    admin: user.admin,
    createdAt: user.createdAt,
  };
}
