import { addDays, type Day, dayOf } from "../domain/days.ts";
import {
  CANDIDATE_JOINED,
  CANDIDATE_LEFT,
  EXPIRES_AFTER_DAYS,
  MATCH_REASON_LABELS,
  type MatchAction,
} from "../domain/match.ts";
import type { Message } from "../mail/message.ts";

/** The side of a match that asks, and the side that is invited. */
export type Side = "asker" | "candidate";

/** What the mails about a match are made of. */
export type MatchFacts = {
  /** The need's. */
  title: string;
  /** The organisation that asks. */
  organisation: string;
  candidate: string;
  /** Who took the step; empty where time did. */
  by: string;
  /** A coded reason. */
  reason: string | null;
  /** What was written to the people. */
  words: string;
  /** The mission's dates, in words, and the sides that agreed with them. */
  mission: string | null;
  agreedBy: readonly Side[];
  url: string;
};

/** The day before which an invitation is to be answered. */
export const answerBefore = (since: Date): Day => addDays(dayOf(since), EXPIRES_AFTER_DAYS);

export const requestToExamineMessage = ({
  title,
  organisation,
  candidate,
  by,
  url,
}: Omit<MatchFacts, "reason" | "words" | "mission" | "agreedBy">): Message => ({
  subject: `Une mise en relation est demandée : ${title}`,
  says: [`${by} (${organisation}) demande à rencontrer ${candidate} pour le besoin « ${title} ».`],
  link: { label: "Examiner la demande", url },
  next: ["Un conseiller la valide, et l’invitation part ; ou l’écarte, en disant pourquoi."],
});

/**
 * @param asked whether the organisation asked for this candidate; otherwise an adviser thought of them
 * @param where countries, dates and mode of the need, in words; a person answers more gladly when they know what for
 */
export const invitationMessage = (
  { title, organisation, by, words, url }: MatchFacts,
  { asked, where, since }: { asked: boolean; where: string | null; since: Date },
): Message => ({
  subject: asked
    ? `${organisation} souhaite vous rencontrer`
    : `Cités Unies France vous propose une rencontre : ${organisation}`,
  says: [
    `${organisation} a un besoin auquel vous pourriez répondre : « ${title} ».`,
    ...(where ? [where] : []),
    asked
      ? `${by}, de CUF, a validé cette mise en relation. Vos coordonnées ne passent que si vous acceptez.`
      : `${by}, de CUF, a pensé à vous. Vos coordonnées ne passent que si vous acceptez.`,
  ],
  quote: { by, words },
  link: { label: "Lire le besoin et répondre", url },
  before: answerBefore(since),
  next: ["Vous pouvez aussi décliner : la collectivité saura qu’elle doit chercher ailleurs."],
});

export const reminderMessage = (
  { title, organisation, url }: Pick<MatchFacts, "title" | "organisation" | "url">,
  since: Date,
): Message => ({
  subject: "Rappel : une collectivité attend votre réponse",
  says: [`${organisation} attend votre réponse pour son besoin « ${title} ».`],
  link: { label: "Lire le besoin et répondre", url },
  before: answerBefore(since),
  next: ["Passé ce jour, l’invitation s’éteint. Vous pouvez aussi décliner."],
});

/** An accepted match whose candidate is no longer what it was: it goes on until one of them ends it. */
export const candidateChangedMessage = (
  { title, organisation, candidate, url }: Pick<MatchFacts, "title" | "organisation" | "candidate" | "url">,
  reason: string,
  reader: Side | "adviser",
): Message => {
  const between = `La rencontre entre ${organisation} et ${candidate}, pour le besoin « ${title} », reste ouverte.`;
  const next = {
    asker: "Voyez avec la personne si vous continuez. Sinon, annulez la mise en relation sur la même page.",
    candidate:
      "Voyez avec la collectivité si vous continuez. Sinon, annulez la mise en relation sur la même page.",
    adviser: "Les deux parties sont prévenues. À vous de voir avec elles si la mise en relation continue.",
  };
  return {
    subject: `La situation du candidat a changé : ${title}`,
    says: [`${MATCH_REASON_LABELS[reason]}.`, between],
    link: { label: "Voir la mise en relation", url },
    next: [next[reader]],
  };
};

type News = { subject: string } & {
  [S in Side]?: (facts: MatchFacts) => { says: string; label: string; next?: string };
};

const ASK_ANOTHER = "Vous pouvez demander à rencontrer quelqu’un d’autre depuis la page du besoin.";
/** What is expected of a side whose mission was noted, or given other dates. */
const onDates = (side: Side, { agreedBy }: MatchFacts) =>
  agreedBy.includes(side)
    ? { label: "Voir la mission", next: "L’autre partie confirme ces dates, ou les corrige." }
    : { label: "Confirmer ou corriger les dates", next: "Confirmez ces dates, ou corrigez-les." };
const missionNoted = (side: Side) => (facts: MatchFacts) => ({
  says: `${facts.by} a noté une mission ${facts.mission} pour le besoin « ${facts.title} ».`,
  ...onDates(side, facts),
});
const missionChanged = (side: Side) => (facts: MatchFacts) => ({
  says: `${facts.by} a changé la mission pour le besoin « ${facts.title} » : elle est maintenant prévue ${facts.mission}.`,
  ...onDates(side, facts),
});
const missionConfirmed = ({ by, mission, title }: MatchFacts) => ({
  says: `${by} confirme la mission ${mission} pour le besoin « ${title} ».`,
  label: "Voir la mission",
  next: "Une fois la mission finie, l’un de vous le déclare sur la même page.",
});
const cancelled = ({ by, organisation, candidate, title }: MatchFacts) => ({
  says: `La mise en relation entre ${organisation} et ${candidate}, pour le besoin « ${title} », est annulée${by ? ` par ${by}` : ""}.`,
  label: "Voir la mise en relation",
});

