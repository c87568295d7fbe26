import type { Day } from "../../days.ts";
import type { Country } from "../../reference.ts";
import type { NeedView } from "../needView.ts";
import type { EligibilityCheck, FundingCandidate } from "../types.ts";

export type RuleContext = {
  view: NeedView;
  funding: FundingCandidate;
  countries: ReadonlyMap<string, Country>;
  today: Day;
};

/** Compares one rule of a scheme with a need; null where the scheme has no such rule. */
export type Rule = (context: RuleContext) => EligibilityCheck | null;

export const met = (rule: string, text: string): EligibilityCheck => ({ rule, outcome: "met", text });
export const notMet = (rule: string, text: string): EligibilityCheck => ({ rule, outcome: "not-met", text });
/** @param what follows « À vérifier : » */
export const toCheck = (rule: string, what: string): EligibilityCheck => ({
  rule,
  outcome: "to-check",
  text: `À vérifier : ${what}`,
});
/** As `toCheck`, where nothing at all is known. */
export const unknown = (rule: string, what: string): EligibilityCheck => ({
  ...toCheck(rule, what),
  unknown: true,
});

/** An inference that is at least as sure is a fact where money is told: on the judged needs, four in five are right. */
const CERTAIN = 0.8;
/** Below it, nothing that was read is worth a check. */
export const READ = 0.4;

/** Ticked by the author, or read with certainty. */
export const isFact = ({ source, confidence }: { source: string; confidence: number }): boolean =>
  source === "declared" || confidence >= CERTAIN;

/** Territories of France, which are no foreign country of a project. */
const FRENCH = new Set("FR BL GF GP MF MQ NC PF PM RE TF WF YT".split(" "));

/** Countries of the project, the asker's own where it is abroad and names none; France is where the money comes from. */
export function projectCountries({ view, countries }: Pick<RuleContext, "view" | "countries">) {
  const read = view.understood.countries.filter(
    ({ code, confidence }) => !FRENCH.has(code) && confidence >= READ,
  );
  const own = view.need.asker?.country;
  // Nothing is named where a country has no words: it was guessed from the asker's partners.
  const named = read.some((c) => c.source === "declared" || c.words.length > 0);
  if (named || !own || FRENCH.has(own)) return read;
  const label = countries.get(own)?.name ?? own;
  return [{ code: own, label, confidence: 1, weight: 1, words: [], source: "declared" as const }];
}
