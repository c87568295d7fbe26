import { coverage } from "../closeness.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Where the need asks for no way of working in particular. */
const NO_SKILL = 0.3;

/** How much of the ways of working that the need asks for the profile holds. */
export const skill: Criterion<ExpertContext> = {
  code: "skill",
  value: ({ view, profile, lexicon }) =>
    view.skills.size === 0 ? NO_SKILL : coverage(view.skills, profile, lexicon).value,
  sentence: ({ view, profile, lexicon }) => {
    if (view.skills.size === 0) return "Le besoin ne demande pas de méthode particulière";
    const best = coverage(view.skills, profile, lexicon).best;
    return best ? `Sait faire : ${lexicon.concepts.get(best)?.label ?? ""}` : null;
  },
};
