import { dayOf } from "../days.ts";
import { fundingAlternatives } from "./alternatives.ts";
import { assemble } from "./assemble.ts";
import { FUNDING_CRITERIA } from "./funding/criteria.ts";
import { FUNDING_RULES } from "./funding/rules.ts";
import { viewNeed } from "./needView.ts";
import { passageOf } from "./passage.ts";
import { viewFunding } from "./profileView.ts";
import type { RankOptions } from "./rankExperts.ts";
import type { EligibilityCheck, FundingCandidate, Ranking, Suggestion } from "./types.ts";
import { FUNDING_WEIGHTS } from "./weights.ts";

/** Ranks funding schemes: their published rules first, each with its outcome, then how well they suit. Pure. */
export function rankFunding(options: RankOptions<FundingCandidate>): Ranking {
  const { need, lexicon, now, relevance } = options;
  const view = viewNeed(need, options.understood, lexicon);
  const { countries } = lexicon;
  const today = dayOf(now);
  const checks = new Map<string, EligibilityCheck[]>(
    options.candidates.map((funding) => [
      funding.id,
      FUNDING_RULES.map((rule) => rule({ view, funding, countries, today })),
    ]),
  );
  const ranking = assemble({
    kind: "funding",
    candidates: options.candidates,
    titleOf: (funding) => funding.name,
    broken: (funding) => {
      const failed = checks.get(funding.id)!.find((c) => c.outcome === "not-met");
      return failed ? { rule: failed.rule, text: failed.text } : null;
    },
    contextOf: (funding) => ({
      view,
      lexicon,
      countries,
      relevance: relevance.get(funding.id) ?? 0,
      now,
      funding,
      today,
    }),
    criteria: FUNDING_CRITERIA,
    weights: options.weights ?? FUNDING_WEIGHTS,
    alternatives: fundingAlternatives,
    passage: ({ funding }) => passageOf([funding.summary], viewFunding(funding, lexicon), view),
    limit: options.limit ?? 20,
    without: options.without ?? null,
    // A scheme whose rules are met is an answer, whatever its score.
    least: 0,
  });
  return {
    ...ranking,
    nothingFits: ranking.items.length === 0,
    items: ranking.items.map((item) => withEligibility(item, checks.get(item.candidate.id)!)),
  };
}

function withEligibility(item: Suggestion, checks: EligibilityCheck[]): Suggestion {
  const verdict = checks.some((c) => c.outcome === "to-check") ? "to-check" : "eligible";
  return { ...item, eligibility: { verdict, checks } };
}
