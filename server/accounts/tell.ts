import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { type Letter, queueMails } from "../jobs/mails.ts";
import type { Message } from "../mail/message.ts";
import { peopleWithRole } from "./people.ts";

type Event = {
  /** As in `queueMails`. */
  key: string;
  letters: readonly Letter[];
  /** The page on which an adviser sees what it is about. */
  place: string;
};

/**
 * Tells people of an event, in its transaction, but not who did it. What is for nobody, because the organisation has no
 * editor or the profile no account, goes to the advisers: nothing is told into the void.
 */
export async function tell(
  context: Context,
  session: ClientSession,
  { key, letters, place }: Event,
): Promise<void> {
  const event = { key, letters, except: context.actor.id };
  const unread = await queueMails(session, context.clock(), event);
  for (const [index, { message }] of unread.entries()) {
    context.log.warn({ event: key, subject: message.subject }, "mail: nobody to write to");
    context.measures.job("mail", "unread");
    await tellAdvisers(context, session, {
      key: `${key} nobody ${index}`,
      message: {
        subject: `Personne à prévenir : ${message.subject}`,
        says: [
          `Ce message n’a pas de destinataire : personne n’a encore de compte pour le recevoir. « ${message.subject} ».`,
          "À vous de joindre la personne ou la structure autrement, ou de proposer quelqu’un d’autre.",
        ],
        link: { label: "Voir de quoi il s’agit", url: place },
      },
    });
  }
}

/**
 * Tells the advisers what awaits one of them. Who asks does not decide, so they do not count; where there is no other
 * adviser the administrators are told, who can name one.
 */
export async function tellAdvisers(
  context: Context,
  session: ClientSession,
  { key, message }: { key: string; message: Message },
): Promise<void> {
  const { actor, log, measures } = context;
  const others = async (role: "adviser" | "admin") =>
    (await peopleWithRole(role)).filter(({ id }) => id !== actor.id);
  const now = context.clock();
  const letter = { to: await others("adviser"), message };
  if ((await queueMails(session, now, { key, letters: [letter] })).length === 0) return;
  const urgent: Message = {
    ...message,
    next: ["Aucun autre conseiller n’a de compte : nommez-en un, ou cette demande restera sans réponse."],
  };
  const unread = await queueMails(session, now, {
    key,
    letters: [{ to: await others("admin"), message: urgent }],
  });
  if (unread.length === 0) return;
  log.error({ event: key, subject: message.subject }, "mail: no adviser and no administrator to write to");
  measures.job("mail", "unread");
}
