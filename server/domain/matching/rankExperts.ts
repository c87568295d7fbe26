import { expertAlternatives } from "./alternatives.ts";
import { assemble, speaksTo } from "./assemble.ts";
import { LEAST_GOOD_SCORE } from "./calibration.ts";
import { availability, windowOf } from "./criteria/availability.ts";
import { country } from "./criteria/country.ts";
import type { Criterion, Shared } from "./criteria/criterion.ts";
import type { ExpertContext } from "./criteria/expertContext.ts";
import { language } from "./criteria/language.ts";
import { mode } from "./criteria/mode.ts";
import { setup } from "./criteria/setup.ts";
import { skill } from "./criteria/skill.ts";
import { subject } from "./criteria/subject.ts";
import { text } from "./criteria/text.ts";
import { theme } from "./criteria/theme.ts";
import { expertTogether } from "./criteria/together.ts";
import { brokenByExpert, withExplicit } from "./hardRules.ts";
import { type NeedView, viewNeed } from "./needView.ts";
import { passageOf } from "./passage.ts";
import { viewExpert } from "./profileView.ts";
import { measure } from "./score.ts";
import { sharedWords } from "./sharedWords.ts";
import type { ExpertCandidate, MatchNeed, Ranking, TextRelevance, Understood } from "./types.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import { EXPERT_WEIGHTS, type Weights } from "./weights.ts";

export const EXPERT_CRITERIA: readonly Criterion<ExpertContext>[] = [
  subject,
  theme,
  skill,
  setup,
  text,
  country,
  expertTogether,
  language,
  availability,
  mode,
];

export type RankOptions<Candidate> = {
  need: MatchNeed;
  understood: Understood;
  candidates: readonly Candidate[];
  relevance: TextRelevance;
  lexicon: Lexicon;
  now: Date;
  /** How many suggestions to return; default 20. */
  limit?: number;
  /** Other weights than the product's: for fitting. */
  weights?: Weights;
  /** A criterion to leave out: for ablation. */
  without?: string | null;
  /** false: scores alone are wanted; passages and what would rank higher, dear to find, are left out. */
  explain?: boolean;
};

/**
 * Ranks experts for a need: hard rules, then criteria. Pure; the order of `candidates` does not matter.
 * @param options.view the need's view, where it was made already: the need's text is not read again for it
 */
export function rankExperts(options: RankOptions<ExpertCandidate> & { view?: NeedView }): Ranking {
  const { need, lexicon, now, relevance, explain = true } = options;
  const view = options.view ?? viewNeed(need, options.understood, lexicon);
  const contextOf = contextsFor({ view, lexicon, relevance, now });
  const asked = withExplicit(need, options.understood);
  return assemble({
    kind: "expert",
    candidates: options.candidates,
    titleOf: (expert) => expert.name ?? expert.headline,
    broken: (expert) => brokenByExpert(asked, expert, now),
    contextOf,
    criteria: EXPERT_CRITERIA,
    weights: options.weights ?? EXPERT_WEIGHTS,
    alternatives: (expert) => (explain ? expertAlternatives(expert, view) : []),
    passage: ({ texts, profile }) => (explain ? passageOf(texts, profile, view) : null),
    limit: options.limit ?? 20,
    without: options.without ?? null,
    least: asksForPartnerOnly(need) ? 100 : LEAST_GOOD_SCORE,
  });
}

type Scored = Pick<RankOptions<ExpertCandidate>, "candidates" | "lexicon" | "relevance" | "now"> & {
  view: NeedView;
};

/** What the criteria read of each candidate. */
function contextsFor({ view, lexicon, relevance, now }: Omit<Scored, "candidates">) {
  const { countries } = lexicon;
  const window = windowOf(view, now);
  return (expert: ExpertCandidate): ExpertContext => {
    const shared: Shared = { view, lexicon, countries, relevance: relevance.get(expert.id) ?? 0, now };
    const texts = [expert.bio, expert.headline, ...expert.skills];
    return {
      ...shared,
      expert,
      profile: viewExpert(expert, lexicon),
      texts,
      ticked: expert.themes,
      tickedCountries: expert.countries,
      sharedWords: () => sharedWords(view, texts),
      window,
    };
  };
}

/** The same scores without an order or an explanation, for who weighs thousands of pairs; whom a rule leaves out is not there. */
export function scoreExperts({ candidates, ...asked }: Scored): { id: string; score: number }[] {
  const contextOf = contextsFor(asked);
  const need = withExplicit(asked.view.need, asked.view.understood);
  const scores: { id: string; score: number }[] = [];
  for (const expert of candidates) {
    if (brokenByExpert(need, expert, asked.now)) continue;
    const context = contextOf(expert);
    const measured = measure(EXPERT_CRITERIA, EXPERT_WEIGHTS, context, { kind: "expert" });
    if (speaksTo("expert", EXPERT_CRITERIA, context, measured))
      scores.push({ id: expert.id, score: measured.score });
  }
  return scores;
}

/** A need that looks for a partner and nothing else: a person, however good, is no answer to it. */
export function asksForPartnerOnly(need: Pick<MatchNeed, "kinds">): boolean {
  return need.kinds.length > 0 && need.kinds.every((kind) => kind.startsWith("partenaire-"));
}
