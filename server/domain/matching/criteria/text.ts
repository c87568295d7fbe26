import type { Criterion, Shared } from "./criterion.ts";

/** Plain words that the need and the candidate share: told through what is quoted for the subject, or by naming them. */
export const text: Criterion<Shared & { sharedWords: () => string[] }> = {
  code: "text",
  value: ({ relevance }) => Math.sqrt(relevance),
  sentence: ({ sharedWords }) => {
    const words = sharedWords();
    return words.length === 0 ? null : `Emploie aussi ${words.map((word) => `« ${word} »`).join(", ")}`;
  },
};
