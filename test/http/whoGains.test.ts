import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { Audit } from "../../server/audit/model.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { newId } from "../../server/storage/id.ts";
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
let asker: UserRecord;
let editor: Agent;
let adviser: Agent;
beforeAll(async () => {
  test = await startTestApp();
  asker = await buildMember((await buildOrganisation(test))._id);
  editor = await asProgram(test, asker);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

const waiting = (organisation: string) =>
  ({ organisation, role: "editor", status: "pending", askedAt: TODAY }) as const;

describe("an adviser who asks for a seat", () => {
  it.each(["confirmer", "refuser"])("leaves it to another one to %s it", async (decision) => {
    const { _id: organisation } = await buildOrganisation(test);
    const own = await buildUser({ adviser: true, seats: [waiting(organisation)] });
    const path = `/rattachement/${organisation}/${own._id}/${decision}`;
    const page = await (await asPerson(test, own)).get("/conseil/rattachements").expect(200);
    expect(page.text).not.toContain(path);
    const agent = await asPerson(test, own);
    const { text } = await agent.get("/tableau-de-bord").expect(200);
    const press = (who: Agent, html: string) =>
      who
        .post(path)
        .type("form")
        .send({ _csrf: formToken(html) });
    await press(agent, text).expect(403);
    expect((await User.findById(own._id).lean())?.seats[0]?.status).toBe("pending");
    const other = await asPerson(test, await buildUser({ adviser: true }));
    const queue = await other.get("/conseil/rattachements").expect(200);
    expect(queue.text).toContain(path);
    await press(other, queue.text).expect(303);
  });
});

/** A request to an organisation that has nobody here, which an adviser has an address invited for. */
async function invited(email: string, status: number, peer?: string) {
  const candidate = peer ?? (await buildOrganisation(test))._id;
  const need = await buildNeed(asker.seats[0]!.organisation, asker._id);
  const { body } = await editor
    .post(`/api/v1/needs/${need._id}/matches`)
    .send({ candidate: { kind: "peer", id: candidate } })
    .expect(201);
  const answer = await adviser
    .post(`/api/v1/matches/${body.id}/validate`)
    .send({ version: 1, reach: { by: "address", email } })
    .expect(status);
  await test.settle();
  const letter = test.mails.findLast(({ to }) => to === email);
  const link = status === 200 ? linkIn(letter?.text ?? "", "/invitation") : "";
  return { answer, candidate, link };
}

describe("an invitation by address", () => {
  it("goes to nobody of the structure that asks: they would answer themselves", async () => {
    const colleague = await buildMember(asker.seats[0]!.organisation, "viewer");
    for (const { email } of [asker, colleague]) {
      const { answer } = await invited(email, 422);
      expect(answer.body.errors).toEqual([
        { path: "reach.email", message: expect.stringContaining("structure qui demande") },
      ]);
    }
  });

  it("is of no use to who has joined the structure that asks since", async () => {
    const person = await buildUser();
    const { link } = await invited(person.email, 200);
    await User.updateOne({ _id: person._id }, { seats: asker.seats });
    const agent = await asPerson(test, person);
    const { text } = await agent.get(link).expect(200);
    await agent
      .post(link)
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(403);
    expect((await User.findById(person._id).lean())?.seats).toHaveLength(1);
  });

  it("gives its seat to nobody but the account of that address, whoever presses its button", async () => {
    const person = await buildUser();
    const { link } = await invited(person.email, 200);
    const press = async (agent: Agent) => {
      const { text } = await agent.get("/mot-de-passe-oublie").expect(200);
      return agent
        .post(link)
        .type("form")
        .send({ _csrf: formToken(text) });
    };
    expect((await press(request.agent(test.app))).status).toBe(401);
    const other = await buildUser();
    expect((await press(await asPerson(test, other))).status).toBe(403);
    expect((await User.findById(other._id).lean())?.seats).toEqual([]);
    const agent = await asPerson(test, person);
    const _csrf = formToken((await agent.get("/mot-de-passe-oublie").expect(200)).text);
    const both = await Promise.all([0, 1].map(() => agent.post(link).type("form").send({ _csrf })));
    const statuses = both.map(({ status }) => status);
    expect(statuses.sort()).toEqual([303, 404]);
    expect(await Audit.countDocuments({ "subject.id": person._id, action: "seat.invited" })).toBe(1);
  });

  it("holds as long as the answer is awaited, and no longer", async () => {
    const late = await invited("tard@ville-lente.example", 200);
    test.setNow(new Date(TODAY.getTime() + 46 * 86_400_000));
    await request(test.app).get(late.link).expect(404);
    test.setNow(TODAY);
    await request(test.app).get(late.link).expect(200);
    const match = await Match.findOne({ "candidate.id": late.candidate }).lean();
    await adviser
      .post(`/api/v1/matches/${match?._id}/cancel`)
      .send({ version: match?.version, reason: "no-answer" })
      .expect(200);
    await request(test.app).get(late.link).expect(404);
  });

  it("takes a name, not an address to be written into mails that we sign", async () => {
    const { link } = await invited("maire@ville-nommee.example", 200);
    const agent = request.agent(test.app);
    const { text } = await agent.get(link).expect(200);
    const sent = { _csrf: formToken(text), name: "Gagnez sur escroc.example", password: PASSWORD };
    const refused = await agent.post(`${link}/compte`).type("form").send(sent).expect(422);
    expect(refused.text).toContain("sans adresse");
    expect(await User.exists({ email: "maire@ville-nommee.example" })).toBeNull();
  });

  it("opens one account, whatever is pressed at the same instant", async () => {
    const { link, candidate } = await invited("double@ville-pressee.example", 200);
    const open = async (name: string) => {
      const agent = request.agent(test.app);
      const { text } = await agent.get(link).expect(200);
      return agent
        .post(`${link}/compte`)
        .type("form")
        .send({ _csrf: formToken(text), name, password: PASSWORD });
    };
    const statuses = (await Promise.all([open("Awa Une"), open("Awa Deux")])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.every((status) => status < 500)).toBe(true);
    const accounts = await User.find({ email: "double@ville-pressee.example" }).lean();
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.seats.map(({ organisation }) => organisation)).toEqual([candidate]);
  });

  it("shares with the structure what was written while a seat in it waited", async () => {
    const { _id: peer } = await buildOrganisation(test);
    const person = await buildUser({ seats: [waiting(peer)] });
    const program = await asProgram(test, person);
    const written = { title: "Préparé en attendant", description: "Une description assez longue." };
    const { body: draft } = await program.post("/api/v1/needs").send(written).expect(201);
    const { link } = await invited(person.email, 200, peer);
    const agent = await asPerson(test, person);
    const { text } = await agent.get(link).expect(200);
    await agent
      .post(link)
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(303);
    const colleague = await asProgram(test, await buildMember(peer));
    await colleague.get(`/api/v1/needs/${draft.id}`).expect(200);
    await colleague.post(`/api/v1/needs/${draft.id}/submit`).send({}).expect(200);
  });
});

it("a draft that was begun while the seat was being confirmed can be sent", async () => {
  const { _id: organisation } = await buildOrganisation(test);
  const author = await buildMember(organisation);
  const need = await buildNeed(organisation, author._id, { status: "draft", privateTo: author._id });
  const page = await (await asPerson(test, author)).get(`/besoins/${need._id}/modifier`).expect(200);
  expect(page.text).toContain('value="submit"');
  const colleague = await asProgram(test, await buildMember(organisation));
  await colleague.post(`/api/v1/needs/${need._id}/submit`).send({}).expect(404);
  await (await asProgram(test, author)).post(`/api/v1/needs/${need._id}/submit`).send({}).expect(200);
  expect((await Need.findById(need._id).lean())?.privateTo).toBeNull();
  await colleague.get(`/api/v1/needs/${need._id}`).expect(200);
});

it("an invitation to a structure that somebody declared lists it, as confirming a seat does", async () => {
  const { _id } = await Organisation.create({
    ...{ _id: newId(), name: "Association Déclarée", kind: "association", country: "FR" },
    ...{ verified: true, createdAt: TODAY },
  });
  const { link } = await invited("asso@declaree.example", 200, _id);
  await Organisation.updateOne({ _id }, { verified: false });
  const agent = request.agent(test.app);
  const { text } = await agent.get(link).expect(200);
  await agent
    .post(`${link}/compte`)
    .type("form")
    .send({ _csrf: formToken(text), name: "Awa Déclarée", password: PASSWORD })
    .expect(303);
  expect((await Organisation.findById(_id).lean())?.verified).toBe(true);
});

describe("an answer that is taken down", () => {
  const answered = { who: "Paul Kerboul", on: "2026-11-20", said: "D’accord.", email: "paul@ville.example" };

  it("is an adviser’s to write: who can answer answers in their own name", async () => {
    const { _id: peer } = await buildOrganisation(test);
    const invitee = await asProgram(test, await buildMember(peer));
    const need = await buildNeed(asker.seats[0]!.organisation, asker._id);
    const candidate = { kind: "peer", id: peer };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
    for (const who of [invitee, adviser])
      await who.post(`/api/v1/matches/${body.id}/accept`).send({ version: 2, answered }).expect(403);
  });

  it("is the only way to a profile whose account is gone: a link would hand it to somebody", async () => {
    const expert = await buildExpert(test);
    await User.deleteOne({ _id: expert.owner._id });
    const need = await buildNeed(asker.seats[0]!.organisation, asker._id);
    const candidate = { kind: "expert", id: expert._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    const validate = (reach: object) =>
      adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1, reach });
    await validate({ by: "address", email: "quelquun@ailleurs.example" }).expect(422);
    await validate({ by: "cuf" }).expect(200);
  });
});

