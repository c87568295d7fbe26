import type { ExpertKind, LanguageLevel, Mode, Period, ThemeCode } from "./vocabulary.ts";

export type Language = { code: string; level: LanguageLevel };

/** What the matching reads of an expert: the profile without its contact details. */
export type ExpertContent = {
  kind: ExpertKind;
  headline: string;
  bio: string;
  /** Free labels, as the person typed them. */
  skills: string[];
  themes: ThemeCode[];
  countries: string[];
  languages: Language[];
  /** The employer's organisation id; null for who has none. */
  organisation: string | null;
  /** INSEE code of the French département. */
  departement: string | null;
  modes: Mode[];
  /** Inclusive spans; an empty list means not available. */
  availability: Period[];
  missionsPerYear: number;
  yearsOfExperience: number;
};

export const EXPERT_STATUSES = ["draft", "submitted", "published", "suspended", "archived"] as const;
export type ExpertStatus = (typeof EXPERT_STATUSES)[number];
export const EXPERT_STATUS_LABELS: Record<ExpertStatus, string> = {
  draft: "Brouillon",
  submitted: "En attente de validation",
  published: "Publié",
  suspended: "Suspendu",
  archived: "Archivé",
};
