import type { ExpertStatus } from "../domain/expert.ts";
import { Expert } from "./model.ts";

/** The profile that an account owns, or null. Apart from the other use cases because every request asks it. */
export async function ownedProfile(user: string): Promise<{ id: string; status: ExpertStatus } | null> {
  const found = await Expert.findOne({ user }).select("status").lean();
  return found ? { id: found._id, status: found.status } : null;
}
