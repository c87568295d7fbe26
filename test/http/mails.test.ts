import { simpleParser } from "mailparser";
import nodemailer from "nodemailer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { Expert } from "../../server/experts/model.ts";
import { queueMails } from "../../server/jobs/mails.ts";
import { compose } from "../../server/mail/compose.ts";
import type { Message } from "../../server/mail/message.ts";
import { newId } from "../../server/storage/id.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  await User.updateMany({}, { adviser: false, admin: false });
  await test.settle();
  test.mails.length = 0;
});

const mailsTo = async (email: string) => {
  await test.settle();
  return test.mails.filter(({ to }) => to === email);
};
const adviserNamed = (name: string) => buildUser({ adviser: true, name });
const person = (given: Partial<{ id: string; name: string; confirmed: boolean }> = {}) => {
  const id = given.id ?? newId();
  return { id, name: "Awa Diop", email: `${id}@test.example`, confirmed: true, ...given };
};

describe("a mail", () => {
  const message: Message = {
    subject: "Un sujet",
    says: ["Une ville <b>vous</b> écrit & attend."],
    quote: { by: "Zoé Martin", words: "Venez.\nC’est <urgent>." },
    link: { label: "Répondre", url: "http://bourse.test/ici?a=1&b=2" },
    before: "2027-01-12",
    next: ["Puis nous verrons."],
  };
  const sender = { publicUrl: "https://bourse.example", contactEmail: null };
  const addressed = { to: "a@test.example", name: "Awa Diop", message, digest: "d1" };

  it("says the same in text and in HTML, in the same order, what people typed being no markup", () => {
    const { text, html } = compose(addressed, sender);
    const parts = [
      "Bonjour Awa Diop,",
      "attend.",
      "Zoé Martin vous écrit",
      "Venez.",
      "Répondre, avant le 12 janvier 2027",
      "Puis nous verrons.",
    ];
    for (const form of [text, html.replace(/<title>.*<\/title>/, "")]) {
      const places = parts.map((part) => form.indexOf(part));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(html).toContain("&lt;b&gt;vous&lt;/b&gt; écrit &amp; attend.");
    expect(html).not.toContain("<urgent>");
    expect(text).toContain("> Venez.\n> C’est <urgent>.");
    expect(text).toContain("http://bourse.test/ici?a=1&b=2");
    expect(html).toContain('href="http://bourse.test/ici?a=1&amp;b=2"');
    expect(html).not.toMatch(/<img|<link|<script|src=|url\(/);
  });

  it("asks for an answer only where one is read", () => {
    const silent = compose(addressed, sender);
    expect([silent.replyTo, silent.text.includes("répond")]).toEqual([null, false]);
    const open = compose(addressed, { ...sender, contactEmail: "aide@bourse.example" });
    expect(open.replyTo).toBe("aide@bourse.example");
    expect(open.text).toContain("répondez-y ou adressez-vous à aide@bourse.example");
  });

  it("has the same Message-ID at each try, and another for each person", async () => {
    expect(compose(addressed, sender).messageId).toBe("<d1@bourse.example>");
    const [one, other] = [person(), person()];
    await inTransaction((session) =>
      queueMails(session, TODAY, { key: "something 1", letters: [{ to: [one, other], message }] }),
    );
    await test.settle();
    const ids = test.mails.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^<[0-9a-f]{64}@bourse\.test>$/);
    const built = await nodemailer
      .createTransport({ streamTransport: true, buffer: true })
      .sendMail({ ...test.mails[0], replyTo: undefined });
    expect((await simpleParser(built.message as Buffer)).messageId).toBe(ids[0]);
  });
});

describe("one event", () => {
  const message: Message = { subject: "Un sujet", says: [] };
  const queue = (event: Parameters<typeof queueMails>[2], now = TODAY) =>
    inTransaction((session) => queueMails(session, now, event));

  it("is one mail a person, in two seats, in two letters, told twice, told at once by two", async () => {
    const both = person();
    const letters = [
      { to: [both, both], message },
      { to: [both], message: { ...message, subject: "Un autre" } },
    ];
    const event = { key: `twice ${newId()}`, letters };
    await Promise.all([queue(event), queue(event), queue(event)]);
    await test.settle();
    await queue(event);
    expect((await mailsTo(both.email)).map(({ subject }) => subject)).toEqual(["Un sujet"]);
    await queue({ ...event, key: `another ${newId()}` });
    expect(await mailsTo(both.email)).toHaveLength(2);
  });

  it("may be told again after a while where it says so", async () => {
    const one = person();
    const event = { key: `again ${newId()}`, letters: [{ to: [one], message }], againAfterMs: 60_000 };
    for (const seconds of [61, 60, 1, 0]) await queue(event, new Date(TODAY.getTime() - seconds * 1000));
    const sent = await mailsTo(one.email);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it("gives back the letters that nobody reads: an empty list, or addresses that nobody confirmed", async () => {
    const letters = [
      { to: [], message: { ...message, subject: "Vide" } },
      { to: [person({ confirmed: false })], message: { ...message, subject: "Non confirmée" } },
      { to: [person()], message },
    ];
    const unread = await queue({ key: `unread ${newId()}`, letters });
    expect(unread.map(({ message: { subject } }) => subject)).toEqual(["Vide", "Non confirmée"]);
    await test.settle();
    expect(test.mails.map(({ subject }) => subject)).toEqual(["Un sujet"]);
  });

  it("has a reader where the only one is who acted, who is not written to", async () => {
    const actor = person();
    const event = { key: `own ${newId()}`, letters: [{ to: [actor], message }], except: actor.id };
    expect(await queue(event)).toEqual([]);
    expect(await mailsTo(actor.email)).toEqual([]);
  });

  it("greets by name, but not at an address that nobody confirmed", async () => {
    const [known, unknown] = [person(), person({ confirmed: false })];
    const letters = [{ to: [known, unknown], message: { ...message, toUnconfirmed: true as const } }];
    await queue({ key: `greet ${newId()}`, letters });
    expect((await mailsTo(known.email))[0]?.text).toContain("Bonjour Awa Diop,");
    const [mail] = await mailsTo(unknown.email);
    expect(mail?.text).toContain("Bonjour,");
    expect(`${mail?.text}${mail?.html}`).not.toContain("Awa");
  });
});

/** A match that was asked for, and the people around it. */
async function requested(candidate: { kind: "expert" | "peer"; id: string }, asker?: UserRecord) {
  const organisation = await buildOrganisation(test);
  const member = asker ?? (await buildMember(organisation._id));
  if (asker) {
    const seat = { organisation: organisation._id, role: "editor", status: "active", askedAt: TODAY };
    await User.updateOne({ _id: asker._id }, { $push: { seats: seat } });
  }
  const need = await buildNeed(organisation._id, member._id, {
    countries: ["BJ", "TG"],
    period: { from: "2027-02-01", to: "2027-03-31" },
  });
  const editor = await asProgram(test, member);
  const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
  return { id: body.id as string, member, editor, organisation, need };
}

describe("an invitation", () => {
  it("says who asks, for what, where, the adviser’s word, and by when to answer", async () => {
    const adviser = await adviserNamed("Nadège Conseil");
    const expert = await buildExpert(test);
    const { id, organisation, need } = await requested({ kind: "expert", id: expert._id });
    const [task] = await mailsTo(adviser.email);
    expect(task?.text).toContain(`Bonjour ${adviser.name},`);
    expect(task?.text).toContain(`(${organisation.name}) demande à rencontrer ${expert.name}`);
    await (await asProgram(test, adviser))
      .post(`/api/v1/matches/${id}/validate`)
      .send({ version: 1, note: "Vous connaissez bien ces réseaux." })
      .expect(200);
    const [mail] = await mailsTo(expert.contact.email);
    for (const said of [
      `Bonjour ${expert.name},`,
      organisation.name,
      need.title,
      "Bénin, Togo ; du 1er février 2027 au 31 mars 2027",
      "Nadège Conseil vous écrit :",
      "> Vous connaissez bien ces réseaux.",
      "avant le 7 janvier 2027",
      `http://bourse.test/mises-en-relation/${id}`,
    ]) {
      expect(mail?.text).toContain(said);
    }
  });

  it("whose answer nobody is left to read goes to the advisers", async () => {
    const adviser = await adviserNamed("Une");
    const peer = await buildOrganisation(test);
    const answering = await asProgram(test, await buildMember(peer._id));
    const { id, member } = await requested({ kind: "peer", id: peer._id });
    await (await asProgram(test, adviser))
      .post(`/api/v1/matches/${id}/validate`)
      .send({ version: 1 })
      .expect(200);
    await User.updateOne({ _id: member._id }, { seats: [] });
    await mailsTo(adviser.email);
    test.mails.length = 0;
    await answering.post(`/api/v1/matches/${id}/accept`).send({ version: 2 }).expect(200);
    const [mail] = await mailsTo(adviser.email);
    expect(mail?.subject).toMatch(/^Personne à prévenir : /);
    expect(mail?.text).toContain(`/mises-en-relation/${id}`);
  });
});

describe("an editor of both organisations", () => {
  it("gets one mail of each event, and none of their own", async () => {
    const adviser = await adviserNamed("Une");
    const peer = await buildOrganisation(test);
    const [both, colleague] = [await buildMember(peer._id), await buildMember(peer._id)];
    const { id, editor } = await requested({ kind: "peer", id: peer._id }, both);
    await (await asProgram(test, adviser))
      .post(`/api/v1/matches/${id}/validate`)
      .send({ version: 1 })
      .expect(200);
    const other = await asProgram(test, colleague);
    await other.post(`/api/v1/matches/${id}/accept`).send({ version: 2 }).expect(200);
    await editor.post(`/api/v1/matches/${id}/engage`).send({ version: 3 }).expect(200);
    await other.post(`/api/v1/matches/${id}/complete`).send({ version: 4 }).expect(200);
    const subjects = async (email: string) =>
      (await mailsTo(email))
        .map(({ subject }) => subject.split(" : ")[0])
        .filter((subject) => !subject?.startsWith("Une mise"));
    expect(await subjects(both.email)).toEqual([
      expect.stringContaining("souhaite vous rencontrer"),
      "Mise en relation acceptée",
      "Mission terminée",
    ]);
    expect(await subjects(colleague.email)).toEqual([
      expect.stringContaining("souhaite vous rencontrer"),
      "Mission notée",
    ]);
  });
});

describe("the end of a mission", () => {
  it("is told without asking for what no page can take", async () => {
    const adviser = await adviserNamed("Une");
    const expert = await buildExpert(test);
    const { id, member, editor } = await requested({ kind: "expert", id: expert._id });
    const own = await asProgram(test, expert.owner);
    await (await asProgram(test, adviser))
      .post(`/api/v1/matches/${id}/validate`)
      .send({ version: 1 })
      .expect(200);
    await own.post(`/api/v1/matches/${id}/accept`).send({ version: 2 }).expect(200);
    await editor.post(`/api/v1/matches/${id}/engage`).send({ version: 3 }).expect(200);
    await own.post(`/api/v1/matches/${id}/complete`).send({ version: 4 }).expect(200);
    const told = await mailsTo(member.email);
    const mail = told.find(({ subject }) => subject.startsWith("Mission terminée"));
    expect(mail?.text).toContain(`${expert.owner.name} a déclaré terminée`);
    expect(mail?.text).toContain("C’est enregistré.");
    for (const { subject, text } of test.mails)
      expect(`${subject} ${text}`).not.toMatch(/Dites-nous|deux minutes|passé \?/);
  });
});

describe("where there is no adviser", () => {
  it("what awaits one is told to the administrators", async () => {
    const admin = await buildUser({ admin: true });
    const expert = await buildExpert(test);
    await requested({ kind: "expert", id: expert._id });
    const [mail] = await mailsTo(admin.email);
    expect(mail?.subject).toMatch(/^Une mise en relation est demandée/);
    expect(mail?.text).toContain("Aucun autre conseiller n’a de compte");
  });

  it("nor an administrator, the log tells and the counter grows", async () => {
    const counted: string[] = [];
    const { measures } = test.services.dependencies;
    const job = measures.job;
    measures.job = (name, outcome) => counted.push(`${name} ${outcome}`);
    try {
      await requested({ kind: "expert", id: (await buildExpert(test))._id });
    } finally {
      measures.job = job;
    }
    expect(counted).toContain("mail unread");
    expect(test.mails).toEqual([]);
  });
});

describe("a decision on a profile", () => {
  it("is told to its owner with the adviser’s name and words", async () => {
    const adviser = await adviserNamed("Nadège Conseil");
    const expert = await buildExpert(test, { status: "submitted" });
    const { moveExpert } = await import("../../server/experts/transitions.ts");
    const actor = {
      id: adviser._id,
      name: adviser.name,
      seats: [],
      pending: [],
      expert: null,
      adviser: true,
      admin: false,
    };
    const context = { ...test.services.dependencies, actor };
    await moveExpert(context, { id: expert._id, action: "send-back", note: "Ajoutez vos langues." });
    const [mail] = await mailsTo(expert.contact.email);
    expect(mail?.text).toContain("Nadège Conseil vous écrit :\n> Ajoutez vos langues.");
    expect((await Expert.findById(expert._id).lean())?.status).toBe("draft");
  });
});
