import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Years after which more years change little. */
const SEASONED = 20;

/** Years of practice, flattening as they grow. */
export const experience: Criterion<ExpertContext> = {
  code: "experience",
  value: ({ expert }) => Math.min(1, Math.sqrt(Math.max(0, expert.yearsOfExperience) / SEASONED)),
  sentence: ({ expert }) =>
    expert.yearsOfExperience > 1
      ? `Expérience : ${expert.yearsOfExperience} ans`
      : "Expérience : un an ou moins",
};
