import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import nodemailer from "nodemailer";
import { newId } from "../storage/id.ts";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** In angle brackets. A mail that is sent twice by a failure between two machines is recognised by it. */
  messageId: string;
  /** Where an answer goes; null where nobody would read it. */
  replyTo: string | null;
};

/** A mail with what every one of ours says of itself: no automatic answer is to be made to it (RFC 3834, section 5). */
const asSent = (from: string, { replyTo, ...mail }: Mail) => ({
  from,
  ...mail,
  ...(replyTo ? { replyTo } : {}),
  headers: { "Auto-Submitted": "auto-generated" },
});

/** The port through which mails leave; kept narrow so that tests can read what would have been sent. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The server took neither this address nor this mail, and says that trying again is of no use. `message` is its words. */
export class RefusedForGood extends Error {}

/** What nodemailer tells of a reply: the command that it followed, and its code and words. */
type SmtpError = Error & { command?: string; responseCode?: number; response?: string };

/**
 * 5xx after RCPT TO or DATA is about this address or this mail, for good (RFC 5321, 4.2.1); after MAIL FROM or AUTH it is about
 * us, and may be put right.
 */
const isForGood = ({ command, responseCode = 0 }: SmtpError): boolean =>
  responseCode >= 500 && responseCode < 600 && (command === "RCPT TO" || command === "DATA");

/** Shorter than a mail is held for: a server that keeps silent holds up the others no longer. */
const SILENCE_MS = 15_000;

/** Sends through an SMTP server. @param silenceMs how long it may say nothing. */
export function smtpMailer(smtpUrl: string, from: string, silenceMs = SILENCE_MS): Mailer {
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
  });
  return {
    async send(mail) {
      await transport.sendMail(asSent(from, mail)).catch((error: SmtpError) => {
        throw isForGood(error) ? new RefusedForGood(error.response ?? error.message) : error;
      });
    },
    close: () => transport.close(),
  };
}

/** Without SMTP: every mail is composed as it would be sent, and kept as an .eml file that any mail program opens. */
export function fileMailer(directory: string, from: string): Mailer {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: "unix" });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(asSent(from, mail));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(":", "-")}-${newId().slice(-6)}.eml`;
      await writeFile(path.join(directory, name), message as Buffer, { mode: 0o600 });
    },
    close: () => transport.close(),
  };
}
