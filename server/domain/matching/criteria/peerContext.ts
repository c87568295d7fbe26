import type { Cooperation } from "../../organisation.ts";
import type { ProfileView } from "../profileView.ts";
import type { PeerCandidate } from "../types.ts";
import type { Shared } from "./criterion.ts";

/** A cooperation of a peer, read, with what it is worth for the need. */
export type ReadCooperation = {
  cooperation: Cooperation;
  profile: ProfileView;
  subject: number;
  country: number;
};

export type PeerContext = Shared & {
  peer: PeerCandidate;
  /** All its cooperations together. */
  profile: ProfileView;
  cooperations: ReadCooperation[];
  /** The cooperation that speaks most to the need; null where it has none. */
  best: ReadCooperation | null;
};
