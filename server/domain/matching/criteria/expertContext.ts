import type { Period } from "../../vocabulary.ts";
import type { ProfileView } from "../profileView.ts";
import type { ExpertCandidate } from "../types.ts";
import type { Shared } from "./criterion.ts";

export type ExpertContext = Shared & {
  expert: ExpertCandidate;
  profile: ProfileView;
  /** When the expert should be free. */
  window: Period;
};
