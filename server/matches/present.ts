import type { AuditRecord } from "../audit/model.ts";
import { dayOf } from "../domain/days.ts";
import {
  CONTACT_STATUSES,
  cameToNothing,
  MATCH_LIFE,
  MATCH_REASON_LABELS,
  MATCH_STATUS_LABELS,
  type MatchAction,
  OPEN_MATCH_STATUSES,
  whoActsOnMatch,
} from "../domain/match.ts";
import { type Actor, can, partsInMatch, readsAsInvited } from "../domain/policies.ts";
import { since, unbroken } from "../http/format.ts";
import { labelReasons } from "../matching/page.ts";
import { mayConfirmMission } from "./mission.ts";
import type { MatchRecord } from "./model.ts";
import { missionNow, presentMission } from "./presentMission.ts";
import { type Contacts, subjectOf } from "./usecases.ts";

/**
 * What was done with the candidates of a need, by `kind:id`: their last match, where it is open or came to nothing.
 * @param matches newest first
 */
export const presentDealings = (matches: MatchRecord[]) =>
  new Map(
    matches
      .filter((match) => OPEN_MATCH_STATUSES.includes(match.status) || cameToNothing(match))
      .map(({ _id: id, candidate, status, endReason }) => {
        const ended = OPEN_MATCH_STATUSES.includes(status)
          ? null
          : {
              reason: endReason ? (MATCH_REASON_LABELS[endReason] ?? null) : null,
              declined: status === "declined",
            };
        const dealing = { id, status, label: MATCH_STATUS_LABELS[status], ended };
        return [`${candidate.kind}:${candidate.id}`, dealing] as [string, typeof dealing];
      })
      // Of two with one candidate the newest stands.
      .reverse(),
  );
export type Dealings = ReturnType<typeof presentDealings>;

/** One step of a match's history, as this reader may see it: the file is for advisers. */
export function presentStep(step: AuditRecord, actor: Actor) {
  return {
    at: step.at.toISOString(),
    by: step.actorName,
    action: step.action,
    from: step.from,
    to: step.to,
    reason: step.reason,
    note: step.note,
    before: step.before ?? null,
    ...(can(actor, "file.note", null) ? { fileNote: step.fileNote ?? null } : {}),
  };
}

/** A match as the API gives it. `contacts` is there only when the use case handed them over. */
export function presentMatch(
  match: MatchRecord,
  {
    organisationName,
    history,
    contacts,
    actor,
  }: { organisationName: string; history: AuditRecord[]; contacts: Contacts | null; actor: Actor },
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
    history: history.map((step) => presentStep(step, actor)),
    mission: match.mission,
    missionAgreedBy: match.missionAgreedBy ?? [],
    ...(contacts ? { contacts } : {}),
  };
}

/** The transitions that this person could carry out now. */
export function matchPermissions(
  actor: Actor,
  match: MatchRecord,
): Partial<Record<MatchAction | "answerFor", true>> {
  const parts = partsInMatch(actor, subjectOf(match));
  const allowed: Partial<Record<MatchAction | "answerFor", true>> = {};
  for (const [action, { from, by }] of Object.entries(MATCH_LIFE)) {
    const possible = (from as readonly (string | null)[]).includes(match.status);
    if (possible && by.some((part) => (parts as string[]).includes(part)))
      allowed[action as MatchAction] = true;
  }
  if (!can(actor, "match.validate", subjectOf(match))) delete allowed.validate;
  if (!mayConfirmMission(actor, match)) delete allowed["confirm-mission"];
  // An adviser takes down in its name what the candidate answered.
  if (can(actor, "match.answerFor", subjectOf(match))) {
    Object.assign(allowed, { answerFor: true, accept: true, decline: true });
  }
  return allowed;
}
export type MatchPermissions = ReturnType<typeof matchPermissions>;

export const isInvited = (actor: Actor, match: MatchRecord): boolean =>
  readsAsInvited(actor, subjectOf(match));

/** Who must act now, said to the person who reads. @param asker the name of the organisation whose need it is */
export function whatNow(
  match: MatchRecord,
  { actor, asker, now }: { actor: Actor; asker: string; now: Date },
  permissions: MatchPermissions,
): string {
  const { status, candidate, reach, mission } = match;
  if (permissions.validate) return "À vous de l’examiner";
  // They look for the button that other requests have.
  const waits = status === "requested" || status === "shortlisted";
  if (waits && actor.adviser) return "Un autre conseiller CUF examine la demande";
  if (permissions.answerFor) return "À vous de prendre contact";
  if (permissions.accept) return "À vous de répondre";
  if (permissions["confirm-mission"])
    return "À vous de confirmer les dates de la mission, ou de les corriger";
  if (status === "validated" && reach?.by === "cuf") return "CUF prend contact";
  if (status === "engaged" && mission) return missionNow(match, mission, { actor, asker, today: dayOf(now) });
  return whoActsOnMatch(status, candidate.title);
}

