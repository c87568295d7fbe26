import type { Period } from "../../vocabulary.ts";
import type { ProfileView } from "../profileView.ts";
import type { ExpertCandidate } from "../types.ts";
import type { Shared } from "./criterion.ts";

export type ExpertContext = Shared & {
  expert: ExpertCandidate;
  profile: ProfileView;
  /** The person's own words: the story, the headline, the skills. */
  texts: readonly string[];
  /** Themes, then countries, ticked in the profile. */
  ticked: readonly string[];
  tickedCountries: readonly string[];
  /** Words of the need that stand in the profile, as written there, the most telling first. */
  sharedWords: () => string[];
  /** When the expert should be free. */
  window: Period;
};
