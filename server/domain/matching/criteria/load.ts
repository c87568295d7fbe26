import { missionYears, roomiestYear } from "../capacity.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

const room = ({ view, expert, now }: ExpertContext) =>
  roomiestYear(expert, missionYears(view.need, expert, now));

/** Share of the yearly capacity that is still free, so that the same people are not always called. */
export const load: Criterion<ExpertContext> = {
  code: "load",
  value: (context) => {
    const { missionsPerYear } = context.expert;
    return missionsPerYear <= 0 ? 0 : room(context).left / missionsPerYear;
  },
  sentence: (context, value) => {
    const { year } = room(context);
    return value >= 1 ? `Aucune mission engagée en ${year}` : `A encore de la place en ${year}`;
  },
};
