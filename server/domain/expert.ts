import { addMonths, type Day, dayOf, daysBetween } from "./days.ts";
import type { Life } from "./life.ts";
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

export const EXPERT_STATUSES = [
  "draft",
  "submitted",
  "published",
  "paused",
  "suspended",
  "archived",
] as const;
export type ExpertStatus = (typeof EXPERT_STATUSES)[number];
export const EXPERT_STATUS_LABELS: Record<ExpertStatus, string> = {
  draft: "Brouillon",
  submitted: "En attente de validation",
  published: "Publié",
  paused: "En pause",
  suspended: "Suspendu",
  archived: "Archivé",
};

/**
 * Source: design paper "The domain", expert profile. Only advisers publish and suspend. A profile that was sent back
 * returns to draft, so that its owner can complete it. Pausing and coming back belong to the owner alone, at any time; who left
 * the directory comes back through an adviser.
 */
export const EXPERT_LIFE = {
  submit: { to: "submitted", from: ["draft"], by: ["owner"] },
  publish: { to: "published", from: ["submitted", "suspended", "archived"], by: ["adviser"] },
  "send-back": { to: "draft", from: ["submitted"], by: ["adviser"] },
  pause: { to: "paused", from: ["published"], by: ["owner"] },
  resume: { to: "published", from: ["paused"], by: ["owner"] },
  suspend: { to: "suspended", from: ["published", "paused"], by: ["adviser"] },
  archive: { to: "archived", from: ["published", "paused"], by: ["owner", "adviser"] },
} as const satisfies Life<ExpertStatus, string>;
export type ExpertAction = keyof typeof EXPERT_LIFE;

/**
 * A profile that nobody touched for twelve months is asked to confirm; after three reminders it leaves the results until
 * confirmed (design paper "The domain", expert profile). How far apart the mails are is ours: the paper does not say.
 */
export const CONFIRM_AFTER_YEARS = 1;
export const CONFIRM_REMINDERS = 3;
export const CONFIRM_EVERY_DAYS = 14;

/** What was asked of a profile's owner since it was last touched; `asked` counts the mails, the first one too. */
export type Confirmation = { asked: number; askedAt: Date; lapsed: boolean };

/** The day from which a profile that was last touched on `updatedAt` is asked to confirm. */
const confirmableFrom = (updatedAt: Date): Day => addMonths(dayOf(updatedAt), 12 * CONFIRM_AFTER_YEARS);

/** What is due for a published profile: to ask (or remind) its owner, to leave the results, or nothing. */
export function confirmationDue(
  { updatedAt, confirmation }: { updatedAt: Date; confirmation: Confirmation | null },
  now: Date,
): "ask" | "lapse" | null {
  if (!confirmation) return dayOf(now) >= confirmableFrom(updatedAt) ? "ask" : null;
  const { asked, askedAt, lapsed } = confirmation;
  if (lapsed || daysBetween(dayOf(askedAt), dayOf(now)) < CONFIRM_EVERY_DAYS) return null;
  return asked > CONFIRM_REMINDERS ? "lapse" : "ask";
}

/** One part of a profile that helps a need find it. */
export type CompletenessItem = { field: string; label: string; weight: number; done: boolean };

/** What a profile's completeness reads: of lists, only how long they are. */
type Counted = { headline: string; bio: string } & Record<
  "skills" | "themes" | "countries" | "languages" | "availability" | "modes",
  readonly unknown[]
>;

/** How complete a profile is: what advisers look for first weighs most. */
export function completeness(profile: Counted): { percent: number; items: CompletenessItem[] } {
  const item = (field: string, label: string, weight: number, done: boolean) => ({
    field,
    label,
    weight,
    done,
  });
  const items = [
    item("headline", "Un titre qui dit ce que vous savez faire", 10, profile.headline.trim().length >= 10),
    item("bio", "Une présentation d’au moins 40 mots", 25, profile.bio.trim().split(/\s+/).length >= 40),
    item("skills", "Au moins trois compétences", 15, profile.skills.length >= 3),
    item("themes", "Au moins un thème", 15, profile.themes.length >= 1),
    item("countries", "Les pays où vous avez travaillé", 10, profile.countries.length >= 1),
    item("languages", "Vos langues de travail", 10, profile.languages.length >= 1),
    item("availability", "Vos disponibilités", 10, profile.availability.length >= 1),
    item("modes", "Votre façon d’intervenir", 5, profile.modes.length >= 1),
  ];
  return { percent: items.reduce((sum, { done, weight }) => sum + (done ? weight : 0), 0), items };
}