/** A match as a line of a list: named after the other side, whoever reads. */
export function presentMatchRow(match: MatchRecord, organisationName: string, now: Date, actor: Actor) {
  const permissions = matchPermissions(actor, match);
  const invited = isInvited(actor, match);
  return {
    href: `/mises-en-relation/${match._id}`,
    heading: invited ? organisationName : match.candidate.title,
    detail: unbroken(invited ? match.needTitle : `${match.needTitle} (${organisationName})`),
    status: { code: match.status, label: MATCH_STATUS_LABELS[match.status] },
    since: since(match.statusSince, now),
    acts: OPEN_MATCH_STATUSES.includes(match.status)
      ? whatNow(match, { actor, asker: organisationName, now }, permissions)
      : null,
    yours: Boolean(permissions.validate || permissions.accept || permissions["confirm-mission"]),
    score: match.shown ? Math.round(match.shown.score) : null,
  };
}

/** What the page of a match is called, to the person who reads. */
function headingOf(match: MatchRecord, organisationName: string, actor: Actor, asked: boolean): string {
  const invited = isInvited(actor, match);
  const other = invited ? organisationName : match.candidate.title;
  if (invited && match.status === "validated") {
    return asked ? `${other} souhaite vous rencontrer` : `CUF vous propose de rencontrer ${other}`;
  }
  if (CONTACT_STATUSES.includes(match.status)) {
    return partsInMatch(actor, subjectOf(match)).some((part) => part !== "adviser")
      ? `Votre rencontre avec ${other}`
      : `${match.candidate.title} et ${organisationName}`;
  }
  return OPEN_MATCH_STATUSES.includes(match.status) ? `Rencontrer ${other}` : `Rencontre avec ${other}`;
}

/** How a candidate is asked that has nobody here; the address is for advisers. */
function reachText({ reach }: MatchRecord, actor: Actor): string | null {
  if (!reach) return null;
  if (reach.by === "cuf") {
    return actor.adviser
      ? "CUF l’appelle : notez les appels au dossier, puis sa réponse."
      : "CUF prend contact avec ce candidat et vous dira sa réponse.";
  }
  return actor.adviser
    ? `Une invitation est partie à ${reach.email}.`
    : "CUF a invité ce candidat à ouvrir un compte et à répondre.";
}

/** A match as its own page shows it, to the candidate or to the others. */
export function presentMatchPage(
  match: MatchRecord,
  {
    organisationName,
    actor,
    asked,
    absent,
    today,
    now,
  }: {
    organisationName: string;
    actor: Actor;
    /** Whether it began with a request; otherwise an adviser thought of it. */
    asked: boolean;
    /** Nobody could read an invitation of the candidate. */
    absent: boolean;
    /** Where the candidate stands now, for a match that no one began from a list. */
    today: MatchRecord["shown"];
    now: Date;
  },
) {
  const place = match.shown ?? today;
  const { kind, id, title } = match.candidate;
  return {
    id: match._id,
    version: match.version,
    heading: headingOf(match, organisationName, actor, asked),
    status: match.status,
    statusLabel: MATCH_STATUS_LABELS[match.status],
    organisation: { href: `/collectivites/${match.needOrganisation}`, title: organisationName },
    candidate: {
      title,
      href: kind === "expert" ? `/experts/${id}` : `/collectivites/${id}`,
      isExpert: kind === "expert",
    },
    needTitle: unbroken(match.needTitle),
    // The candidate reads the need here: its own page is for who asks and for advisers.
    needHref: can(actor, "need.read", { organisation: match.needOrganisation, status: "submitted" })
      ? `/besoins/${match.need}`
      : null,
    invited: isInvited(actor, match),
    asked,
    absent,
    reachText: match.status === "validated" ? reachText(match, actor) : null,
    place: place ? { ...place, reasons: labelReasons(place.reasons), asShown: match.shown !== null } : null,
    mission: match.mission ? presentMission(match, match.mission, { organisationName, actor, now }) : null,
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
