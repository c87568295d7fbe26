import { LANGUAGE_LEVELS } from "../../vocabulary.ts";
import { languageName } from "../hardRules.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Ease in the required languages beyond the least level, else in the language of the country. */
export const language: Criterion<ExpertContext> = {
  code: "language",
  value: (context) => best(context).value,
  sentence: (context) => {
    const { code } = best(context);
    return code ? `Parle ${languageName(code)}` : null;
  },
};

function best({ view, expert }: ExpertContext): { value: number; code: string | null } {
  let found = { value: 0, code: null as string | null };
  for (const { code, worth } of view.languages) {
    const level = expert.languages.find((l) => l.code === code)?.level;
    const value = level ? worth * ((LANGUAGE_LEVELS.indexOf(level) + 1) / LANGUAGE_LEVELS.length) : 0;
    if (value > found.value) found = { value, code };
  }
  return found;
}
