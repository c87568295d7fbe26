import type { EligibilityCheck, FundingCandidate } from "../types.ts";
import { toCheck } from "./check.ts";

/** More than this to check, and proposing the scheme would be a guess. */
const MOST_DOUBT = 3;

/** How much a point to check puts in doubt: terms that nobody confirmed, or a call that its funder no longer lists, more. */
function doubtOf({ rule }: EligibilityCheck, { absentFrom }: FundingCandidate): number {
  return rule === "confidence" || (rule === "call" && absentFrom) ? 2 : 1;
}

export type Assessed = { funding: FundingCandidate; checks: EligibilityCheck[] };

export const verdictOf = (checks: readonly EligibilityCheck[]): "eligible" | "to-check" | "not-eligible" => {
  if (checks.some((c) => c.outcome === "not-met")) return "not-eligible";
  return checks.some((c) => c.outcome === "to-check") ? "to-check" : "eligible";
};

export const doubts = (checks: readonly EligibilityCheck[]): EligibilityCheck[] =>
  checks.filter((c) => c.outcome === "to-check");

/**
 * Why a scheme is not put forward: the rule that fails, or that too little is known to propose it; null where it is.
 * @param cited the need names the scheme: it is answered even where much is to be checked
 * @param anonymous nobody knows who asks, which is one thing to check for every scheme
 */
export function leftOut(
  { funding, checks }: Assessed,
  { cited, anonymous }: { cited: boolean; anonymous: boolean },
): { rule: string; text: string } | null {
  const failed = checks.find((c) => c.outcome === "not-met");
  if (failed) return failed;
  if (cited) return null;
  const open = doubts(checks);
  const unsaid = open.find((c) => c.unknown);
  if (unsaid) return unsaid;
  const counted = open.filter((c) => !(anonymous && c.rule === "applicant"));
  const doubt = counted.reduce((sum, c) => sum + doubtOf(c, funding), 0);
  if (doubt <= MOST_DOUBT) return null;
  return { rule: "doubts", text: `Trop à vérifier : ${open.map((c) => withoutHead(c.text)).join(" ; ")}` };
}

const withoutHead = (text: string): string => text.replace(/^À vérifier : /, "");

/**
 * A subsidiary scheme takes what no other of its family takes: where another one suits the project and had its last
 * edition in the same year, the first is to be checked, and names it.
 */
export function withSubsidiarity(assessed: readonly Assessed[]): Assessed[] {
  const lastYear = ({ funding }: Assessed) => Math.max(0, ...funding.calls.map((c) => c.year));
  return assessed.map((one) => {
    const { funding, checks } = one;
    if (!funding.subsidiary || checks.some((c) => c.outcome === "not-met")) return one;
    const taken = assessed.find(
      (other) =>
        other !== one &&
        other.funding.family === funding.family &&
        lastYear(other) === lastYear(one) &&
        ["country", "theme", "subject", "applicant"].every((rule) =>
          other.checks.every(
            (c) =>
              c.rule !== rule ||
              c.outcome === "met" ||
              (rule === "applicant" && c.outcome === "to-check" && !c.unknown),
          ),
        ) &&
        !other.checks.some((c) => c.outcome === "not-met"),
    );
    if (!taken) return one;
    const check = toCheck("subsidiary", `exclu si le projet relève de « ${taken.funding.name} »`);
    return { funding, checks: [...checks, check] };
  });
}
