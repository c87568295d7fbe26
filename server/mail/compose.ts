import { type Day, frenchDay } from "../domain/days.ts";
import { unbroken } from "../http/format.ts";
import { renderTemplate } from "../http/templates.ts";
import type { Mail } from "./mailer.ts";
import type { AddressedMail, Message } from "./message.ts";

/** Who writes: the address of the service, and the one that people may write to (null where none is configured). */
export type Sender = { publicUrl: string; contactEmail: string | null };

type Part =
  | { kind: "paragraph" | "small"; text: string }
  | { kind: "quote"; by: string; words: string }
  | { kind: "link"; label: string; url: string };

const linkLabel = ({ label }: { label: string }, before: Day | undefined): string =>
  before ? `${label}, avant le ${frenchDay(before)}` : label;

/** A message from top to bottom: the order is decided here, for both forms. */
function partsOf(name: string | null, message: Message, { contactEmail, publicUrl }: Sender): Part[] {
  const { says, quote, link, before, next = [] } = message;
  const paragraph = (text: string): Part => ({ kind: "paragraph", text });
  const contact = contactEmail ? `Pour nous écrire, répondez-y ou adressez-vous à ${contactEmail}. ` : "";
  return [
    paragraph(name ? `Bonjour ${name},` : "Bonjour,"),
    ...says.map(paragraph),
    ...(quote?.words ? [{ kind: "quote" as const, ...quote }] : []),
    ...(link ? [{ kind: "link" as const, label: linkLabel(link, before), url: link.url }] : []),
    ...next.map(paragraph),
    {
      kind: "small",
      text: `La Bourse de Cités Unies France. Ce message est automatique. ${contact}Aide : ${publicUrl}/aide`,
    },
  ];
}

function asText(part: Part): string {
  if (part.kind === "link") return `${part.label} :\n${part.url}`;
  if (part.kind !== "quote") return part.text;
  return [`${part.by} vous écrit :`, ...part.words.split("\n").map((line) => `> ${line}`)].join("\n");
}

/** The mail as it leaves: HTML and text of the same parts, and a Message-ID that a second try does not change. */
export function compose({ to, name, message, digest }: AddressedMail, sender: Sender): Mail {
  const parts = partsOf(name, message, sender);
  const { subject } = message;
  return {
    to,
    subject,
    text: `${parts.map(asText).join("\n\n")}\n`,
    html: renderTemplate("mails/message", { subject, parts, unbroken }),
    messageId: `<${digest}@${new URL(sender.publicUrl).hostname}>`,
    replyTo: sender.contactEmail,
  };
}
