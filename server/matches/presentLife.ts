import type { AuditRecord } from "../audit/model.ts";
import { presentStepForPage } from "../audit/present.ts";
import { MATCH_STATUS_LABELS, type MatchStatus } from "../domain/match.ts";
import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { type Actor, can } from "../domain/policies.ts";
import { since } from "../http/format.ts";
import type { NeedRecord } from "../needs/model.ts";
import type { MatchRecord } from "./model.ts";
import { isInvited, matchPermissions, whatNow } from "./present.ts";

const WAY: MatchStatus[] = ["requested", "validated", "accepted", "engaged", "completed"];
const STOPPED: Partial<Record<MatchStatus, MatchStatus>> = {
  withdrawn: "validated",
  rejected: "validated",
  declined: "accepted",
  expired: "accepted",
};

/** The life line of a match. One that ended early shows where it stopped, and nothing after it: nothing is to come. */
export function presentMatchSteps(
  match: MatchRecord,
  { actor, now, asked, asker }: { actor: Actor; now: Date; asked: boolean; asker: string },
) {
  const { status } = match;
  const stopped = status === "cancelled" ? (match.mission ? "engaged" : "accepted") : STOPPED[status];
  const at = WAY.indexOf(stopped ?? (status === "shortlisted" ? "requested" : status));
  // Nobody asked for whom an adviser thought of.
  const first = asked && status !== "shortlisted" ? "requested" : "shortlisted";
  return {
    label: "Où en est cette mise en relation",
    steps: (stopped ? WAY.slice(0, at + 1) : WAY).map((step, index) => ({
      label: MATCH_STATUS_LABELS[index === at && stopped ? status : index === 0 ? first : step],
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
      text: `${whatNow(match, { actor, asker, now }, matchPermissions(actor, match))}.`,
      since: since(match.statusSince, now),
    },
  };
}

/** What happened to a match that ended early, said to the person who reads. */
function endOf({ status, candidate }: MatchRecord, invited: boolean, asked: boolean): string | null {
  switch (status) {
    case "withdrawn":
      return "Cette demande a été retirée";
    case "rejected":
      return asked ? "Cette demande a été écartée" : "Ce contact a été écarté";
    case "declined":
      return invited ? "Cette invitation a été déclinée" : `${candidate.title} a décliné`;
    case "expired":
      return invited ? "Cette invitation s’est éteinte sans réponse" : `${candidate.title} n’a pas répondu`;
    case "cancelled":
      return "Cette mise en relation a été annulée";
    default:
      return null;
  }
}

/** The end of a match that ended early: what happened, why in a code and in words, who and when, and the way on; null for others. */
export function presentEnding(
  match: MatchRecord,
  { history, need, actor, asked }: { history: AuditRecord[]; need: NeedRecord; actor: Actor; asked: boolean },
) {
  const invited = isInvited(actor, match);
  const heading = endOf(match, invited, asked);
  const last = history.findLast(({ to }) => to === match.status);
  if (!heading || !last) return null;
  const { reason, words, fileNote, when, iso, who } = presentStepForPage(last, actor);
  const goesOn = OPEN_NEED_STATUSES.includes(need.status);
  const onward =
    invited || !can(actor, "need.read", need)
      ? { href: "/mises-en-relation", label: "Voir mes mises en relation" }
      : goesOn
        ? { href: `/besoins/${need._id}#liste-${match.candidate.kind}`, label: "Voir d’autres candidats" }
        : { href: `/besoins/${need._id}`, label: "Voir le besoin" };
  return { heading, reason, words, fileNote, when, iso, who, onward };
}
