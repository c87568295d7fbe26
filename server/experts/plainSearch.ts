import { plainSearchOf } from "../storage/plainSearch.ts";
import { Expert, IN_RESULTS } from "./model.ts";

/** Profiles of the results by the words that they hold, while the search engine is away. */
export const plainExperts = plainSearchOf(Expert, {
  listed: IN_RESULTS,
  text: ["name", "headline", "skills", "bio"],
  stored: {
    countries: "countries",
    languages: "languages.code",
    kind: "kind",
    modes: "modes",
    availability: "availability",
    name: "name",
    yearsOfExperience: "yearsOfExperience",
    publishedAt: "publishedAt",
  },
  order: { name: 1 },
});