/** Of a candidate whom nobody had asked for: who asks learns of it when the invitation leaves, and may stop it. */
export const proposedMessage = ({ by, candidate, title, url }: MatchFacts): Message => ({
  subject: `Une rencontre vous est proposée : ${title}`,
  says: [
    `${by}, de CUF, pense que ${candidate} peut répondre à votre besoin « ${title} », et lui propose de vous rencontrer.`,
    "Vos coordonnées ne passent que si la réponse est oui.",
  ],
  link: { label: "Voir qui vous est proposé", url },
  next: ["Si cette rencontre ne vous convient pas, annulez-la sur la même page."],
});

/** What each side hears of a step. The side that acts knows already, but its colleagues may not. */
const NEWS: Partial<Record<MatchAction, News>> = {
  withdraw: {
    subject: "Demande de mise en relation retirée",
    asker: ({ by, candidate, title }) => ({
      says: `${by} a retiré la demande de rencontrer ${candidate} pour le besoin « ${title} ».`,
      label: "Voir la demande",
    }),
  },
  reject: {
    subject: "Mise en relation écartée",
    asker: ({ by, candidate, title }) => ({
      says: `${by}, de CUF, n’a pas retenu la mise en relation avec ${candidate} pour le besoin « ${title} ».`,
      label: "Voir la mise en relation",
      next: ASK_ANOTHER,
    }),
  },
  accept: {
    subject: "Mise en relation acceptée",
    asker: ({ candidate, title }) => ({
      says: `${candidate} accepte de vous rencontrer pour le besoin « ${title} ».`,
      label: "Voir les coordonnées",
      next: "Prenez contact. Une fois d’accord, notez les dates de la mission sur la même page.",
    }),
  },
  decline: {
    subject: "Mise en relation déclinée",
    asker: ({ candidate, title }) => ({
      says: `${candidate} décline la rencontre pour le besoin « ${title} ».`,
      label: "Voir la mise en relation",
      next: ASK_ANOTHER,
    }),
  },
  expire: {
    subject: "Mise en relation restée sans réponse",
    asker: ({ candidate, title }) => ({
      says: `${candidate} n’a pas répondu à l’invitation pour le besoin « ${title} » : elle s’est éteinte.`,
      label: "Voir la mise en relation",
      next: ASK_ANOTHER,
    }),
    candidate: ({ organisation, title }) => ({
      says: `L’invitation de ${organisation} pour le besoin « ${title} » s’est éteinte sans réponse de votre part.`,
      label: "Voir la mise en relation",
      next: "Vous n’avez rien à faire.",
    }),
  },
  engage: {
    subject: "Mission notée",
    asker: missionNoted("asker"),
    candidate: missionNoted("candidate"),
  },
  "change-mission": {
    subject: "Dates de mission changées",
    asker: missionChanged("asker"),
    candidate: missionChanged("candidate"),
  },
  "confirm-mission": {
    subject: "Dates de mission confirmées",
    asker: missionConfirmed,
    candidate: missionConfirmed,
  },
  complete: {
    subject: "Mission terminée",
    asker: ({ by, title }) => ({
      says: `${by} a déclaré terminée la mission pour le besoin « ${title} ». C’est enregistré.`,
      label: "Voir la mission",
      next: "Quand le besoin n’attend plus rien, il se clôt depuis sa page.",
    }),
    candidate: ({ by, title }) => ({
      says: `${by} a déclaré terminée la mission pour le besoin « ${title} ». C’est enregistré.`,
      label: "Voir la mission",
      next: "Vous n’avez rien à faire.",
    }),
  },
  cancel: { subject: "Mise en relation annulée", asker: cancelled, candidate: cancelled },
};

/** The sides that hear of a step unless said otherwise. */
export const sidesTold = (action: MatchAction): Side[] =>
  (["asker", "candidate"] as const).filter((side) => NEWS[action]?.[side]);

/** Of a match that the candidate's own change has ended: nobody decided on it. */
const endedByItself = ({ organisation, candidate, title }: MatchFacts, side: Side) => ({
  says: `La mise en relation entre ${organisation} et ${candidate}, pour le besoin « ${title} », s’arrête.`,
  label: "Voir la mise en relation",
  next: side === "asker" ? ASK_ANOTHER : "Vous n’avez rien à faire.",
});

/** What one side hears of a step; null where it hears nothing. */
export function newsMessage(facts: MatchFacts, action: MatchAction, side: Side): Message | null {
  const news = NEWS[action];
  const byItself = facts.reason === CANDIDATE_LEFT || facts.reason === CANDIDATE_JOINED;
  const told = news?.[side] && byItself ? endedByItself(facts, side) : news?.[side]?.(facts);
  if (!news || !told) return null;
  const { title, by, reason, words, url } = facts;
  const why = reason ? MATCH_REASON_LABELS[reason] : undefined;
  return {
    subject: `${news.subject} : ${title}`,
    says: [told.says, ...(why ? [`Raison : ${why}.`] : [])],
    quote: { by, words },
    link: { label: told.label, url },
    ...(told.next ? { next: [told.next] } : {}),
  };
}
