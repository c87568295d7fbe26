import { EXPERT_STATUS_LABELS, type ExpertStatus } from "../domain/expert.ts";
import { type Actor, can } from "../domain/policies.ts";
import { EXPERT_KIND_LABELS, MODE_LABELS } from "../domain/vocabulary.ts";
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
  const today = now.toISOString().slice(0, 10);
  const upcoming = record.availability
    .filter(({ to }) => to >= today)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    ...presentExpert(record),
    statusLabel: EXPERT_STATUS_LABELS[record.status],
    kindLabel: EXPERT_KIND_LABELS[record.kind],
    themes: coded(record.themes, labels.theme),
    countries: coded(record.countries, labels.country),
    languages: record.languages.map(({ code, level }) => ({ code, label: labels.language(code), level })),
    departement: record.departement ? labels.departement(record.departement) : null,
    modes: record.modes.map((mode) => MODE_LABELS[mode]),
    availability: upcoming,
    availableNow: upcoming.some(({ from }) => from <= today),
  };
}

/** What the actor may do with a profile: read by the page to show or hide its controls. */
export function expertPermissions(actor: Actor, { _id: id, status }: { _id: string; status: ExpertStatus }) {
  const subject = { id, status };
  const validate = can(actor, "expert.validate", subject);
  return {
    edit: can(actor, "expert.edit", subject),
    publish: validate && (status === "submitted" || status === "suspended"),
    sendBack: validate && status === "submitted",
    suspend: validate && status === "published",
  };
}
