import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { tick } from "../../server/jobs/clock.ts";
import { Invitation } from "../../server/matches/invitationModel.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
  PASSWORD,
} from "../support/world.ts";
import { linkIn } from "./accounts/mailedLinks.ts";

let test: TestApp;
let asking: string;
let member: UserRecord;
let one: UserRecord;
let editor: Agent;
let adviser: Agent;
let counsel: Agent;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = await buildOrganisation(test, { name: "Ville qui demande" });
  asking = organisation.name;
  member = await buildMember(organisation._id);
  editor = await asProgram(test, member);
  one = await buildUser({ adviser: true });
  adviser = await asProgram(test, one);
  counsel = await asPerson(test, one);
});
afterAll(() => test.close());

/** A request to a peer that has nobody here. */
async function askedOfNobody() {
  const peer = await buildOrganisation(test);
  const need = await buildNeed(member.seats[0]!.organisation, member._id);
  const { body } = await editor
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "peer", id: peer._id } })
    .expect(201);
  return { path: `/api/v1/matches/${body.id}`, page: `/mises-en-relation/${body.id}`, peer, need };
}
const mailed = async () => {
  await test.settle();
  return test.mails.splice(0);
};
const validate = (path: string, reach?: object) =>
  adviser.post(`${path}/validate`).send({ version: 1, ...(reach ? { reach } : {}) });

