import type { ExpertStatus } from "./expert.ts";
import type { Part } from "./life.ts";
import { HIDDEN_FROM_CANDIDATE, type MatchStatus } from "./match.ts";
import { EDITABLE_NEED_STATUSES, type NeedStatus } from "./need.ts";
import type { CandidateKind, SeatRole } from "./vocabulary.ts";

/** Whoever acts. A visitor has no id. Seats are those that were confirmed. */
export type Actor = {
  id: string | null;
  name: string;
  seats: { organisation: string; role: SeatRole }[];
  /** Organisations that this person asked to act for, and waits: no right but to write drafts that nobody else reads. */
  pending: readonly string[];
  /** The expert profile that this person owns. */
  expert: string | null;
  /** Since when somebody who signed up as an expert has had no profile yet. */
  newExpertSince?: Date;
  adviser: boolean;
  admin: boolean;
};

export const VISITOR: Actor = {
  id: null,
  name: "",
  seats: [],
  pending: [],
  expert: null,
  adviser: false,
  admin: false,
};

/** `privateTo`: the only account that sees it, while its seat is not confirmed. */
export type NeedSubject = { organisation: string; status: NeedStatus; privateTo?: string | null };
export type ExpertSubject = { id: string; status: ExpertStatus };
export type MatchSubject = {
  status: MatchStatus;
  needOrganisation: string;
  candidate: { kind: CandidateKind; id: string };
  /** CUF takes the candidate's answer by telephone: nobody could read an invitation. */
  reachedByCuf?: boolean;
};
export type OrganisationSubject = { id: string };
/** A seat in an organisation; `user` is who asks for it. */
export type SeatSubject = { id: string; user: string };
/** `verified`: false while nobody has confirmed that it is what it says. */
export type ListedSubject = { id: string; verified: boolean };

/** Every action that is checked, with the thing it is checked on. */
export type Subjects = {
  "need.create": OrganisationSubject;
  "need.read": NeedSubject;
  "need.edit": NeedSubject;
  "need.delete": NeedSubject;
  "need.move": NeedSubject;
  "need.suggestions": NeedSubject;
  "match.request": NeedSubject;
  "match.propose": { kind: "expert" | "peer"; id: string };
  "match.read": MatchSubject;
  "match.validate": MatchSubject;
  "match.answerFor": MatchSubject;
  "expert.read": ExpertSubject;
  "expert.edit": ExpertSubject;
  "organisation.read": ListedSubject;
  "organisation.edit": OrganisationSubject;
  "organisation.seats": OrganisationSubject;
  "seat.confirm": SeatSubject;
  "seat.withdraw": OrganisationSubject;
  "queue.read": null;
  "file.note": null;
  "admin.read": null;
  "account.grant": null;
  "learning.export": null;
  "search.rebuild": null;
  "assignment.run": null;
};
export type Action = keyof Subjects;

const holds = (actor: Actor, organisation: string, role?: SeatRole): boolean =>
  actor.seats.some((seat) => seat.organisation === organisation && (!role || seat.role === role));

const isCandidate = (actor: Actor, { candidate }: MatchSubject): boolean =>
  candidate.kind === "expert" ? actor.expert === candidate.id : holds(actor, candidate.id, "editor");

/** Whether the match invites this person or an organisation of theirs: a viewer reads it, an editor also answers. */
const isInvited = (actor: Actor, { candidate }: MatchSubject): boolean =>
  candidate.kind === "expert" ? actor.expert === candidate.id : holds(actor, candidate.id);

/** Whether it is a draft that this person may do away with. */
const ownsDraft = (actor: Actor, need: NeedSubject): boolean =>
  need.status === "draft" &&
  (need.privateTo ? need.privateTo === actor.id : holds(actor, need.organisation, "editor"));

