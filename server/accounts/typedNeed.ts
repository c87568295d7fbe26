import type { Request } from "express";
import type { TypedNeed } from "../domain/need.ts";
import { User } from "./model.ts";

/** Where a need that was typed already is gone on with. */
export const NEED_TO_WRITE = "/besoins/nouveau";

/**
 * Takes a need that was tried before signing in into the session after it: to be called before `logIn`, and what it
 * returns after it. It comes from this browser's session, else from the account: who signed up with it may have opened the
 * mail of their address on another device. It is taken from the account in any case, and offered once.
 * @returns a function of the account that signed in, giving the page to go to, or null
 */
export function carryTypedNeed(request: Request): (user: string) => Promise<string | null> {
  const typed = request.session?.typedNeed;
  return async (user) => {
    const before = await User.findOneAndUpdate(
      { _id: user, typedNeed: { $ne: null } },
      { $unset: { typedNeed: 1 } },
      { returnDocument: "before" },
    ).lean();
    const kept: TypedNeed | null | undefined = typed ?? before?.typedNeed;
    if (!kept) return null;
    request.session.typedNeed = kept;
    return NEED_TO_WRITE;
  };
}
