import type { Life } from "./life.ts";

export const MATCH_STATUSES = [
  "requested",
  "shortlisted",
  "validated",
  "withdrawn",
  "rejected",
  "accepted",
  "declined",
  "expired",
  "engaged",
  "completed",
  "cancelled",
] as const;
export type MatchStatus = (typeof MATCH_STATUSES)[number];
export const MATCH_STATUS_LABELS: Record<MatchStatus, string> = {
  requested: "Demandée",
  shortlisted: "Présélectionnée",
  validated: "Validée",
  withdrawn: "Retirée",
  rejected: "Écartée",
  accepted: "Acceptée",
  declined: "Déclinée",
  expired: "Sans réponse",
  engaged: "Mission",
  completed: "Terminée",
  cancelled: "Annulée",
};

export const REJECT_REASONS = ["not-relevant", "unavailable", "need-unclear", "duplicate", "other"] as const;
export const DECLINE_REASONS = [
  "not-available",
  "not-my-field",
  "conflict-of-interest",
  "conditions",
  "other",
] as const;
export const CANCEL_REASONS = [
  "need-changed",
  "no-agreement",
  "no-longer-available",
  "no-answer",
  "other",
] as const;

/** Why a match ended with its need: nobody chooses this reason, it follows from closing the need. */
export const NEED_CLOSED = "need-closed";
/** The same for what becomes of the candidate: its profile left the bourse, or it belongs to who asks now. */
export const CANDIDATE_LEFT = "candidate-left";
export const CANDIDATE_JOINED = "candidate-joined";

/**
 * How a match comes to nothing: its candidate is not put forward for the same need again, unless an adviser does so
 * knowingly. A request that was withdrawn may be made again: nobody had examined it.
 */
export const ENDED_STATUSES = [
  "rejected",
  "declined",
  "expired",
  "cancelled",
] as const satisfies MatchStatus[];
export type EndedStatus = (typeof ENDED_STATUSES)[number];

/** Reasons that nobody gave about the candidate for this need: once what caused them is over, it may be asked again. */
export const ASK_AGAIN_REASONS: readonly string[] = [NEED_CLOSED, CANDIDATE_LEFT, CANDIDATE_JOINED];

/** Whether a match came to nothing by somebody's answer or silence. */
export const cameToNothing = ({
  status,
  endReason,
}: {
  status: MatchStatus;
  endReason?: string | null;
}): boolean =>
  (ENDED_STATUSES as readonly MatchStatus[]).includes(status) && !ASK_AGAIN_REASONS.includes(endReason ?? "");

/** French wording of every coded reason, whichever transition it belongs to. */
export const MATCH_REASON_LABELS: Record<string, string> = {
  "not-relevant": "Ne répond pas vraiment au besoin",
  unavailable: "N’est pas disponible en ce moment",
  "need-unclear": "Le besoin doit d’abord être précisé",
  duplicate: "Fait double emploi",
  "not-available": "Je ne suis pas disponible",
  "not-my-field": "Ce n’est pas mon domaine",
  "conflict-of-interest": "Je serais en conflit d’intérêts",
  conditions: "Les conditions ne me conviennent pas",
  "need-changed": "Le besoin a changé",
  "no-agreement": "Nous n’avons pas trouvé d’accord",
  "no-longer-available": "L’une des parties n’est plus disponible",
  "no-answer": "L’autre partie ne répond plus",
  [NEED_CLOSED]: "Le besoin est clos",
  [CANDIDATE_LEFT]: "Le profil n’est plus dans la Bourse",
  [CANDIDATE_JOINED]: "La personne travaille maintenant pour la structure qui demande, ou en est membre",
  other: "Autre raison",
};

/** Source: design paper "The domain", lives of a match. */
export const MATCH_LIFE = {
  request: { to: "requested", from: [null], by: ["editor"] },
  shortlist: { to: "shortlisted", from: [null, "requested"], by: ["adviser"] },
  validate: { to: "validated", from: ["requested", "shortlisted"], by: ["adviser"] },
  withdraw: { to: "withdrawn", from: ["requested"], by: ["editor"] },
  reject: { to: "rejected", from: ["requested", "shortlisted"], by: ["adviser"], reasons: REJECT_REASONS },
  accept: { to: "accepted", from: ["validated"], by: ["candidate"] },
  decline: { to: "declined", from: ["validated"], by: ["candidate"], reasons: DECLINE_REASONS },
  expire: { to: "expired", from: ["validated"], by: ["clock"] },
  engage: { to: "engaged", from: ["accepted"], by: ["editor", "candidate", "adviser"] },
  // The paper has a mission agreed, and leaves open how: one side notes its dates, the other confirms or corrects them.
  "confirm-mission": { to: "engaged", from: ["engaged"], by: ["editor", "candidate"] },
  "change-mission": { to: "engaged", from: ["engaged"], by: ["editor", "candidate", "adviser"] },
  complete: { to: "completed", from: ["engaged"], by: ["editor", "candidate", "adviser"] },
  cancel: {
    to: "cancelled",
    from: ["validated", "accepted", "engaged"],
    by: ["editor", "candidate", "adviser"],
    reasons: CANCEL_REASONS,
  },
} as const satisfies Life<MatchStatus, string>;
export type MatchAction = keyof typeof MATCH_LIFE;

/** Transitions that a person asks for on a match that exists. */
export const MATCH_ACTIONS = [
  "shortlist",
  "validate",
  "withdraw",
  "reject",
  "accept",
  "decline",
  "engage",
  "confirm-mission",
  "change-mission",
  "complete",
  "cancel",
] as const satisfies readonly MatchAction[];
export type PersonMatchAction = (typeof MATCH_ACTIONS)[number];

/** A match still on its way: a second one for the same need and candidate would be a duplicate. */
export const OPEN_MATCH_STATUSES: readonly MatchStatus[] = [
  "requested",
  "shortlisted",
  "validated",
  "accepted",
  "engaged",
];

/**
 * How a match that waits for an adviser or for its candidate ends when what it rests on is gone: its need is closed, or
 * its candidate has left. The paper is silent: nobody examines or answers it any more, while what was accepted goes on
 * between its parties.
 */
export const ENDS_UNANSWERED: Partial<Record<MatchStatus, "reject" | "cancel">> = {
  requested: "reject",
  shortlisted: "reject",
  validated: "cancel",
};

/** The candidate learns of a match when an adviser has validated it, and not before. */
export const HIDDEN_FROM_CANDIDATE: readonly MatchStatus[] = [
  "requested",
  "shortlisted",
  "withdrawn",
  "rejected",
];

/** Contact details pass from acceptance on, while the match holds or was carried out. */
export const CONTACT_STATUSES: readonly MatchStatus[] = ["accepted", "engaged", "completed"];

/** A validated match without an answer expires after this many days. */
export const EXPIRES_AFTER_DAYS = 45;
/** Days after validation at which the candidate is reminded. */
export const REMINDER_DAYS = [9, 21] as const;

/** Who must act next on a match, as a French phrase; what a mission's dates add is the presenter's. */
export function whoActsOnMatch(status: MatchStatus, candidateTitle: string): string {
  switch (status) {
    case "requested":
    case "shortlisted":
      return "Un conseiller CUF examine la demande";
    case "validated":
      return `${candidateTitle} doit répondre`;
    case "accepted":
      return "Prenez contact et convenez d’une mission";
    case "engaged":
      return "La mission est en cours";
    default:
      return "Plus personne n’a à agir";
  }
}
