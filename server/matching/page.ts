import type { Context } from "../context.ts";
import type { Reason, Suggestion } from "../domain/matching/types.ts";
import { CANDIDATE_KINDS, type CandidateKind } from "../domain/vocabulary.ts";
import { expertSummaries } from "../experts/matchable.ts";
import type { FundingFacts } from "../funding/present.ts";
import { fundingFacts, fundingSummaries } from "../funding/usecases.ts";
import { unbroken } from "../http/format.ts";
import type { Dealings } from "../matches/present.ts";
import type { PreviewInput } from "../needs/schema.ts";
import { organisationSummaries } from "../organisations/matchable.ts";
import { presentSuggestions } from "./present.ts";
import { previewSuggestions, type Suggestions } from "./usecases.ts";

/** Names of the criteria as the tables of shares show them. */
const CRITERION_LABELS: Record<string, string> = {
  subject: "Sujet",
  theme: "Thème",
  skill: "Compétences",
  text: "Mots du besoin",
  country: "Pays",
  language: "Langues",
  availability: "Disponibilité",
  experience: "Expérience",
  mode: "Modalité",
  load: "Charge",
  depth: "Profondeur",
  size: "Taille",
  group: "Groupe de travail",
  kind: "Type d’aide",
  rules: "Règles",
  call: "Calendrier",
  confidence: "Fiabilité des règles",
  rate: "Taux",
};

/** The French name of a criterion. */
export const criterionLabel = (code: string): string => CRITERION_LABELS[code] ?? code;

/** Reasons with the French name of their criterion. */
export const labelReasons = (reasons: readonly Reason[]) =>
  reasons.map((reason) => ({
    ...reason,
    text: unbroken(reason.text),
    label: criterionLabel(reason.criterion),
  }));

/** Where the page of a candidate is. */
export const HREFS: Record<CandidateKind, string> = {
  expert: "/experts/",
  peer: "/collectivites/",
  funding: "/dispositifs/",
};

const HEADINGS: Record<CandidateKind, { title: string; empty: string; lead: string }> = {
  expert: {
    title: "Experts",
    lead: "Des personnes qui l’ont déjà fait.",
    empty: "Aucun expert ne correspond vraiment à ce besoin",
  },
  peer: {
    title: "Collectivités",
    lead: "Des collectivités qui ont une expérience proche.",
    empty: "Aucune collectivité ne correspond vraiment à ce besoin",
  },
  funding: {
    title: "Financements",
    lead: "Des dispositifs dont les règles conviennent.",
    empty: "Aucun dispositif connu ne convient à ce besoin",
  },
};

type Eligibility = NonNullable<Suggestion["eligibility"]>;

const presentEligibility = ({ verdict, checks }: Eligibility): Eligibility => ({
  verdict,
  checks: checks.map((check) => ({ ...check, text: unbroken(check.text) })),
});

/** One line under each name. */
export const summariesOf = (
  kind: CandidateKind,
  ids: string[],
  { labels }: Context,
): Promise<Map<string, string>> => {
  if (kind === "expert") return expertSummaries(ids, labels);
  if (kind === "peer") return organisationSummaries(ids, labels);
  return fundingSummaries(ids);
};

/** One of the three lists as a page shows it: its cards, and what has already been asked of each candidate. */
export async function presentList(
  context: Context,
  kind: CandidateKind,
  suggestions: Suggestions,
  dealings: Dealings,
) {
  const { items, nothingFits, understood } = presentSuggestions(suggestions);
  const ids = items.map((item) => item.candidate.id);
  const [summaries, facts] = await Promise.all([
    summariesOf(kind, ids, context),
    kind === "funding" ? fundingFacts(context, ids) : new Map<string, FundingFacts>(),
  ]);
  return {
    kind,
    anchor: `liste-${kind}`,
    ...HEADINGS[kind],
    nothingFits,
    understood,
    // Funding is chosen by rules, without the search engine.
    degraded: kind !== "funding" && context.search.degraded === true,
    cards: items.map((item) => {
      const match = dealings.get(`${kind}:${item.candidate.id}`);
      return {
        suggestion: {
          ...item,
          reasons: labelReasons(item.reasons),
          ...(item.wouldRankHigher ? { wouldRankHigher: unbroken(item.wouldRankHigher) } : {}),
          ...(item.eligibility ? { eligibility: presentEligibility(item.eligibility) } : {}),
        },
        href: `${HREFS[kind]}${item.candidate.id}`,
        subtitle: summaries.get(item.candidate.id) ?? null,
        facts: facts.get(item.candidate.id) ?? [],
        state: match
          ? {
              ...{ code: match.status, label: match.label, ended: match.ended },
              href: `/mises-en-relation/${match.id}`,
            }
          : null,
      };
    }),
  };
}
export type PresentedList = Awaited<ReturnType<typeof presentList>>;

/** The three lists for a text that is no need yet. Nothing of it is stored. @throws 422 through the checks of its codes. */
export async function presentPreview(context: Context, input: PreviewInput): Promise<PresentedList[]> {
  const lists = await previewSuggestions(context, input);
  return Promise.all(CANDIDATE_KINDS.map((kind) => presentList(context, kind, lists[kind], new Map())));
}
