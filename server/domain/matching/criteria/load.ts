import { capacityLeft, needYears } from "../hardRules.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Share of the yearly capacity that is still free, so that the same people are not always called. */
export const load: Criterion<ExpertContext> = {
  code: "load",
  value: ({ view, expert, now }) => {
    if (expert.missionsPerYear <= 0) return 0;
    return Math.min(1, capacityLeft(expert, needYears(view.need, now)) / expert.missionsPerYear);
  },
  sentence: (_context, value) =>
    value >= 1 ? "Aucune mission engagée cette année-là" : "A encore de la place cette année-là",
};
