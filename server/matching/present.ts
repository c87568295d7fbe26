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
  const { themes, countries, skills, languages, kinds, mode, period, excluded } = understood;
  return {
    themes: themes.map(presentInferred),
    countries: countries.map(presentInferred),
    skills: skills.map(presentInferred),
    languages: languages.map(presentInferred),
    kinds: kinds.map(presentInferred),
    mode: mode ? presentInferred(mode) : null,
    period: period ? { ...period.value, words: period.words } : null,
    excluded: {
      countries: excluded.countries.map(presentInferred),
      expertKinds: excluded.expertKinds.map(presentInferred),
    },
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

const OTHER_SERVICE = {
  heading: "Ce besoin relève sans doute d’un autre service",
  message:
    "La Bourse aide les collectivités qui agissent à l’international. Pour un projet dans votre commune, voyez aides-territoires (aides-territoires.beta.gouv.fr) ; pour une démarche personnelle, votre mairie. Si votre besoin touche un pays ou un partenaire étranger, dites lequel.",
};
const NOTHING_READ = {
  heading: "Dites-nous en un peu plus",
  message:
    "Nous n’avons rien pu comprendre de ce texte. Dites en une phrase ce que vous cherchez, sur quel sujet et dans quel pays.",
};

/** Why a text has no lists at all, and where else to go; null where it has. */
export function presentScope({ scope }: Pick<Understood, "scope">): {
  kind: "other-service" | "nothing-read";
  heading: string;
  message: string;
} | null {
  if (scope === "out") return { kind: "other-service", ...OTHER_SERVICE };
  return scope === "nothing" ? { kind: "nothing-read", ...NOTHING_READ } : null;
}

/**
 * One list, with what was understood of the need. Who was left out is for advisers, on their page.
 * @param earlier with whom it came to nothing before: for advisers, whose list keeps them
 */
export function presentSuggestions(suggestions: Suggestions, earlier?: ReadonlyMap<string, Ended>) {
  const outOfScope = presentScope(suggestions.understood);
  return {
    ...presentRanking(suggestions, earlier),
    understood: presentUnderstood(suggestions.understood),
    ...(outOfScope ? { outOfScope } : {}),
  };
}

/** The three lists of a preview. */
export function presentPreview(lists: Record<CandidateKind, Suggestions>) {
  const outOfScope = presentScope(lists.expert.understood);
  return {
    understood: presentUnderstood(lists.expert.understood),
    ...(outOfScope ? { outOfScope } : {}),
    expert: presentRanking(lists.expert),
    peer: presentRanking(lists.peer),
    funding: presentRanking(lists.funding),
  };
}
