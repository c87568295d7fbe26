import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it } from "vitest";
import { fileMailer, type Mailer, smtpMailer } from "../../server/mail/mailer.ts";

const FROM = "La Bourse <bourse@test.example>";
const MAIL = {
  to: "élodie@test.example",
  subject: "Besoin qualifié : l’eau à Natitingou",
  text: "Bonjour,\n\nC’est fait.\n",
  html: "<p>Bonjour,</p><p>C’est fait.</p>",
  messageId: "<event.person@bourse.test>",
  replyTo: "aide@bourse.test",
};

type Delivery = { mailer: Mailer; delivered: () => Promise<string[]>; close: () => Promise<void> };

async function toFiles(): Promise<Delivery> {
  const made = await mkdtemp(path.join(tmpdir(), "bourse-mail-"));
  const directory = path.join(made, "mail");
  return {
    mailer: fileMailer(directory, FROM),
    delivered: async () =>
      Promise.all(
        (await readdir(directory)).sort().map((name) => readFile(path.join(directory, name), "utf8")),
      ),
    close: async () => {
      const [name] = await readdir(directory);
      expect((await stat(path.join(directory, name as string))).mode & 0o077).toBe(0);
      await rm(made, { recursive: true });
    },
  };
}

/** A mail server that says yes to everything and keeps what it is given. */
async function toServer(): Promise<Delivery> {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let data: string[] | null = null;
    let rest = "";
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      rest += chunk;
      const lines = rest.split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (data && line === ".") {
          mails.push(data.join("\n"));
          data = null;
          socket.write("250 kept\r\n");
        } else if (data) data.push(line);
        else if (line.startsWith("EHLO")) socket.write("250-test\r\n250 SMTPUTF8\r\n");
        else if (line === "DATA") {
          data = [];
          socket.write("354 go on\r\n");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write("250 yes\r\n");
      }
    });
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    mailer: smtpMailer(`smtp://127.0.0.1:${port}?ignoreTLS=true`, FROM),
    delivered: async () => mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe.each([
  ["files", toFiles],
  ["a server", toServer],
])("a mailer to %s", (_name, open) => {
  let delivery: Delivery;
  afterEach(async () => {
    delivery.mailer.close();
    await delivery.close();
  });

  it("delivers whole mails that a mail program reads, accents kept", async () => {
    delivery = await open();
    await delivery.mailer.send(MAIL);
    await delivery.mailer.send({ ...MAIL, subject: "Un second", replyTo: null });
    const mails = await Promise.all((await delivery.delivered()).map((raw) => simpleParser(raw)));
    expect(mails.map((mail) => mail.subject).sort()).toEqual([MAIL.subject, "Un second"].sort());
    expect(mails[0]?.from?.text).toContain("bourse@test.example");
    expect(mails[0]?.text?.trim()).toBe(MAIL.text.trim());
    const [first, second] = [MAIL.subject, "Un second"].map((subject) =>
      mails.find((mail) => mail.subject === subject),
    );
    expect(first?.html).toContain("C’est fait.");
    expect(first?.messageId).toBe(MAIL.messageId);
    for (const mail of mails) expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect([first?.replyTo?.text, second?.replyTo]).toEqual([MAIL.replyTo, undefined]);
  });
});
