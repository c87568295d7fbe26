import type { Message } from "../mail/message.ts";
import { answerBefore, type MatchFacts } from "./messages.ts";

/** What is written to reach a candidate that has nobody here. */

/**
 * To an address that an adviser typed: nothing in it was typed by a member.
 * @param organisation the invited one, by its name in the register
 * @param asked whether another organisation asked for this one; otherwise an adviser thought of it
 */
export const invitedToAnswerMessage = (
  organisation: string,
  { url, since, asked }: { url: string; since: Date; asked: boolean },
): Message => ({
  subject: `Cités Unies France vous invite à répondre pour ${organisation}`,
  says: [
    asked
      ? `Une collectivité aimerait échanger avec ${organisation}. Un conseiller de Cités Unies France a validé sa demande et vous invite à y répondre.`
      : `Un conseiller de Cités Unies France pense que ${organisation} peut aider une autre collectivité, et vous invite à dire si une rencontre vous convient.`,
    "Le lien montre la demande avant que vous n’ouvriez un compte.",
  ],
  link: { label: "Lire la demande et répondre", url },
  before: answerBefore(since),
  next: [
    "Ce lien est pour vous seul : il ouvre votre compte, comme référent de la structure, et ne sert qu’une fois.",
    "Si ce n’est pas à vous de répondre, ne faites rien.",
  ],
  toUnconfirmed: true,
});

export const callReminderMessage = ({
  title,
  organisation,
  candidate,
  url,
}: Pick<MatchFacts, "title" | "organisation" | "candidate" | "url">): Message => ({
  subject: `À appeler : ${candidate}`,
  says: [
    `${organisation} attend la réponse de ${candidate} pour le besoin « ${title} ». CUF devait prendre contact.`,
  ],
  link: { label: "Noter l’appel ou la réponse", url },
});
