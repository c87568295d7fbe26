import type { Day } from "../../days.ts";
import type { FundingCall, FundingContent } from "../../funding.ts";
import type { Period } from "../../vocabulary.ts";

export type CallState = "rolling" | "open" | "to-come" | "past" | "unknown";

/** While one can apply to a call; of one whose opening is unknown, all days of its year and before, up to its end. */
function openSpan({ year, opens, closes }: FundingCall): Period | null {
  if (closes === null) return null;
  if (opens !== null) return { from: opens, to: closes };
  const yearEnds = `${year}-12-31`;
  return { from: "2000-01-01", to: closes < yearEnds ? closes : yearEnds };
}

/** When one can apply, but for schemes that take applications all year. */
export const openSpans = ({ calls }: Pick<FundingContent, "calls">): Period[] =>
  calls.map(openSpan).filter((span) => span !== null && span.from <= span.to) as Period[];

/** Whether one can apply at `today`. A past call does not prove that there will be another. */
export function callState(
  funding: Pick<FundingContent, "calls" | "rolling">,
  today: Day,
): { state: CallState; closes: string | null; opens: string | null } {
  const none = { closes: null, opens: null };
  for (const call of funding.calls) {
    const span = openSpan(call);
    if (span && span.from <= today && today <= span.to) {
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
