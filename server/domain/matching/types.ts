import type { ExpertContent, ExpertStatus } from "../expert.ts";
import type { FundingContent } from "../funding.ts";
import type { EndedStatus } from "../match.ts";
import type { NeedContent } from "../need.ts";
import type { OrganisationContent } from "../organisation.ts";
import type { CandidateKind, ExpertKind, Mode, NeedKind, Period, ThemeCode } from "../vocabulary.ts";
import type { FundingTerms } from "./funding/terms.ts";
import type { Scope } from "./understanding/scope.ts";

/** A need as the matching sees it. */
export type MatchNeed = NeedContent & {
  id: string;
  /** Who asks: an organisation id. */
  organisation: string;
  /** The asker itself, where it is known: its size, its kind and its groups weigh on peers and funding. */
  asker: OrganisationContent | null;
  /** What its text leaves out in so many words: kinds of people, countries. Absent: nothing. */
  refused?: { expertKinds: readonly ExpertKind[]; countries: readonly string[] };
};

/** An expert with the facts that hard rules read. */
export type ExpertCandidate = ExpertContent & {
  id: string;
  /** Shown as the candidate's title; the judged sets have none. */
  name?: string;
  status: ExpertStatus;
  /** Missions agreed or carried out, by calendar year: they take capacity. */
  engagedByYear: Record<number, number>;
  /** true when this expert has already declined this need. */
  declined: boolean;
  /** How an earlier match with this need came to nothing otherwise. */
  ended?: Exclude<EndedStatus, "declined">;
  /** true when its owner was asked in vain to confirm the profile: it is out of the results until then. */
  lapsed: boolean;
  /** Organisations in which the expert's account holds a confirmed seat: whoever acts for one is not its expert. */
  memberOf: readonly string[];
};

export type PeerCandidate = OrganisationContent & Pick<ExpertCandidate, "id" | "declined" | "ended">;

export type FundingCandidate = FundingContent & { id: string };

/** Relevance of a candidate's text to the need as retrieval saw it, 0…1, by candidate id. Absent means 0. */
export type TextRelevance = ReadonlyMap<string, number>;

/** One thing read in the need's own words. */
export type Inferred<Code extends string = string> = {
  code: Code;
  label: string;
  /** How sure it is that the need is about it, 0…1; 1 where the author ticked the box. */
  confidence: number;
  /** How far it counts in a ranking, 0…1: what a need only touches upon helps to tell candidates apart too. */
  weight: number;
  /** The words of the text that led to it, as written; empty where the author ticked the box. */
  words: string[];
  source: "declared" | "inferred";
};

/** What was understood of a need: what the author declared, and what the text adds. Each list is sorted by confidence. */
export type Understood = {
  themes: Inferred<ThemeCode>[];
  subthemes: (Inferred & { theme: ThemeCode })[];
  countries: Inferred[];
  skills: Inferred[];
  kinds: Inferred<NeedKind>[];
  /** Languages that the text asks for; a hard rule where declared, or where the text says in so many words that they must be spoken. */
  languages: Inferred[];
  /** When, where the text says so and the form does not. */
  period: { value: Period; words: string[] } | null;
  mode: Inferred<Mode> | null;
  /** What the text says it does not want: never proposed. */
  excluded: { countries: Inferred[]; expertKinds: Inferred<ExpertKind>[] };
  /** Whether it is one for this service. */
  scope: Scope;
};

/** Why a candidate stands where it stands. `share` is in points of the score; the shares sum to the score. */
export type Reason = { criterion: string; share: number; text: string };

export type Suggestion = {
  candidate: { kind: CandidateKind; id: string; title: string };
  /** 0…100, comparable from one need to another. */
  score: number;
  reasons: Reason[];
  /** Value of every criterion, 0…1: what the learning log keeps, beside the outcome. */
  features: Record<string, number>;
  /** The passage of the candidate's own text that speaks most to the need, as written. */
  passage?: string;
  /** What would have ranked it higher, as a French sentence; absent where nothing simple would. */
  wouldRankHigher?: string;
  /** For a funding scheme: what the rules say of this need. */
  eligibility?: { verdict: "eligible" | "to-check" | "not-eligible"; checks: EligibilityCheck[] };
  /** For a funding scheme: what it gives and when, for this project. */
  terms?: FundingTerms;
};

export type EligibilityCheck = {
  rule: string;
  outcome: "met" | "not-met" | "to-check";
  text: string;
  /** With `to-check`: the need says nothing of it at all, so that proposing the scheme would be a guess. */
  unknown?: true;
};

/** A candidate that a hard rule left out. */
export type Excluded = { kind: CandidateKind; id: string; title: string; rule: string; text: string };

export type Ranking = {
  items: Suggestion[];
  excluded: Excluded[];
  /** true when no candidate is good enough to be put forward. */
  nothingFits: boolean;
};
