import type { Criterion, Shared } from "./criterion.ts";

/** The search engine's relevance: plain words that the need and the candidate share. */
export const text: Criterion<Shared> = {
  code: "text",
  value: ({ relevance }) => relevance,
  sentence: (_context, value) =>
    value >= 0.5 ? "Emploie les mêmes mots que le besoin" : "Emploie quelques mots du besoin",
};
