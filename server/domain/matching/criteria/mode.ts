import type { NeedView } from "../needView.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

const wantedMode = ({ need, understood }: NeedView) => need.mode ?? understood.mode?.code ?? null;

/** Works as the need asks: on the spot, or from afar. */
export const mode: Criterion<ExpertContext> = {
  code: "mode",
  asked: (view) => wantedMode(view) !== null,
  value: ({ view, expert }) => Number(expert.modes.some((each) => each === wantedMode(view))),
  sentence: ({ view }) =>
    wantedMode(view) === "mission"
      ? "Peut venir sur place, comme demandé"
      : "Travaille à distance, comme demandé",
};
