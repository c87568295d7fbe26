import { type Day, yearOf } from "../../days.ts";
import type { FundingContent } from "../../funding.ts";

export type CallState = "rolling" | "open" | "to-come" | "past" | "unknown";

/** Whether one can apply at `today`. A past call does not prove that there will be another. */
export function callState(
  funding: Pick<FundingContent, "calls" | "rolling">,
  today: Day,
): { state: CallState; closes: string | null; opens: string | null } {
  const none = { closes: null, opens: null };
  for (const call of funding.calls) {
    const opened = call.opens === null || call.opens <= today;
    if (
      call.closes !== null &&
      call.closes >= today &&
      opened &&
      (call.opens !== null || call.year >= yearOf(today))
    ) {
      return { state: "open", closes: call.closes, opens: call.opens };
    }
  }
  if (funding.rolling === true) return { state: "rolling", ...none };
  const next = funding.calls
    .filter((c) => c.opens !== null && c.opens > today)
    .sort((a, b) => (a.opens! < b.opens! ? -1 : 1))[0];
  if (next) return { state: "to-come", closes: next.closes, opens: next.opens };
  return { state: funding.calls.length > 0 ? "past" : "unknown", ...none };
}
