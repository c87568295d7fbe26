import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import type { AddressedMail, Message } from "../mail/message.ts";
import { inTransaction } from "../storage/transaction.ts";
import { User } from "./model.ts";
import { tellAdvisers } from "./tell.ts";

/** Addresses of pages that let whoever has them act for the person: they stay in the mail. */
const CARRIES_TOKEN = /\/(confirmer|reinitialiser|invitation)\//i;

/** What advisers are told: who was not reached and of what, without the address and without what was written. */
const notReachedMessage = (name: string | null, { subject, link }: Message, publicUrl: string): Message => ({
  subject: `${name ?? "Une personne"} n’a pas pu être prévenu : ${subject}`,
  says: [
    `Le serveur de messagerie de ${name ?? "cette personne"} a refusé notre message pour de bon. Il ne sera pas envoyé de nouveau. « ${subject} ».`,
    "À vous de joindre la personne autrement, ou de lui demander une autre adresse.",
  ],
  link:
    link && !CARRIES_TOKEN.test(link.url)
      ? { label: "Voir de quoi il s’agit", url: link.url }
      : { label: "Ouvrir le conseil", url: `${publicUrl}/conseil` },
});

/**
 * A mail server refused a mail for good: the account says so, and the advisers are told who was not reached. Of a mail to an
 * adviser or an administrator the list of what was given up says enough: telling them by mail would go the same way.
 */
export async function noteRefusedMail(
  context: Context,
  { to, name, message, digest }: AddressedMail,
  words: string,
): Promise<void> {
  await inTransaction(async (session: ClientSession) => {
    const user = await User.findOneAndUpdate(
      { email: to },
      { mailRefused: { at: context.clock(), words } },
      { session },
    ).lean();
    if (user?.adviser || user?.admin || message.toUnconfirmed) return;
    const told = notReachedMessage(user?.name ?? name, message, context.publicUrl());
    await tellAdvisers(context, session, { key: `mail.refused ${digest}`, message: told });
  });
  context.wakeOutbox();
}

/** The address takes mails again. */
export async function noteDeliveredMail({ to }: AddressedMail): Promise<void> {
  await User.updateOne({ email: to, mailRefused: { $ne: null } }, { mailRefused: null });
}
