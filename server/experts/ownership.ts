import { Expert } from "./model.ts";

/** The profile that an account owns, or null. Apart from the other use cases because every request asks it. */
export async function ownExpertId(user: string): Promise<string | null> {
  const found = await Expert.findOne({ user }).select("_id").lean();
  return found?._id ?? null;
}
