import type { Cooperation } from "../../organisation.ts";
import type { ProfileView } from "../profileView.ts";
import type { PeerCandidate } from "../types.ts";
import type { Shared } from "./criterion.ts";

/** A cooperation of a peer, read, with what it is worth for the need. */
export type ReadCooperation = {
  cooperation: Cooperation;
  profile: ProfileView;
  /** How much of what the need is about it has done, 0…1; of the need's themes; how close its country comes. */
  subject: number;
  theme: number;
  country: number;
};

export type PeerContext = Shared & {
  peer: PeerCandidate;
  cooperations: ReadonlyArray<ReadCooperation>;
  /** The cooperation that speaks most to the need, by its subject and its country together; null where it has none. */
  best: ReadCooperation | null;
  /** What its name and its groups are about. */
  named: ProfileView;
  /** Whether it is an authority of one of the need's countries. */
  there: boolean;
  sharedWords: () => string[];
};

/** From this much on a record is told as one on the subject. */
export const ON_SUBJECT = 0.08;

/** What another cooperation than the best one adds: the same in one record is worth far more than in two. */
export const ELSEWHERE = 0.4;

/** The best of one thing: that of the best record, else less of another one. */
export function ofRecords(
  { best, cooperations }: PeerContext,
  worth: (cooperation: ReadCooperation) => number,
): number {
  if (!best) return 0;
  let most = worth(best);
  for (const each of cooperations) if (each !== best) most = Math.max(most, worth(each) * ELSEWHERE);
  return most;
}
