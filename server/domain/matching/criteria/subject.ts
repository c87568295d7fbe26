import { bestEvidence, coverage } from "../closeness.ts";
import { quoteOf } from "../passage.ts";
import { metBy } from "../textReading.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** How much of what the need is about the profile has done, thing by thing through the taxonomy. */
export const subject: Criterion<ExpertContext> = {
  code: "subject",
  // The first part of it says more than the last: half of a subject is worth more than half of the points.
  value: ({ view, profile, lexicon }) => Math.sqrt(coverage(view.subjects, profile, lexicon).value),
  sentence: ({ view, profile, lexicon, texts, expert }) => {
    // What the profile shows, not what the need asks: of someone who knows sanitation nothing is said of school latrines.
    for (const code of bestEvidence(view.named, profile, lexicon)) {
      const quote = quoteOf(code, texts, profile);
      // A theme may be shown by one thing of it: that thing is told.
      const label = lexicon.concepts.get(profile.said(metBy(code)) ?? code)?.label ?? "";
      if (quote) return `${label} : « ${quote} »`;
      if (expert.themes.some((theme) => `t:${theme}` === code))
        return `Thème choisi dans son profil : ${label}`;
    }
    return null;
  },
};
