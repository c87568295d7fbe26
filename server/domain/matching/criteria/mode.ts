import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Works as the need asks: on the spot, or from afar. */
export const mode: Criterion<ExpertContext> = {
  code: "mode",
  value: ({ view, expert }) => {
    const wanted = view.need.mode ?? view.understood.mode?.code ?? null;
    if (!wanted) return 1;
    return expert.modes.includes(wanted) ? 1 : 0;
  },
  sentence: ({ view }) => {
    const wanted = view.need.mode ?? view.understood.mode?.code ?? null;
    if (!wanted) return "Sur place ou à distance, au choix";
    return wanted === "mission" ? "Peut venir sur place" : "Travaille à distance";
  },
};
