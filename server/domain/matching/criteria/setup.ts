import { quoteOf } from "../passage.ts";
import { asksForSetup, SETUP_SKILLS } from "../projectSetup.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";

/** Below this a profile touches upon it, and no claim rests on it. */
const CLAIMED_FROM = 0.3;
/** One way of doing it says most; a second one completes it. */
const FIRST = 0.75;

/** Has written projects and found their money, where that is what the need asks for. */
export const setup: Criterion<ExpertContext> = {
  code: "setup",
  asked: asksForSetup,
  value: (context) => {
    const [first = 0, second = 0] = strengths(context).map(({ strength }) => strength);
    return FIRST * first + (1 - FIRST) * second;
  },
  sentence: (context) => {
    for (const { code } of strengths(context)) {
      const quote = quoteOf(code, context.texts, context.profile);
      if (quote) return `${context.lexicon.concepts.get(code)?.label ?? ""} : « ${quote} »`;
    }
    return null;
  },
};

function strengths({ profile }: ExpertContext): { code: string; strength: number }[] {
  return SETUP_SKILLS.map((code) => ({ code, strength: profile.strengthOf(code) }))
    .filter(({ strength }) => strength >= CLAIMED_FROM)
    .sort((a, b) => b.strength - a.strength || (a.code < b.code ? -1 : 1));
}
