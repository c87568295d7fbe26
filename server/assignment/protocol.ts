import type { ExpertCandidate } from "../domain/matching/types.ts";
import type { AskedNeed, BoardResult, Settings } from "./board.ts";

/** What the thread of an assignment is asked, one thing at a time; each is answered. */
export type Call =
  | { do: "experts"; experts: ExpertCandidate[]; pending: Map<string, number> }
  | { do: "need"; asked: AskedNeed }
  | { do: "solve"; settings: Settings };

export type Answer = { ok: BoardResult | null } | { error: string };
