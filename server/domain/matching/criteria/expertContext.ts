import type { ProfileView } from "../profileView.ts";
import type { ExpertCandidate } from "../types.ts";
import type { Shared } from "./criterion.ts";

export type ExpertContext = Shared & { expert: ExpertCandidate; profile: ProfileView };
