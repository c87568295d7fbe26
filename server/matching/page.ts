import type { Context } from "../context.ts";
import type { FundingTerms } from "../domain/matching/funding/terms.ts";
import type { Reason, Suggestion } from "../domain/matching/types.ts";
import { CANDIDATE_KINDS, type CandidateKind } from "../domain/vocabulary.ts";
import { expertSummaries } from "../experts/matchable.ts";
import { fundingSummaries } from "../funding/usecases.ts";
import { unbroken } from "../http/format.ts";
import type { Dealings } from "../matches/present.ts";
import { readersOf } from "../matches/readers.ts";
import type { PreviewInput } from "../needs/schema.ts";
import { organisationSummaries } from "../organisations/matchable.ts";
import { furtherReadings } from "./furtherReadings.ts";
import { presentSuggestions } from "./present.ts";
import { previewSuggestions, type Suggestions } from "./usecases.ts";

/** Names of the criteria as the tables of shares show them. */
const CRITERION_LABELS: Record<string, string> = {
  subject: "Sujet",
  theme: "Thème",
  skill: "Compétences",
  setup: "Montage et financement",
  text: "Mots du besoin",
  country: "Pays",
  together: "Sujet et pays ensemble",
  language: "Langues",
  availability: "Disponibilité",
  mode: "Modalité",
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
    lead: "Des dispositifs dont les règles connues conviennent, avec ce qui reste à vérifier.",
    empty: "Aucun dispositif connu ne convient à ce besoin",
  },
};

type Eligibility = NonNullable<Suggestion["eligibility"]>;

const presentEligibility = ({ verdict, checks }: Eligibility): Eligibility => ({
  verdict,
  checks: checks.map((check) => ({ ...check, text: unbroken(check.text) })),
});

/** What one wants to know of a scheme at once; what is not known is said. */
function presentTerms(terms: FundingTerms): { term: string; text: string }[] {
  const { nature, rate, amount, own, when, subsidiarity } = terms;
  const rows: [string, string | null][] = [
    ["À savoir", nature],
    ["Aide", [rate, amount].filter(Boolean).join(", ") || (nature ? null : "montant et taux non publiés")],
    ["Votre part", own],
    ["Dépôt", when],
    ["Réserve", subsidiarity],
  ];
  return rows.flatMap(([term, text]) => (text ? { term, text: unbroken(text) } : []));
}

/** Said above a list of schemes where none of them has a dated call that is known to be open. */
function noteOf(items: readonly { terms?: FundingTerms }[]): string | null {
  const terms = items.flatMap((item) => item.terms ?? []);
  if (terms.length === 0 || terms.some((t) => t.open)) return null;
  return "À notre connaissance, aucun appel daté n’est ouvert aujourd’hui : les périodes indiquées sont celles des années passées.";
}

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
  const { items, nothingFits, understood, outOfScope } = presentSuggestions(suggestions);
  const ids = items.map((item) => item.candidate.id);
  const summaries = await summariesOf(kind, ids, context);
  // Who is not here yet is asked by CUF: said before somebody asks.
  const readers =
    kind === "funding" ? null : await readersOf(items.map(({ candidate }) => ({ kind, id: candidate.id })));
  return {
    kind,
    anchor: `liste-${kind}`,
    ...HEADINGS[kind],
    nothingFits,
    understood: { ...understood, further: furtherReadings(understood) },
    outOfScope: outOfScope ?? null,
    note: noteOf(items),
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
        absent: readers?.get(`${kind}:${item.candidate.id}`) === 0,
        subtitle: summaries.get(item.candidate.id) ?? null,
        facts: item.terms ? presentTerms(item.terms) : [],
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
