import type { ExpertCandidate } from "../domain/matching/types.ts";
import type { AskedNeed, BoardResult, Settings } from "./board.ts";

/** What the thread of an assignment is asked, one thing at a time; each is answered. */
export type Call =
  // With what their texts say, as it was stored: reading ten thousand profiles again would take longer than all the rest.
  | { do: "experts"; experts: ExpertCandidate[]; pending: Map<string, number>; readings: string[] }
  | { do: "need"; asked: AskedNeed }
  | { do: "solve"; settings: Settings };

export type Answer = { ok: BoardResult | null } | { error: string };
