import type { Mode, NeedKind, Period, ThemeCode } from "./vocabulary.ts";

/** What the matching reads of a need: the fields that its author writes. */
export type NeedContent = {
  title: string;
  description: string;
  kinds: NeedKind[];
  themes: ThemeCode[];
  /** ISO 3166-1 alpha-2. */
  countries: string[];
  /** Sustainable development goals, 1 to 17. */
  odd: number[];
  /** ISO 639-1 of every language that an expert must work in. */
  languages: string[];
  period: Period | null;
  mode: Mode | null;
};

export const NEED_STATUSES = ["draft", "submitted", "qualified", "in-progress", "closed"] as const;
export type NeedStatus = (typeof NEED_STATUSES)[number];
export const NEED_STATUS_LABELS: Record<NeedStatus, string> = {
  draft: "Brouillon",
  submitted: "Envoyé",
  qualified: "Qualifié",
  "in-progress": "En cours",
  closed: "Clos",
};

export const NEED_OUTCOMES = ["met", "partly-met", "unmet", "withdrawn"] as const;
export type NeedOutcome = (typeof NEED_OUTCOMES)[number];
export const NEED_OUTCOME_LABELS: Record<NeedOutcome, string> = {
  met: "Le besoin est satisfait",
  "partly-met": "Le besoin est satisfait en partie",
  unmet: "Le besoin n’est pas satisfait",
  withdrawn: "Le besoin n’est plus d’actualité",
};
