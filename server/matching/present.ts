import type { Inferred, Suggestion, Understood } from "../domain/matching/types.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import type { Ended } from "../matches/ended.ts";
import type { Suggestions } from "./usecases.ts";

const presentInferred = ({ code, label, confidence, words, source }: Inferred) => ({
  code,
  label,
  confidence,
  words,
  source,
});

export function presentUnderstood(understood: Understood) {
  return {
    themes: understood.themes.map(presentInferred),
    countries: understood.countries.map(presentInferred),
    skills: understood.skills.map(presentInferred),
  };
}

function presentSuggestion(
  { candidate, score, reasons, wouldRankHigher, eligibility, terms }: Suggestion,
  before?: Ended,
) {
  return {
    candidate,
    score,
    reasons,
    ...(wouldRankHigher ? { wouldRankHigher } : {}),
    ...(eligibility ? { eligibility } : {}),
    ...(terms ? { terms } : {}),
    ...(before ? { earlier: { match: before.match, status: before.status, reason: before.reason } } : {}),
  };
}

const presentRanking = ({ items, nothingFits }: Suggestions, earlier?: ReadonlyMap<string, Ended>) => ({
  items: items.map((item) => presentSuggestion(item, earlier?.get(item.candidate.id))),
  nothingFits,
});

/**
 * One list, with what was understood of the need. Who was left out is for advisers, on their page.
 * @param earlier with whom it came to nothing before: for advisers, whose list keeps them
 */
export function presentSuggestions(suggestions: Suggestions, earlier?: ReadonlyMap<string, Ended>) {
  return { ...presentRanking(suggestions, earlier), understood: presentUnderstood(suggestions.understood) };
}

/** The three lists of a preview. */
export function presentPreview(lists: Record<CandidateKind, Suggestions>) {
  return {
    understood: presentUnderstood(lists.expert.understood),
    expert: presentRanking(lists.expert),
    peer: presentRanking(lists.peer),
    funding: presentRanking(lists.funding),
  };
}
