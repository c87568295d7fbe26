import type { AuditRecord } from "../audit/model.ts";
import { MATCH_LIFE, type MatchAction } from "../domain/match.ts";
import { type Actor, partsInMatch } from "../domain/policies.ts";
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
