import {
  ASK_AGAIN_REASONS,
  ENDED_STATUSES,
  type EndedStatus,
  type MatchStatus,
  OPEN_MATCH_STATUSES,
} from "../domain/match.ts";
import { Match } from "./model.ts";

/** What became of the last match of a candidate with a need: it ended, and no other one is open. */
export type Ended = { match: string; status: EndedStatus; reason: string | null; since: Date };

/** By candidate id, for each kind. */
export type EndedCandidates = Record<"expert" | "peer", ReadonlyMap<string, Ended>>;

export const NOBODY_ENDED: EndedCandidates = { expert: new Map(), peer: new Map() };

/** A match that came to nothing by somebody's answer or silence: of one that ended with its need nobody said no. */
const CAME_TO_NOTHING = { status: { $in: ENDED_STATUSES }, endReason: { $nin: ASK_AGAIN_REASONS } };
const TOLD_OF = { $or: [CAME_TO_NOTHING, { status: { $in: OPEN_MATCH_STATUSES } }] };

/**
 * Candidates that were rejected, declined, did not answer or were cancelled for a need: they are not put forward for it
 * again, unless an adviser does so knowingly.
 */
export async function endedCandidates(need: string): Promise<EndedCandidates> {
  const matches = await Match.find({ need, ...TOLD_OF })
    .select("candidate status statusSince endReason")
    .sort({ createdAt: 1, _id: 1 })
    .lean();
  const ended = { expert: new Map<string, Ended>(), peer: new Map<string, Ended>() };
  // The last one counts: who is being asked again is no longer left out.
  for (const { _id: match, candidate, status, statusSince: since, endReason } of matches) {
    const { kind, id } = candidate;
    if (OPEN_MATCH_STATUSES.includes(status)) ended[kind].delete(id);
    else ended[kind].set(id, { match, status: status as EndedStatus, reason: endReason ?? null, since });
  }
  return ended;
}

/** An expert already spoken for on a need, or with whom it came to nothing there. */
export type Taken = { need: string; expert: string; status: MatchStatus };

/** Every match with an expert that is under way or came to nothing: what an assignment works around. */
export async function takenExperts(): Promise<Taken[]> {
  const matches = await Match.find({ "candidate.kind": "expert", ...TOLD_OF })
    .select("need candidate status")
    .lean();
  return matches.map(({ need, candidate, status }) => ({ need, expert: candidate.id, status }));
}

/** The experts of several needs who are spoken for, or with whom it came to nothing; of several matches the last. */
export async function takenOfNeeds(needs: string[]): Promise<(Taken & { id: string })[]> {
  const matches = await Match.find({ need: { $in: needs }, "candidate.kind": "expert", ...TOLD_OF })
    .select("need candidate status")
    .sort({ createdAt: 1, _id: 1 })
    .lean();
  return matches.map(({ _id: id, need, candidate, status }) => ({ id, need, expert: candidate.id, status }));
}

/** The last match of one candidate with a need: open, or come to nothing. */
export type Dealing =
  | { match: string; open: true; status: MatchStatus }
  | { match: string; open: false; status: EndedStatus; reason: string | null };

/** What was done with one candidate for each of these needs, by need; who is absent was never spoken of. */
export async function dealingsWith(
  { kind, id }: { kind: "expert" | "peer"; id: string },
  needs: string[],
): Promise<ReadonlyMap<string, Dealing>> {
  const matches = await Match.find({
    need: { $in: needs },
    "candidate.kind": kind,
    "candidate.id": id,
    ...TOLD_OF,
  })
    .select("need status endReason")
    .sort({ createdAt: 1, _id: 1 })
    .lean();
  const dealing = ({ _id: match, status, endReason }: (typeof matches)[number]): Dealing =>
    OPEN_MATCH_STATUSES.includes(status)
      ? { match, open: true, status }
      : { match, open: false, status: status as EndedStatus, reason: endReason ?? null };
  return new Map(matches.map((match) => [match.need, dealing(match)]));
}