describe("a seat that is confirmed", () => {
  it("shares its own drafts, and not those of somebody else who waits", async () => {
    const { _id: house } = await buildOrganisation(test);
    const [one, other] = [
      await buildUser({ seats: [waiting(house)] }),
      await buildUser({ seats: [waiting(house)] }),
    ];
    const draft = { status: "draft", privateTo: other._id } as const;
    const { _id } = await buildNeed(house, other._id, draft);
    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    const { text } = await counsel.get("/conseil/rattachements").expect(200);
    await counsel
      .post(`/rattachement/${house}/${one._id}/confirmer`)
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(303);
    expect((await Need.findById(_id).lean())?.privateTo).toBe(other._id);
  });

  it("is nobody’s whose address is not", async () => {
    const { _id: house } = await buildOrganisation(test);
    const nobody = await buildUser({ emailConfirmedAt: null, seats: [waiting(house)] });
    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    const { text } = await counsel.get("/tableau-de-bord").expect(200);
    await counsel
      .post(`/rattachement/${house}/${nobody._id}/confirmer`)
      .type("form")
      .send({ _csrf: formToken(text) })
      .expect(404);
  });
});

it("a viewer asks for nobody, and a call is noted only by who may take its answer down", async () => {
  const house = asker.seats[0]!.organisation;
  const need = await buildNeed(house, asker._id);
  const candidate = { kind: "peer", id: (await buildOrganisation(test))._id };
  const viewer = await asProgram(test, await buildMember(house, "viewer"));
  await viewer.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(403);
  const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
  await adviser
    .post(`/api/v1/matches/${body.id}/validate`)
    .send({ version: 1, reach: { by: "cuf" } })
    .expect(200);
  const note = async (user: UserRecord) => {
    const agent = await asPerson(test, user);
    const { text } = await agent.get("/tableau-de-bord").expect(200);
    const sent = { _csrf: formToken(text), fileNote: "Joint par téléphone." };
    return (await agent.post(`/mises-en-relation/${body.id}/appel`).type("form").send(sent)).status;
  };
  expect(await note(await buildUser({ adviser: true, seats: asker.seats }))).toBe(403);
  expect(await note(await buildUser({ adviser: true }))).toBe(303);
});
