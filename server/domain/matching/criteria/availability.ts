import type { Period } from "../../vocabulary.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

const DAY = 86_400_000;
/** Days of freedom beyond which more changes nothing for a mission or for a few calls. */
const ENOUGH_DAYS = 60;

/** Days inside the period during which the expert is free; without a period, any to come. */
export const availability: Criterion<ExpertContext> = {
  code: "availability",
  value: ({ view, expert, now }) => {
    const period = view.need.period ?? view.understood.period?.value ?? null;
    const window = period ?? { from: iso(now), to: iso(new Date(now.getTime() + 730 * DAY)) };
    return Math.min(1, freeDays(expert.availability, window) / ENOUGH_DAYS);
  },
  sentence: ({ view }, value) => {
    if (!view.need.period) return "A des disponibilités à venir";
    return value >= 1 ? "Disponible pendant la période" : "Disponible une partie de la période";
  },
};

/** Days of a window that spans cover, each counted once where they do not overlap. */
export function freeDays(spans: Period[], window: Period): number {
  let days = 0;
  for (const span of spans) {
    const from = Math.max(Date.parse(span.from), Date.parse(window.from));
    const to = Math.min(Date.parse(span.to), Date.parse(window.to));
    if (from <= to) days += (to - from) / DAY + 1;
  }
  return days;
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}
