import type { AuditRecord } from "../audit/model.ts";
import {
  MATCH_LIFE,
  MATCH_REASON_LABELS,
  MATCH_STATUS_LABELS,
  type MatchAction,
  type MatchStatus,
  whoActsOnMatch,
} from "../domain/match.ts";
import { type Actor, partsInMatch } from "../domain/policies.ts";
import { MODE_LABELS } from "../domain/vocabulary.ts";
import { frenchPeriod, since } from "../http/format.ts";
import type { MatchRecord } from "./model.ts";
import { type Contacts, subjectOf } from "./usecases.ts";

/** One step of a match's history, as all its parties see it. */
export function presentStep(step: AuditRecord) {
  return {
    at: step.at.toISOString(),
    by: step.actorName,
    action: step.action,
    from: step.from,
    to: step.to,
    reason: step.reason,
    note: step.note,
  };
}

/** A match as the API gives it. `contacts` is there only when the use case handed them over. */
export function presentMatch(
  match: MatchRecord,
  {
    organisationName,
    history,
    contacts,
  }: { organisationName: string; history: AuditRecord[]; contacts: Contacts | null },
) {
  return {
    id: match._id,
    status: match.status,
    version: match.version,
    need: {
      id: match.need,
      title: match.needTitle,
      organisation: { id: match.needOrganisation, name: organisationName },
    },
    candidate: match.candidate,
    history: history.map(presentStep),
    mission: match.mission,
    ...(contacts ? { contacts } : {}),
  };
}

/** The transitions that this person could carry out now. */
export function matchPermissions(actor: Actor, match: MatchRecord): Partial<Record<MatchAction, true>> {
  const parts = partsInMatch(actor, subjectOf(match));
  const allowed: Partial<Record<MatchAction, true>> = {};
  for (const [action, { from, by }] of Object.entries(MATCH_LIFE)) {
    const possible = (from as readonly (string | null)[]).includes(match.status);
    if (possible && by.some((part) => (parts as string[]).includes(part)))
      allowed[action as MatchAction] = true;
  }
  return allowed;
}

/** A match as a line of a list. */
export function presentMatchRow(match: MatchRecord, organisationName: string, now: Date) {
  return {
    href: `/mises-en-relation/${match._id}`,
    needTitle: match.needTitle,
    organisation: organisationName,
    candidateTitle: match.candidate.title,
    status: { code: match.status, label: MATCH_STATUS_LABELS[match.status] },
    since: since(match.statusSince, now),
    acts: whoActsOnMatch(match.status, match.candidate.title),
    score: match.shown ? Math.round(match.shown.score) : null,
  };
}

/** A match as its own page shows it. */
export function presentMatchPage(match: MatchRecord, organisationName: string) {
  const { kind, id, title } = match.candidate;
  return {
    id: match._id,
    version: match.version,
    status: match.status,
    statusLabel: MATCH_STATUS_LABELS[match.status],
    organisation: { href: `/collectivites/${match.needOrganisation}`, title: organisationName },
    candidate: {
      title,
      href: kind === "expert" ? `/experts/${id}` : `/collectivites/${id}`,
      isExpert: kind === "expert",
    },
    needHref: `/besoins/${match.need}`,
    shown: match.shown,
    missionText: match.mission
      ? [frenchPeriod(match.mission), match.mission.mode ? MODE_LABELS[match.mission.mode] : null]
          .filter(Boolean)
          .join(", ")
      : null,
  };
}

const WAY: MatchStatus[] = ["requested", "validated", "accepted", "engaged", "completed"];
const STOPPED: Partial<Record<MatchStatus, MatchStatus>> = {
  rejected: "validated",
  declined: "accepted",
  expired: "accepted",
};

/** The life line of a match. One that ended early shows where it stopped. */
export function presentMatchSteps(match: MatchRecord, now: Date) {
  const { status } = match;
  const stopped = status === "cancelled" ? (match.mission ? "engaged" : "accepted") : STOPPED[status];
  const at = WAY.indexOf(stopped ?? (status === "shortlisted" ? "requested" : status));
  return {
    label: "Où en est cette mise en relation",
    steps: WAY.map((step, index) => ({
      label:
        index === at && (stopped || status === "shortlisted")
          ? MATCH_STATUS_LABELS[status]
          : MATCH_STATUS_LABELS[step],
      state:
        index < at
          ? "done"
          : index > at
            ? "upcoming"
            : stopped
              ? "stopped"
              : status === "completed"
                ? "done"
                : "current",
    })),
    now: {
      code: status,
      label: MATCH_STATUS_LABELS[status],
      text: whoActsOnMatch(status, match.candidate.title),
      since: since(match.statusSince, now),
    },
  };
}

const options = (codes: readonly string[]) =>
  codes.map((value) => ({ value, label: MATCH_REASON_LABELS[value] ?? value }));

/** The coded reasons that each transition asks for. */
export const reasonOptions = {
  reject: options(MATCH_LIFE.reject.reasons),
  decline: options(MATCH_LIFE.decline.reasons),
  cancel: options(MATCH_LIFE.cancel.reasons),
};
