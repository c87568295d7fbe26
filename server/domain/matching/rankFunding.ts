import { dayOf } from "../days.ts";
import { assemble } from "./assemble.ts";
import { projectCountries } from "./funding/check.ts";
import { FUNDING_CRITERIA } from "./funding/criteria.ts";
import { checksOf } from "./funding/rules.ts";
import { citedAs } from "./funding/signs.ts";
import { termsOf } from "./funding/terms.ts";
import { type Assessed, leftOut, verdictOf, withSubsidiarity } from "./funding/verdict.ts";
import { viewNeed } from "./needView.ts";
import { passageOf } from "./passage.ts";
import { viewFunding } from "./profileView.ts";
import type { RankOptions } from "./rankExperts.ts";
import type { FundingCandidate, Ranking } from "./types.ts";
import { FUNDING_WEIGHTS } from "./weights.ts";

/**
 * Ranks funding schemes: their published rules first, each with its outcome, then how well they suit. A scheme that a
 * rule shuts out, or of which too little is known for this need, is left out with the reason. Pure.
 */
export function rankFunding(options: RankOptions<FundingCandidate>): Ranking {
  const { need, lexicon, now, relevance } = options;
  const view = viewNeed(need, options.understood, lexicon);
  const { countries } = lexicon;
  const today = dayOf(now);
  const assessed = withSubsidiarity(
    options.candidates.map(
      (funding): Assessed => ({ funding, checks: checksOf({ view, funding, countries, today }) }),
    ),
  );
  const byId = new Map(assessed.map((one) => [one.funding.id, one]));
  const checks = (id: string) => byId.get(id)!.checks;
  const project = projectCountries({ view, countries }).flatMap(({ code }) => countries.get(code) ?? []);
  const ranking = assemble({
    kind: "funding",
    candidates: options.candidates,
    titleOf: (funding) => funding.name,
    broken: (funding) =>
      leftOut(byId.get(funding.id)!, { cited: citedAs(view, funding) !== null, anonymous: !need.asker }),
    contextOf: (funding) => ({
      view,
      lexicon,
      countries,
      relevance: relevance.get(funding.id) ?? 0,
      now,
      funding,
      today,
      checks: checks(funding.id),
    }),
    criteria: FUNDING_CRITERIA,
    weights: options.weights ?? FUNDING_WEIGHTS,
    // Nobody can open a call or change a rule.
    alternatives: () => [],
    passage: ({ funding }) => passageOf([funding.summary], viewFunding(funding, lexicon), view),
    limit: options.limit ?? 20,
    without: options.without ?? null,
    // A scheme whose rules are met is an answer, whatever its score.
    least: 0,
  });
  return {
    ...ranking,
    nothingFits: ranking.items.length === 0,
    items: ranking.items.map((item) => {
      const { funding, checks } = byId.get(item.candidate.id)!;
      const told = checks.map(({ rule, outcome, text }) => ({ rule, outcome, text }));
      return {
        ...item,
        eligibility: { verdict: verdictOf(checks), checks: told },
        terms: termsOf(funding, project, today),
      };
    }),
  };
}
