import { coverage } from "../closeness.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** How much of what the need is about the profile has done, thing by thing through the taxonomy. */
export const subject: Criterion<ExpertContext> = {
  code: "subject",
  value: ({ view, profile, lexicon }) => coverage(view.subjects, profile, lexicon).value,
  sentence: ({ view, profile, lexicon }) => {
    const best = coverage(view.named, profile, lexicon).best;
    if (!best) return null;
    const label = lexicon.concepts.get(best)?.label ?? "";
    const words = profile.said(best);
    return words ? `Connaît le sujet : ${label} (« ${words} »)` : `Connaît le domaine : ${label}`;
  },
};
