import { LANGUAGE_LEVELS } from "../../vocabulary.ts";
import { languageName } from "../hardRules.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Ease in the required languages beyond the least level, else in that of the need's text or of the country. */
export const language: Criterion<ExpertContext> = {
  code: "language",
  asked: (view) => view.languages.length > 0,
  value: (context) => best(context).value,
  sentence: (context) => {
    const { code, level } = best(context);
    return code ? `Parle ${languageName(code)} (${level})` : null;
  },
};

function best({ view, expert }: ExpertContext): { value: number; code: string | null; level: string } {
  let found = { value: 0, code: null as string | null, level: "" };
  for (const { code, worth } of view.languages) {
    const level = expert.languages.find((l) => l.code === code)?.level;
    if (!level) continue;
    const value = worth * ((LANGUAGE_LEVELS.indexOf(level) + 1) / LANGUAGE_LEVELS.length);
    if (value > found.value) found = { value, code, level };
  }
  return found;
}
