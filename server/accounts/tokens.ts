import { createHash, randomBytes } from "node:crypto";
import type { ClientSession } from "mongoose";
import { Token, type TokenPurpose } from "./model.ts";

const HOUR = 3_600_000;
const LIFETIME: Record<TokenPurpose, number> = {
  "confirm-email": 72 * HOUR,
  "reset-password": 2 * HOUR,
  api: 12 * HOUR,
};

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes a token of 256 random bits for one purpose; only its digest is kept. */
export async function issueToken(
  user: string,
  purpose: TokenPurpose,
  now: Date,
  session?: ClientSession,
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + LIFETIME[purpose]);
  await Token.create([{ _id: digest(token), user, purpose, expiresAt }], session ? { session } : {});
  return { token, expiresAt };
}

/** Whether a token for this purpose was made for the user in the last `within` milliseconds, and is still unused. */
export async function justIssued(
  user: string,
  purpose: TokenPurpose,
  now: Date,
  within: number,
  session: ClientSession,
): Promise<boolean> {
  const expiresAt = { $gt: new Date(now.getTime() + LIFETIME[purpose] - within) };
  return (await Token.exists({ user, purpose, expiresAt }).session(session)) !== null;
}

/** The user of a token that still holds, or null. */
export async function userOfToken(token: string, purpose: TokenPurpose, now: Date): Promise<string | null> {
  const found = await Token.findOne({ _id: digest(token), purpose, expiresAt: { $gt: now } }).lean();
  return found?.user ?? null;
}

/** Uses a token up: of two people with the same link, one gets the user and the other null. */
export async function redeemToken(
  token: string,
  purpose: TokenPurpose,
  now: Date,
  session: ClientSession,
): Promise<string | null> {
  const found = await Token.findOneAndDelete(
    { _id: digest(token), purpose, expiresAt: { $gt: now } },
    { session },
  ).lean();
  return found?.user ?? null;
}

/** Withdraws every token that a user holds for these purposes. */
export async function revokeTokens(
  user: string,
  session: ClientSession,
  purposes: TokenPurpose[],
): Promise<void> {
  await Token.deleteMany({ user, purpose: { $in: purposes } }, { session });
}
