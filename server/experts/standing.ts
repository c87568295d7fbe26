import type { QueryFilter } from "mongoose";
import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { beginning } from "../storage/plainSearch.ts";
import { type Windowed, windowed } from "../storage/window.ts";
import { Expert, type ExpertRecord } from "./model.ts";
import type { Standing, StandingQuery } from "./schema.ts";
import { STANDINGS } from "./schema.ts";

export const STANDING_PAGE_SIZE = 20;

/** A lapsed profile is published all the same: it is out of the results until its owner confirms it. */
const storedStanding = (standing: Standing): QueryFilter<ExpertRecord> =>
  standing === "lapsed" ? { "confirmation.lapsed": true, status: "published" } : { status: standing };

/**
 * Profiles in one standing, whatever the directory shows: those that wait the longest first, the others by how lately they
 * came to it. @throws 403 but for advisers.
 */
export async function expertsInStanding(
  { actor }: Context,
  { standing, q, page }: StandingQuery,
): Promise<Windowed<ExpertRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden("Cette page est celle des conseillers de CUF.");
  const words = q.split(/\s+/).filter(Boolean).slice(0, 5).map(beginning);
  const filter: QueryFilter<ExpertRecord> = {
    ...storedStanding(standing),
    ...(words.length > 0
      ? { $and: words.map((word) => ({ $or: [{ name: word }, { headline: word }] })) }
      : {}),
  };
  const direction = standing === "submitted" ? 1 : -1;
  return windowed(Expert.find(filter).sort({ statusSince: direction, _id: direction }).lean(), {
    skip: (page - 1) * STANDING_PAGE_SIZE,
    limit: STANDING_PAGE_SIZE,
  });
}

/** How many profiles there are in each standing. @throws 403 but for advisers. */
export async function countStandings({ actor }: Context): Promise<Record<Standing, number>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  const counts = await Promise.all(
    STANDINGS.map(async (standing) => [standing, await Expert.countDocuments(storedStanding(standing))]),
  );
  return Object.fromEntries(counts);
}
