import { type MatchStatus, OPEN_MATCH_STATUSES } from "../domain/match.ts";
import { Match } from "./model.ts";

/** An expert already spoken for, or already refused, on a need. */
export type Taken = { need: string; expert: string; status: MatchStatus };

/** Every match with an expert that is under way, and every one that an expert declined: what an assignment works around. */
export async function takenExperts(): Promise<Taken[]> {
  const matches = await Match.find({
    "candidate.kind": "expert",
    status: { $in: [...OPEN_MATCH_STATUSES, "declined"] },
  })
    .select("need candidate status")
    .lean();
  return matches.map(({ need, candidate, status }) => ({ need, expert: candidate.id, status }));
}

/** The open matches of several needs, by need. */
export async function openMatchesOf(
  needs: string[],
): Promise<{ id: string; need: string; candidate: string; status: MatchStatus }[]> {
  const matches = await Match.find({ need: { $in: needs }, status: { $in: OPEN_MATCH_STATUSES } })
    .select("need candidate status")
    .lean();
  return matches.map(({ _id: id, need, candidate, status }) => ({
    id,
    need,
    candidate: candidate.id,
    status,
  }));
}
