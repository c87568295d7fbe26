import { createHash } from "node:crypto";
import type { ClientSession } from "mongoose";
import type { Message, Recipient } from "../mail/message.ts";
import { Outbox, Told } from "./model.ts";

/** A message and everyone whom it is for. */
export type Letter = { to: readonly Recipient[]; message: Message };

export type MailEvent = {
  /** What happened, with what tells it from any other: "match.validate ID 3". Told to each person once. */
  key: string;
  /** Of two letters to one person the first is sent. */
  letters: readonly Letter[];
  /** The account of who did it, and knows. */
  except?: string | null;
  /** Milliseconds after which the same thing may be told again. Left out: never. */
  againAfterMs?: number;
};

/** Whether nobody was told of it (lately); from now on they were. */
async function firstTold(
  session: ClientSession,
  digest: string,
  now: Date,
  again?: number,
): Promise<boolean> {
  const told = await Told.findById(digest).session(session).lean();
  if (told && (again === undefined || now.getTime() - told.at.getTime() < again)) return false;
  // Two at once write the same record: one of them is run again by its transaction, and finds it.
  await Told.updateOne({ _id: digest }, { $set: { at: now } }, { session, upsert: true });
  return true;
}

/**
 * The one way to send: asks for the mails of an event, to be sent once the transaction is committed. A person gets one
 * mail, however many seats they hold and however often the event is told. An address that nobody has confirmed gets only
 * what says that it may, and no name.
 * @returns the letters that nobody reads, for the caller to act on: who acted, and who had been told, count as readers.
 */
export async function queueMails(
  session: ClientSession,
  now: Date,
  { key, letters, except = null, againAfterMs }: MailEvent,
): Promise<Letter[]> {
  const reached = new Set<string>();
  const unread: Letter[] = [];
  for (const letter of letters) {
    const { message } = letter;
    const readers = letter.to.filter(({ confirmed }) => confirmed || message.toUnconfirmed);
    if (readers.length === 0) unread.push(letter);
    for (const { id, name, email, confirmed } of readers) {
      if (id === except || reached.has(id)) continue;
      reached.add(id);
      const digest = createHash("sha256").update(`${key}\n${id}`).digest("hex");
      if (!(await firstTold(session, digest, now, againAfterMs))) continue;
      const occurrence = againAfterMs === undefined ? "" : `.${now.getTime()}`;
      const mail = { to: email, name: confirmed ? name : null, message, digest: `${digest}${occurrence}` };
      await Outbox.create([{ mail, at: now, dueAt: now }], { session });
    }
  }
  return unread;
}
