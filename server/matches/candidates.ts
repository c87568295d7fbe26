import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import { type EndedStatus, MATCH_LIFE } from "../domain/match.ts";
import { type Broken, brokenByExpert, brokenByPeer, earlierFacts } from "../domain/matching/hardRules.ts";
import type { MatchNeed } from "../domain/matching/types.ts";
import { type Actor, can, type NeedSubject, partsInNeed } from "../domain/policies.ts";
import { notFound } from "../errors.ts";
import { expertCandidates } from "../experts/matchable.ts";
import { peerCandidates } from "../organisations/matchable.ts";
import { NOBODY_ENDED } from "./ended.ts";

/** Whom a match may be with. */
export type CandidateRef = { kind: "expert" | "peer"; id: string };

export type ReadCandidate = {
  title: string;
  /** The hard rule against a match of it with a need, if any. @param earlier how their last one came to nothing, where that counts */
  brokenFor: (need: MatchNeed, earlier?: EndedStatus) => Broken;
};

/** A candidate as it stands, and what keeps it from a need. @throws 404 where it does not exist or may not be read. */
export async function readCandidate(context: Context, { kind, id }: CandidateRef): Promise<ReadCandidate> {
  const now = context.clock();
  const before = (status?: EndedStatus) => earlierFacts(new Map(status ? [[id, { status }]] : []), id);
  if (kind === "expert") {
    const [expert] = await expertCandidates([id], NOBODY_ENDED.expert);
    if (!expert || !can(context.actor, "expert.read", { id, status: expert.status }))
      throw notFound("Ce profil");
    return {
      title: expert.name ?? expert.headline,
      brokenFor: (need, earlier) => brokenByExpert(need, { ...expert, ...before(earlier) }, now),
    };
  }
  const [peer] = await peerCandidates([id], NOBODY_ENDED.peer);
  if (!peer) throw notFound("Cette structure");
  return {
    title: peer.name,
    brokenFor: (need, earlier) => brokenByPeer(need, { ...peer, ...before(earlier) }, now),
  };
}

/** How this person begins a match for a need: an editor of its organisation asks, an adviser puts the candidate aside. */
export const beginsBy = (actor: Actor, need: NeedSubject): "request" | "shortlist" =>
  refuseTransition(MATCH_LIFE.request, null, partsInNeed(actor, need)) ? "shortlist" : "request";
