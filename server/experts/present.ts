import type { SearchHit } from "../../search/engine.ts";
import type { AuditRecord } from "../audit/model.ts";
import { dayOf } from "../domain/days.ts";
import { EXPERT_LIFE, EXPERT_STATUS_LABELS, type ExpertAction, type ExpertStatus } from "../domain/expert.ts";
import { refuseTransition } from "../domain/life.ts";
import { type Actor, can, partsInExpert } from "../domain/policies.ts";
import { EXPERT_KIND_LABELS, MODE_LABELS } from "../domain/vocabulary.ts";
import { frenchDate, frenchPeriod, frenchQuantity } from "../http/format.ts";
import { markedHtml } from "../http/highlight.ts";
import type { Labels } from "../reference/labels.ts";
import type { ExpertRecord } from "./model.ts";

/** A profile as the API gives it: what its owner published, and never a contact detail. */
export function presentExpert(record: ExpertRecord) {
  const { name, status, version, kind, headline, bio, skills, themes, countries, languages } = record;
  const { organisation, departement, modes, availability, missionsPerYear, yearsOfExperience } = record;
  return {
    id: record._id,
    ...{ name, status, version, kind, headline, bio, skills, themes, countries, languages },
    ...{ organisation, departement, modes, availability, missionsPerYear, yearsOfExperience },
  };
}

type Coded = { code: string; label: string };
const coded = (codes: readonly string[], label: (code: string) => string): Coded[] =>
  codes.map((code) => ({ code, label: label(code) }));

/** A profile as pages show it, with French words for every code. */
export function presentExpertForPage(record: ExpertRecord, labels: Labels, now: Date) {
  const today = dayOf(now);
  const upcoming = record.availability
    .filter(({ to }) => to >= today)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    ...presentExpert(record),
    /** When it was last confirmed, or changed. */
    upToDate: frenchDate(record.updatedAt),
    statusLabel: EXPERT_STATUS_LABELS[record.status],
    kindLabel: EXPERT_KIND_LABELS[record.kind],
    themes: coded(record.themes, labels.theme),
    countries: coded(record.countries, labels.country),
    languages: record.languages.map(({ code, level }) => ({ code, label: labels.language(code), level })),
    departement: record.departement ? labels.departement(record.departement) : null,
    modes: record.modes.map((mode) => MODE_LABELS[mode]),
    availability: upcoming.map((period) => ({ ...period, text: frenchPeriod(period) })),
    availableNow: upcoming.some(({ from }) => from <= today),
  };
}

/** What comes of a profile as it stands, for its owner, in one line. */
export function presentProfileLine({ status, availability }: ExpertRecord, now: Date): string {
  const label = EXPERT_STATUS_LABELS[status];
  if (status === "paused") return `${label} : il n’est ni montré ni proposé`;
  const free = availability.some(({ to }) => to >= dayOf(now));
  if (status !== "published" || free) return label;
  return `${label}, sans disponibilité à venir : il n’est pas proposé aux besoins qui ont des dates`;
}

/** What the actor may do with a profile: read by the page to show or hide its controls. */
export function expertPermissions(actor: Actor, { _id: id, status }: { _id: string; status: ExpertStatus }) {
  const subject = { id, status };
  const parts = partsInExpert(actor, subject);
  const may = (action: ExpertAction) => refuseTransition(EXPERT_LIFE[action], status, parts) === null;
  return {
    edit: can(actor, "expert.edit", subject),
    publish: may("publish"),
    sendBack: may("send-back"),
    pause: may("pause"),
    resume: may("resume"),
    suspend: may("suspend"),
    archive: may("archive"),
  };
}

/**
 * How a profile came out of the directory: by its owner, or by an adviser with these words for its owner; null where it is
 * not out of it by a decision, or the trail does not tell.
 * @param steps its trail, oldest first
 */
export function presentDeparture(
  { status, user }: Pick<ExpertRecord, "status" | "user">,
  steps: readonly AuditRecord[],
): { byOwner: boolean; words: string | null } | null {
  if (status !== "suspended" && status !== "archived") return null;
  const step = steps.findLast(({ to }) => to === status);
  return step ? { byOwner: step.actor === user, words: step.note } : null;
}

/** A profile as a card of the directory; found words are marked where the search found some. */
export function presentExpertCard(record: ExpertRecord, labels: Labels, now: Date, hit?: SearchHit) {
  const page = presentExpertForPage(record, labels, now);
  const next = page.availability[0];
  return {
    href: `/experts/${record._id}`,
    name: record.name,
    kind: page.kindLabel,
    headline: record.headline,
    ...(hit?.highlights.headline ? { headlineHtml: markedHtml(hit.highlights.headline) } : {}),
    place: page.departement,
    themes: page.themes,
    countries: page.countries.map(({ label }) => label),
    languages: page.languages.map(({ label }) => label),
    availability: page.availableNow
      ? "Disponible maintenant"
      : next
        ? `Disponible à partir du ${frenchDate(next.from)}`
        : "Pas de disponibilité indiquée",
    experience:
      record.yearsOfExperience > 0
        ? `${frenchQuantity(record.yearsOfExperience, record.yearsOfExperience > 1 ? "ans" : "an")} d’expérience`
        : null,
  };
}
