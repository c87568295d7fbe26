import { coverage } from "../closeness.ts";
import { quoteOf } from "../passage.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** How much of the ways of working that the need asks for the profile holds. */
export const skill: Criterion<ExpertContext> = {
  code: "skill",
  asked: (view) => view.skills.size > 0,
  value: ({ view, profile, lexicon }) => coverage(view.skills, profile, lexicon).value,
  sentence: ({ view, profile, lexicon, texts }) => {
    const best = coverage(view.skills, profile, lexicon).best;
    const label = best ? lexicon.concepts.get(best)?.label : null;
    const quote = best ? quoteOf(best, texts, profile) : null;
    return label && quote ? `${label} : « ${quote} »` : null;
  },
};