describe("an invitation that nobody would read", () => {
  it("is not sent: the adviser is told before, and must say how the candidate is asked", async () => {
    const { path, page } = await askedOfNobody();
    const { text } = await counsel.get(page).expect(200);
    expect(text).toContain("Personne ne lirait cette invitation");
    const refused = await validate(path).expect(409);
    expect(refused.body.type).toBe("urn:bourse:problem:nobody-to-ask");
    const asker = await (await asPerson(test, member)).get(page).expect(200);
    expect(asker.text).toContain("Pas encore sur la Bourse");
    expect(asker.text).not.toContain("Personne ne lirait cette invitation");
    const sent = {
      _csrf: formToken(text),
      version: 1,
      "reach[by]": "address",
      "reach[email]": "pas une adresse",
    };
    const again = await counsel.post(`${page}/validate`).type("form").send(sent).expect(422);
    expect(again.text).toContain('value="pas une adresse"');
  });

  it("needs no such choice where an editor or the owner of a profile reads it", async () => {
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const expert = await buildExpert(test);
    const candidate = { kind: "expert", id: expert._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    const path = `/api/v1/matches/${body.id}`;
    expect((await validate(path, { by: "cuf" }).expect(422)).body.errors[0].path).toBe("reach");
    await validate(path).expect(200);
  });

  it("counts an account that is gone, or an address that nobody confirmed, as no reader", async () => {
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const expert = await buildExpert(test);
    await User.updateOne({ _id: expert.owner._id }, { emailConfirmedAt: null });
    const candidate = { kind: "expert", id: expert._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    await validate(`/api/v1/matches/${body.id}`).expect(409);
  });
});

describe("an address that an adviser invites", () => {
  const invited = async (email: string) => {
    const asked = await askedOfNobody();
    await mailed();
    await validate(asked.path, { by: "address", email }).expect(200);
    const letters = await mailed();
    return {
      ...asked,
      letters,
      link: linkIn(letters.find(({ to }) => to === email)?.text ?? "", "/invitation"),
    };
  };

  it("gets a mail without a typed word, opens an account with its seat, and answers", async () => {
    const { path, page, need, peer, letters, link } = await invited("maire@ville-invitee.example");
    const letter = letters.find(({ to }) => to === "maire@ville-invitee.example")!;
    expect(letter.text).not.toContain(need.title);
    expect(letter.text).not.toContain(member.name);
    expect(letters.map(({ subject }) => subject).join()).not.toContain("Personne à prévenir");
    expect((await Invitation.find().lean()).map(({ _id }) => _id)).not.toContain(link.split("/").at(-1));
    const agent = request.agent(test.app);
    const { text } = await agent.get(link).expect(200);
    // Who asks, and for what, is read before an account is opened.
    for (const word of [need.title, need.description, asking]) expect(text).toContain(word);
    const _csrf = formToken(text);
    await agent
      .post(`${link}/compte`)
      .type("form")
      .send({ _csrf, name: "Maud Le Gall", password: "court" })
      .expect(422);
    await agent
      .post(`${link}/compte`)
      .type("form")
      .send({ _csrf, name: "Maud Le Gall", password: PASSWORD })
      .expect(303)
      .expect("Location", "/connexion");
    const account = await User.findOne({ email: "maire@ville-invitee.example" }).lean();
    expect(account?.seats).toMatchObject([{ organisation: peer._id, role: "editor", status: "active" }]);
    const sign = await agent.get("/connexion").expect(200);
    await agent
      .post("/connexion")
      .type("form")
      .send({ _csrf: formToken(sign.text), email: account!.email, password: PASSWORD })
      .expect("Location", page);
    await (await asProgram(test, account!)).post(`${path}/accept`).send({ version: 2 }).expect(200);
    const again = await request(test.app).get(link).expect(404);
    expect(again.text).toContain("a déjà servi");
    expect(again.text).toContain('href="/connexion"');
  });

  it("gives its seat to the account of that address only, once", async () => {
    const known = await buildUser();
    const { page, peer, link } = await invited(known.email);
    const stranger = await asPerson(test, await buildUser());
    const refused = await stranger.get(link).expect(200);
    expect(refused.text).toContain("pour une autre adresse");
    const own = await asPerson(test, known);
    const { text } = await own.get(link).expect(200);
    const _csrf = formToken(text);
    await own.post(link).type("form").send({ _csrf }).expect(303).expect("Location", page);
    const account = await User.findById(known._id).lean();
    expect(account?.seats).toMatchObject([{ organisation: peer._id, status: "active" }]);
    await own.get(link).expect(404);
  });

  it("is not the adviser’s own", async () => {
    const { path } = await askedOfNobody();
    const { body } = await validate(path, { by: "address", email: one.email }).expect(422);
    expect(body.errors[0].path).toBe("reach.email");
  });

  it("is reminded with a link of its own, and the former one no longer serves", async () => {
    const { link } = await invited("rappel@ville-invitee.example");
    test.setNow(new Date(TODAY.getTime() + 10 * 86_400_000));
    await tick({ ...test.services.dependencies, actor: VISITOR });
    const letter = (await mailed()).find(({ to }) => to === "rappel@ville-invitee.example");
    await request(test.app).get(link).expect(404);
    await request(test.app)
      .get(linkIn(letter?.text ?? "", "/invitation"))
      .expect(200);
    test.setNow(TODAY);
  });
});

describe("a candidate whom CUF calls", () => {
  const answered = { who: "Paul Kerboul, adjoint", on: "2026-11-20", said: "D’accord pour en parler." };
  const called = async () => {
    const asked = await askedOfNobody();
    await validate(asked.path, { by: "cuf" }).expect(200);
    await mailed();
    return asked;
  };

  it("is an adviser’s task, with a note of each call in the file", async () => {
    const { page, peer } = await called();
    const tasks = await counsel.get("/tableau-de-bord").expect(200);
    expect(tasks.text).toContain(page);
    // The queues of the counsel hold all that the dashboard counts.
    expect((await counsel.get("/conseil").expect(200)).text).toContain(page);
    expect((await counsel.get("/conseil/contacts").expect(200)).text).toContain(peer.name);
    const { text } = await counsel.get(page).expect(200);
    const sent = { _csrf: formToken(text), fileNote: "Laissé un message au secrétariat." };
    await counsel.post(`${page}/appel`).type("form").send(sent).expect(303);
    expect((await counsel.get(page).expect(200)).text).toContain(sent.fileNote);
    const asker = await (await asPerson(test, member)).get(page).expect(200);
    expect(asker.text).not.toContain(sent.fileNote);
    expect(asker.text).toContain("CUF prend contact");
    expect(asker.text).toContain(peer.name);
  });

  it("answers through an adviser, which the asker is told with who, when and what", async () => {
    const { path } = await called();
    await adviser.post(`${path}/accept`).send({ version: 2 }).expect(403);
    const without = await adviser.post(`${path}/accept`).send({ version: 2, answered }).expect(422);
    expect(without.body.errors[0].path).toBe("answered.email");
    const tomorrow = { ...answered, on: "2026-11-24", email: "paul@ville-appelee.example" };
    const early = await adviser.post(`${path}/accept`).send({ version: 2, answered: tomorrow }).expect(422);
    expect(early.body.errors[0].path).toBe("answered.on");
    const given = { ...answered, email: "paul@ville-appelee.example" };
    await editor.post(`${path}/accept`).send({ version: 2, answered: given }).expect(403);
    await adviser.post(`${path}/accept`).send({ version: 2, answered: given }).expect(200);
    const { body } = await editor.get(path).expect(200);
    expect(body.contacts.candidate).toMatchObject([{ name: answered.who, email: given.email }]);
    expect(body.history.at(-1)).toMatchObject({ by: one.name, action: "accept" });
    const said = body.history.at(-1).note;
    for (const word of [answered.who, "20 novembre 2026", answered.said]) expect(said).toContain(word);
    const letter = (await mailed()).find(({ to }) => to === member.email);
    expect(letter?.text).toContain(answered.said);
  });

  it("declines the same way, and nobody answers for who can answer", async () => {
    const { path } = await called();
    const refusal = { version: 2, reason: "conditions", answered };
    await adviser.post(`${path}/decline`).send(refusal).expect(200);
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const candidate = { kind: "expert", id: (await buildExpert(test))._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    await validate(`/api/v1/matches/${body.id}`).expect(200);
    await adviser.post(`/api/v1/matches/${body.id}/decline`).send(refusal).expect(403);
  });
});

describe("a candidate whom nobody asked for", () => {
  const proposed = async (candidate: { kind: "expert" | "peer"; id: string }, reach?: object) => {
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    await mailed();
    const { body } = await adviser.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    expect(body.status).toBe("shortlisted");
    expect((await mailed()).map(({ to }) => to)).not.toContain(member.email);
    await validate(`/api/v1/matches/${body.id}`, reach).expect(200);
    return { page: `/mises-en-relation/${body.id}`, letters: await mailed() };
  };

  it("is not told that the organisation wishes it, and the organisation learns whom CUF invites for it", async () => {
    const expert = await buildExpert(test);
    const { page, letters } = await proposed({ kind: "expert", id: expert._id });
    const invitation = letters.find(({ to }) => to === expert.owner.email)!;
    expect(invitation.subject).toBe(`Cités Unies France vous propose une rencontre : ${asking}`);
    expect(invitation.text).toContain("a pensé à vous");
    const { text } = await (await asPerson(test, expert.owner)).get(page).expect(200);
    expect(text).toContain(`CUF vous propose de rencontrer ${asking}`);
    expect(text).not.toContain("souhaite vous rencontrer");
    const news = letters.find(({ to }) => to === member.email)!;
    expect(news.subject).toContain("Une rencontre vous est proposée");
    expect(news.text).toContain(`${one.name}, de CUF, pense que ${expert.name} peut répondre`);
    expect(news.text).toContain(page);
    const own = await (await asPerson(test, member)).get(page).expect(200);
    expect(own.text).toContain(`action="${page}/cancel"`);
  });

  it("is not told so at an address either", async () => {
    const peer = await buildOrganisation(test);
    const email = "pensee@ville-proposee.example";
    const { letters } = await proposed({ kind: "peer", id: peer._id }, { by: "address", email });
    const invitation = letters.find(({ to }) => to === email)!;
    expect(invitation.text).toContain(`pense que ${peer.name} peut aider`);
    expect(invitation.text).not.toContain("aimerait échanger");
    expect(letters.map(({ to }) => to)).toContain(member.email);
  });

  it("differs from one that was asked for: who asked is not told again", async () => {
    const expert = await buildExpert(test);
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const candidate = { kind: "expert", id: expert._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    await mailed();
    await validate(`/api/v1/matches/${body.id}`).expect(200);
    const letters = await mailed();
    expect(letters.map(({ to, subject }) => [to, subject])).toEqual([
      [expert.owner.email, `${asking} souhaite vous rencontrer`],
    ]);
  });
});

it("an adviser who takes down an answer is not thanked for having given it", async () => {
  const { path, page } = await askedOfNobody();
  await validate(path, { by: "cuf" }).expect(200);
  const { text } = await counsel.get(page).expect(200);
  const answered = {
    "answered[who]": "Paul Kerboul",
    "answered[on]": "2026-11-20",
    "answered[said]": "D’accord.",
    "answered[email]": "paul@ville-appelee.example",
  };
  await counsel
    .post(`${page}/accept`)
    .type("form")
    .send({ _csrf: formToken(text), version: 2, ...answered })
    .expect(303);
  const after = await counsel.get(page).expect(200);
  expect(after.text).toContain("La réponse est enregistrée");
  expect(after.text).not.toContain("Vous avez accepté");
});

it("a card says before anybody asks that a candidate is not here yet", async () => {
  const need = await buildNeed(member.seats[0]!.organisation, member._id);
  const here = await buildExpert(test);
  const gone = await buildExpert(test);
  await User.deleteOne({ _id: gone.owner._id });
  const { text } = await (await asPerson(test, member)).get(`/besoins/${need._id}?plus=expert`).expect(200);
  const cardOf = (id: string) =>
    text.split('<article class="suggestion').find((part) => part.includes(id)) ?? "";
  expect(cardOf(gone._id)).toContain("Pas encore sur la Bourse");
  expect(cardOf(here._id)).not.toContain("Pas encore sur la Bourse");
});
