import { dayOf, yearOf } from "../../days.ts";
import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

const LONG_YEARS = 12;
/** What ended is remembered, less well. */
const ENDED = 0.6;

/** Years of the cooperation that speaks most to the need, and whether it still runs: told with that record. */
export const depth: Criterion<PeerContext> = {
  code: "depth",
  value: ({ best, now }) => {
    if (!best) return 0;
    const { since, until } = best.cooperation;
    if (since === null) return 0.4;
    const year = yearOf(dayOf(now));
    const years = Math.max(0, Math.min(until ?? year, year) - since);
    return Math.min(1, Math.sqrt(years / LONG_YEARS)) * (until !== null && until < year ? ENDED : 1);
  },
  sentence: () => null,
};
