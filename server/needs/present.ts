import { refuseTransition, type Transition } from "../domain/life.ts";
import {
  NEED_LIFE,
  NEED_OUTCOME_LABELS,
  NEED_STATUS_LABELS,
  type NeedAction,
  type NeedStatus,
  OPEN_NEED_STATUSES,
  whoActsOnNeed,
} from "../domain/need.ts";
import { type Actor, can, partsInNeed } from "../domain/policies.ts";
import { MODE_LABELS, NEED_KIND_LABELS } from "../domain/vocabulary.ts";
import { frenchPeriod, since } from "../http/format.ts";
import type { OrganisationRecord } from "../organisations/model.ts";
import type { Labels } from "../reference/labels.ts";
import type { NeedRecord } from "./model.ts";

/** A need as the API gives it: the fields of the judged sets, and what the server adds. */
export function presentNeed(record: NeedRecord, organisationName: string) {
  const { title, description, kinds, themes, countries, odd, languages, period, mode } = record;
  const { organisation, status, version, outcome } = record;
  return {
    id: record._id,
    organisation,
    organisationName,
    ...{ status, version, outcome },
    ...{ title, description, kinds, themes, countries, odd, languages, period, mode },
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}

/** A need as a line of a list: what, whose, where it is, since when, who must act. */
export function presentNeedRow(record: NeedRecord, organisationName: string, now: Date) {
  return {
    href: record.status === "draft" ? `/besoins/${record._id}/modifier` : `/besoins/${record._id}`,
    title: record.title,
    organisation: organisationName,
    status: { code: record.status, label: NEED_STATUS_LABELS[record.status] },
    since: since(record.statusSince, now),
    acts: whoActsOnNeed(record.status),
  };
}

/** A need as its own page shows it, with French words for every code. */
export function presentNeedPage(record: NeedRecord, organisation: OrganisationRecord, labels: Labels) {
  return {
    ...presentNeed(record, organisation.name),
    statusLabel: NEED_STATUS_LABELS[record.status],
    outcomeLabel: record.outcome ? NEED_OUTCOME_LABELS[record.outcome] : null,
    askedBy: { href: `/collectivites/${organisation._id}`, title: organisation.name },
    kindLabels: record.kinds.map((code) => NEED_KIND_LABELS[code]),
    themeChips: record.themes.map((code) => ({ kind: "theme", code, label: labels.theme(code) })),
    countryChips: record.countries.map((code) => ({ kind: "country", label: labels.country(code) })),
    languageLabels: record.languages.map(labels.language),
    periodText: record.period ? frenchPeriod(record.period) : null,
    modeText: record.mode ? MODE_LABELS[record.mode] : null,
  };
}

const WAY = ["draft", "submitted", "qualified", "in-progress", "closed"] as const;
const WAY_LABELS = { ...NEED_STATUS_LABELS, draft: "Écrit" };

/** The life line of a need: what is done, where it is, who must act, since when. */
export function presentNeedSteps(record: NeedRecord, permissions: NeedPermissions, now: Date) {
  const at = WAY.indexOf(record.status);
  const yours =
    (permissions.edit && !permissions.qualify && record.status !== "submitted") || permissions.qualify;
  const { iso, text } = since(record.statusSince, now);
  return {
    label: "Où en est ce besoin",
    steps: WAY.map((status, index) => ({
      label: WAY_LABELS[status],
      state: index < at ? "done" : index === at ? "current" : "upcoming",
    })),
    now: {
      code: record.status,
      label: NEED_STATUS_LABELS[record.status],
      text:
        yours && record.status !== "closed"
          ? `À vous d’agir. ${whoActsOnNeed(record.status)}.`
          : whoActsOnNeed(record.status),
      since: { iso, text },
    },
  };
}

/** What the actor may do with a need: read by the page to show or hide its controls. */
export function needPermissions(actor: Actor, need: NeedRecord) {
  const parts = partsInNeed(actor, need);
  const may = (action: NeedAction) =>
    refuseTransition(NEED_LIFE[action] as Transition<NeedStatus>, need.status, parts) === null;
  return {
    edit: can(actor, "need.edit", need),
    qualify: may("qualify"),
    close: may("close"),
    reopen: may("reopen"),
    request: can(actor, "match.request", need) && OPEN_NEED_STATUSES.includes(need.status),
    adviser: actor.adviser,
  };
}
export type NeedPermissions = ReturnType<typeof needPermissions>;
