import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { noteDeliveredMail, noteRefusedMail } from "../../server/accounts/refusedMail.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { queueMails } from "../../server/jobs/mails.ts";
import { Outbox } from "../../server/jobs/model.ts";
import { outboxState, startMails } from "../../server/jobs/outbox.ts";
import { compose } from "../../server/mail/compose.ts";
import { smtpMailer } from "../../server/mail/mailer.ts";
import type { Message } from "../../server/mail/message.ts";
import { newId } from "../../server/storage/id.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import { asPerson, buildUser } from "../support/world.ts";

let test: TestApp;
let adviser: Awaited<ReturnType<typeof buildUser>>;
let person: Awaited<ReturnType<typeof buildUser>>;
let admin: Awaited<ReturnType<typeof buildUser>>;

beforeAll(async () => {
  test = await startTestApp();
  adviser = await buildUser({ adviser: true });
  admin = await buildUser({ admin: true });
  person = await buildUser({ name: "Awa Diallo" });
  // Mails of this file leave through its own servers.
  await test.services.outbox.stop();
});
afterAll(() => test.close());

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = undefined;
  await Outbox.deleteMany({});
});

/** A mail server of paper: what it answers to a command, by its first word; silent where it answers nothing. */
async function paperServer(answers: Record<string, string | null>): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    const say = (word: string, otherwise: string): void => {
      const answer = word in answers ? answers[word] : otherwise;
      if (answer) socket.write(`${answer}\r\n`);
    };
    say("greeting", "220 paper");
    let data = false;
    socket.on("data", (chunk) => {
      for (const line of String(chunk).split("\r\n").filter(Boolean)) {
        if (data && line !== ".") continue;
        const word = data ? "end" : line.split(/[ :]/)[0]!;
        data = word === "DATA" && !("DATA" in answers);
        say(word, word === "DATA" ? "354 go on" : "250 yes");
      }
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `smtp://127.0.0.1:${(server.address() as { port: number }).port}?ignoreTLS=true`;
}

let now = TODAY;
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

/** Queues a mail and gives it to a server once. */
async function sendThrough(
  url: string,
  {
    message = {},
    to = person,
    rounds = 1,
  }: { message?: Partial<Message>; to?: typeof person; rounds?: number } = {},
) {
  now = TODAY;
  const mailer = smtpMailer(url, "La Bourse <bourse@test.example>", 300);
  const sender = { publicUrl: "http://bourse.test", contactEmail: null };
  const context = { ...test.services.dependencies, clock: () => now, actor: VISITOR };
  const worker = startMails((mail) => mailer.send(compose(mail, sender)), context, {
    delivered: noteDeliveredMail,
    refused: (mail, words) => noteRefusedMail(context, mail, words),
  });
  const said = {
    subject: "Votre besoin est qualifié",
    says: ["Lisez-le."],
    link: { label: "Lire", url: "http://bourse.test/besoins/1" },
    ...message,
  };
  const reader = { id: to._id, name: to.name, email: to.email, confirmed: true };
  await inTransaction((session) =>
    queueMails(session, now, { key: newId(), letters: [{ to: [reader], message: said }] }),
  );
  for (let round = 0; round < rounds; round += 1) {
    await worker.drain();
    later(8);
  }
  await worker.stop();
  mailer.close();
  return Outbox.findOne({ "mail.to": to.email }).lean();
}

const forAdvisers = () => Outbox.find({ "mail.to": adviser.email }).lean();

describe("a mail server", () => {
  it("that is away: the mail waits, and its age counts from when it was due first", async () => {
    const row = await sendThrough("smtp://127.0.0.1:9", { rounds: 3 });
    expect(row).toMatchObject({ parked: false });
    expect(row!.attempts).toBeGreaterThan(1);
    expect(await outboxState(() => now)).toMatchObject({ waiting: 1, lagMs: 24_000 });
  });

  it("that says not now (450): the same", async () => {
    const row = await sendThrough(await paperServer({ RCPT: "450 4.2.1 later" }));
    expect(row).toMatchObject({ parked: false, attempts: 1 });
    expect(row?.error).toContain("450");
    expect((await User.findById(person._id).lean())?.mailRefused).toBeNull();
  });

  it("that says nothing: it is left, and the others wait no longer", async () => {
    const began = Date.now();
    const row = await sendThrough(await paperServer({ greeting: null }));
    expect(row).toMatchObject({ parked: false, attempts: 1 });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await sendThrough(await paperServer({ RCPT: null }))).toMatchObject({ parked: false });
  });

  it("that refuses us, not the address (535, 550 after MAIL FROM): the mail is tried again", async () => {
    expect(await sendThrough(await paperServer({ MAIL: "550 5.7.1 who are you" }))).toMatchObject({
      parked: false,
    });
    expect(await forAdvisers()).toEqual([]);
  });

  it.each([
    ["the address", { RCPT: "550 5.1.1 no such mailbox" }, "550 5.1.1 no such mailbox"],
    ["the mail", { end: "554 5.7.1 not wanted" }, "554 5.7.1 not wanted"],
  ])(
    "that refuses %s for good: parked at once, shown with its words, and told to who depends on it",
    async (_what, answers, words) => {
      expect(await sendThrough(await paperServer(answers))).toMatchObject({
        parked: true,
        attempts: 1,
        error: words,
      });
      const [told, ...more] = await forAdvisers();
      expect(more).toEqual([]);
      expect(told?.mail.message.subject).toBe(
        "Awa Diallo n’a pas pu être prévenu : Votre besoin est qualifié",
      );
      expect(told?.mail.message.link?.url).toBe("http://bourse.test/besoins/1");
      expect(JSON.stringify(told)).not.toContain(person.email);

      const page = async (who: typeof person, path: string) =>
        (await (await asPerson(test, who)).get(path).expect(200)).text;
      const administration = await page(admin, "/administration");
      expect(administration).toContain(`Message à ${person.email}`);
      expect(administration).toContain(words);
      expect(administration).toContain("Adresse refusée");
      expect(await page(person, "/tableau-de-bord")).toContain("Nos messages ne vous arrivent pas");

      await Outbox.deleteMany({});
      expect(await sendThrough(await paperServer({}))).toBeNull();
      expect(await page(person, "/tableau-de-bord")).not.toContain("Nos messages ne vous arrivent pas");
    },
  );

  it("what only the person may open stays in the mail, and an adviser’s own is not told in circles", async () => {
    const refusing = { RCPT: "550 no" };
    const link = { label: "Accepter", url: "http://bourse.test/invitation/secret-token" };
    await sendThrough(await paperServer(refusing), { message: { link } });
    const [told] = await forAdvisers();
    expect(told?.mail.message.link?.url).toBe("http://bourse.test/conseil");
    expect(JSON.stringify(told)).not.toContain("secret-token");
    await Outbox.deleteMany({});
    await sendThrough(await paperServer(refusing), { message: { toUnconfirmed: true } });
    expect(await forAdvisers()).toEqual([]);
    await sendThrough(await paperServer(refusing), { to: adviser });
    expect(await Outbox.find({}).lean()).toMatchObject([{ parked: true }, { parked: true }]);
  });
});