const POLICIES: { [A in Action]: (actor: Actor, subject: Subjects[A]) => boolean } = {
  // As in the life of a need: an adviser could neither read nor send the draft that would come of it.
  "need.create": (actor, { id }) => holds(actor, id, "editor") || actor.pending.includes(id),
  // A draft is its organisation's own business until it is sent; its author's alone while their seat is not confirmed.
  "need.read": (actor, need) =>
    need.privateTo
      ? need.privateTo === actor.id
      : holds(actor, need.organisation) || (actor.adviser && need.status !== "draft"),
  "need.edit": (actor, need) =>
    EDITABLE_NEED_STATUSES.includes(need.status) &&
    (need.privateTo
      ? need.privateTo === actor.id
      : holds(actor, need.organisation, "editor") || (actor.adviser && need.status !== "draft")),
  // What was sent has been read by others: it is closed, not deleted, and stays whose it is.
  "need.delete": ownsDraft,
  "need.move": ownsDraft,
  "need.suggestions": (actor, need) =>
    need.status !== "draft" && (actor.adviser || holds(actor, need.organisation)),
  "match.request": (actor, need) => actor.adviser || holds(actor, need.organisation, "editor"),
  // Who has needs to ask for: a member for their own organisation, which is no candidate of its own; never for oneself.
  "match.propose": (actor, { kind, id }) =>
    actor.expert !== id &&
    (actor.adviser || editedBy(actor).some((organisation) => kind !== "peer" || organisation !== id)),
  "match.read": (actor, match) =>
    actor.adviser ||
    holds(actor, match.needOrganisation) ||
    (isInvited(actor, match) && !HIDDEN_FROM_CANDIDATE.includes(match.status)),
  // Nobody examines the request of an organisation that they write for, nor one that invites them: another adviser does.
  "match.validate": (actor, match) =>
    actor.adviser && !holds(actor, match.needOrganisation, "editor") && !isCandidate(actor, match),
  // In the party's name, where CUF was to ask; by who could also have sent the invitation.
  "match.answerFor": (actor, match) =>
    match.status === "validated" && match.reachedByCuf === true && POLICIES["match.validate"](actor, match),
  "expert.read": (actor, expert) =>
    expert.status === "published" || actor.adviser || actor.expert === expert.id,
  "expert.edit": (actor, expert) => actor.expert === expert.id && expert.status !== "archived",
  "organisation.read": (actor, { id, verified }) => verified || actor.adviser || holds(actor, id),
  "organisation.edit": (actor, { id }) => actor.adviser || holds(actor, id, "editor"),
  // Who holds a seat where is not public.
  "organisation.seats": (actor, { id }) => actor.adviser || holds(actor, id),
  // Nobody confirms their own, nor refuses it: advisers ask for seats too, and another one answers.
  "seat.confirm": (actor, { id, user }) => actor.id !== user && (actor.adviser || holds(actor, id, "editor")),
  // One's own request, while nobody has answered it.
  "seat.withdraw": (actor, { id }) => actor.pending.includes(id),
  "queue.read": (actor) => actor.adviser,
  // What advisers write for each other: nobody else reads it, nor adds to it.
  "file.note": (actor) => actor.adviser,
  "admin.read": (actor) => actor.admin,
  "account.grant": (actor) => actor.admin,
  "learning.export": (actor) => actor.admin,
  "search.rebuild": (actor) => actor.admin,
  "assignment.run": (actor) => actor.adviser,
};

/** Whether `actor` may do `action` on `subject`. The only place where roles are weighed. */
export function can<A extends Action>(actor: Actor, action: A, subject: Subjects[A]): boolean {
  return POLICIES[action](actor, subject);
}

/** The organisations that someone writes for. */
export const editedBy = ({ seats }: Pick<Actor, "seats">): string[] =>
  seats.filter(({ role }) => role === "editor").map(({ organisation }) => organisation);

/** The organisations for which someone may at least prepare a need. */
export const writesFor = (actor: Actor): string[] => [...editedBy(actor), ...actor.pending];

/**
 * What someone may read of needs, as lists ask for it: the same rule as "need.read", which a test holds it to.
 * `organisations`: all of theirs but what is private to somebody, drafts too; `own`: who reads, for what is private to
 * them; `sent`: everybody's but the drafts.
 */
export type NeedScope = { organisations: string[]; own: string; sent: boolean };

export const needScope = ({ id, seats, adviser }: Pick<Actor, "id" | "seats" | "adviser">): NeedScope => ({
  organisations: [...new Set(seats.map(({ organisation }) => organisation))],
  own: id ?? "",
  sent: adviser,
});

/** In what capacities someone stands towards a need. */
export function partsInNeed(actor: Actor, need: NeedSubject): Part[] {
  const parts: Part[] = [];
  // What was begun while a seat waited is sent by its author once they hold the seat, however they came to it.
  const hidden = need.privateTo && need.privateTo !== actor.id;
  if (holds(actor, need.organisation, "editor") && !hidden) parts.push("editor");
  if (actor.adviser) parts.push("adviser");
  return parts;
}

/** In what capacities someone stands towards a match; empty for a stranger. */
export function partsInMatch(actor: Actor, match: MatchSubject): Part[] {
  const parts = partsInNeed(actor, { organisation: match.needOrganisation, status: "submitted" });
  if (isCandidate(actor, match)) parts.push("candidate");
  return parts;
}

/** Whether someone reads a match from the side that was invited: as the candidate, or as a viewer of it and nothing else. */
export function readsAsInvited(actor: Actor, match: MatchSubject): boolean {
  const parts = partsInMatch(actor, match);
  return parts.length > 0 ? parts.includes("candidate") : isInvited(actor, match);
}

/**
 * In what capacity someone stands towards an expert profile: towards their own, an adviser is its owner, so that another
 * adviser reads it.
 */
export function partsInExpert(actor: Actor, expert: ExpertSubject): Part[] {
  if (actor.expert === expert.id) return ["owner"];
  return actor.adviser ? ["adviser"] : [];
}
