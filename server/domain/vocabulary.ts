import { type Day, yearOf } from "./days.ts";

/**
 * The closed lists that every layer shares: codes as they are stored, in the order in which screens show them.
 * Labels are French and live beside the codes, because a code without its word is how two words for one thing appear.
 */

/** The 20 themes, in the order of the reference list. */
export const THEME_CODES = [
  "eau-assainissement",
  "dechets",
  "energie-climat",
  "biodiversite",
  "agriculture-alimentation",
  "urbanisme-mobilite",
  "gouvernance-locale",
  "developpement-economique",
  "tourisme-patrimoine",
  "culture-francophonie",
  "education-formation",
  "jeunesse-sport",
  "sante-social",
  "egalite-femmes-hommes",
  "numerique",
  "migrations-diasporas",
  "urgence-risques",
  "paix-droits",
  "citoyennete-mondiale",
  "europe-transfrontalier",
] as const;
export type ThemeCode = (typeof THEME_CODES)[number];

/** What an organisation can ask for. */
export const NEED_KINDS = [
  "expertise",
  "montage",
  "financement",
  "partenaire-francais",
  "partenaire-etranger",
  "formation",
  "retour-experience",
] as const;
export type NeedKind = (typeof NEED_KINDS)[number];
export const NEED_KIND_LABELS: Record<NeedKind, string> = {
  expertise: "Une expertise",
  montage: "De l’aide pour monter le projet",
  financement: "Un financement",
  "partenaire-francais": "Un partenaire français",
  "partenaire-etranger": "Un partenaire étranger",
  formation: "Une formation",
  "retour-experience": "Un retour d’expérience",
};

export const EXPERT_KINDS = [
  "agent",
  "elu",
  "retraite",
  "consultant",
  "universitaire",
  "association",
] as const;
export type ExpertKind = (typeof EXPERT_KINDS)[number];
export const EXPERT_KIND_LABELS: Record<ExpertKind, string> = {
  agent: "Agent ou agente de collectivité",
  elu: "Élu ou élue",
  retraite: "À la retraite",
  consultant: "Consultant ou consultante",
  universitaire: "Universitaire",
  association: "Membre d’association",
};

export const ORGANISATION_KINDS = [
  "commune",
  "epci",
  "departement",
  "region",
  "syndicat",
  "association",
  "collectivite-etrangere",
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];
export const ORGANISATION_KIND_LABELS: Record<OrganisationKind, string> = {
  commune: "Commune",
  epci: "Intercommunalité",
  departement: "Département",
  region: "Région",
  syndicat: "Syndicat",
  association: "Association",
  "collectivite-etrangere": "Collectivité étrangère",
};

export const MODES = ["distance", "mission"] as const;
export type Mode = (typeof MODES)[number];
export const MODE_LABELS: Record<Mode, string> = { distance: "À distance", mission: "En mission sur place" };

/** Levels of the Common European Framework of Reference for Languages, from beginner to mastery. */
export const LANGUAGE_LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;
export type LanguageLevel = (typeof LANGUAGE_LEVELS)[number];

/** The least level at which an expert can work in a language that a need requires (evaluation/README, hard rules). */
export const WORKING_LEVEL: LanguageLevel = "B1";

/** A span of days, both ends included. */
export type Period = { from: Day; to: Day };

/** Every calendar year that a period touches, in order: a mission takes capacity in each of them. */
export function calendarYears({ from, to }: Period): number[] {
  const [first, last] = [yearOf(from), yearOf(to)];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

export const CANDIDATE_KINDS = ["expert", "peer", "funding"] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

export const SEAT_ROLES = ["editor", "viewer"] as const;
export type SeatRole = (typeof SEAT_ROLES)[number];
