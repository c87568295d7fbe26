import { daysIn } from "../../days.ts";
import type { Period } from "../../vocabulary.ts";
import { daysAhead } from "../capacity.ts";
import type { NeedView } from "../needView.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Days of freedom beyond which more changes nothing for a mission or for a few calls. */
const ENOUGH_DAYS = 60;

/** When an expert should be free: the period of the need, what its text says of it, or any day to come. */
export function windowOf({ need, understood }: NeedView, now: Date): Period {
  return need.period ?? understood.period?.value ?? daysAhead(now);
}

/** Days inside the period of the need during which the expert is free. */
export const availability: Criterion<ExpertContext> = {
  code: "availability",
  asked: ({ need, understood }) => need.period !== null || understood.period !== null,
  value: ({ window, expert }) => Math.min(1, freeDays(expert.availability, window) / ENOUGH_DAYS),
  sentence: ({ window, expert }) => {
    const days = freeDays(expert.availability, window);
    const all = freeDays([window], window);
    if (days >= all) return "Libre pendant toute la période";
    return days > 1 ? `Libre ${days} jours de la période` : "Libre un jour de la période";
  },
};

/** Days of a window that spans cover, each counted once where they do not overlap. */
export function freeDays(spans: Period[], window: Period): number {
  let days = 0;
  for (let { from, to } of spans) {
    // ISO dates have their order as texts.
    if (from < window.from) from = window.from;
    if (to > window.to) to = window.to;
    if (from <= to) days += daysIn({ from, to });
  }
  return days;
}
