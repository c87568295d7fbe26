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

function best({ view, expert, countries }: ExpertContext): { value: number; code: string | null } {
  const required = view.need.languages.filter((l) => l !== "fr");
  const asked = view.understood.languages
    .filter((l) => l.source === "inferred" && l.code !== "fr")
    .map((l) => l.code);
  const local = [...view.countries.keys()]
    .flatMap((c) => countries.get(c)?.languages ?? [])
    .filter((l) => l !== "fr");
  let found = { value: 0, code: null as string | null };
  for (const [codes, weight] of [
    [required, 1],
    [asked, 0.9],
    [local, 0.6],
  ] as const) {
    for (const code of codes) {
      const level = expert.languages.find((l) => l.code === code)?.level;
      const value = level ? weight * ((LANGUAGE_LEVELS.indexOf(level) + 1) / LANGUAGE_LEVELS.length) : 0;
      if (value > found.value) found = { value, code };
    }
  }
  return found;
}
