import { coverage } from "../closeness.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** How much of the ways of working that the need asks for the profile holds. */
export const skill: Criterion<ExpertContext> = {
  code: "skill",
  value: ({ view, profile, lexicon }) => coverage(view.skills, profile, lexicon).value,
  sentence: ({ view, profile, lexicon }) => {
    const best = coverage(view.skills, profile, lexicon).best;
    return best ? `Sait faire : ${lexicon.concepts.get(best)?.label ?? ""}` : null;
  },
};
