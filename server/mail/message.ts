import type { Day } from "../domain/days.ts";

/** Who a mail is for. `confirmed`: this person opened a link that was sent to the address. */
export type Recipient = { id: string; name: string; email: string; confirmed: boolean };

/**
 * What a mail says, in parts: `compose` makes its HTML and its text of the same ones. No contact details and no text of a
 * need beyond its title: mails may be read by others.
 */
export type Message = {
  subject: string;
  /** The greeting comes first by itself. A paragraph each: what happened, who did it. */
  says: readonly string[];
  /** What a person wrote to the reader, and who wrote it. */
  quote?: { by: string; words: string } | null;
  /** The one thing to do. */
  link?: { label: string; url: string };
  /** The day before which it is to be done. */
  before?: Day;
  /** What happens next, below the link. */
  next?: readonly string[];
  /** Nothing in it was typed by anyone, so that it may go to an address that nobody has confirmed. */
  toUnconfirmed?: true;
};

/** A message on its way to one person. */
export type AddressedMail = {
  to: string;
  /** The name of the greeting; null where nobody has confirmed the address: the name could have been typed by anyone. */
  name: string | null;
  message: Message;
  /** The same for each try of the same mail: made of what happened and who is told. */
  digest: string;
};
