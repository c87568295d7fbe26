import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User, type UserRecord } from "../../server/accounts/model.ts";
import { Expert } from "../../server/experts/model.ts";
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
} from "../support/world.ts";

let test: TestApp;
let adviser: Agent;
beforeAll(async () => {
  test = await startTestApp();
  adviser = await asProgram(test, await buildUser({ adviser: true }));
});
afterAll(() => test.close());

type Candidate = { kind: "expert" | "peer"; id: string };

/** A match that an adviser validated, and its asker. */
async function validated(candidate: Candidate) {
  const asking = await buildOrganisation(test);
  const asker = await buildMember(asking._id);
  const need = await buildNeed(asking._id, asker._id);
  const editor = await asProgram(test, asker);
  const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
  const after = await adviser
    .post(`/api/v1/matches/${body.id}/validate`)
    .send({ version: body.version })
    .expect(200);
  return { id: body.id as string, version: after.body.version as number, asker, editor, need: need._id };
}

describe("a viewer of the organisation that was asked", () => {
  it("reads what its editors read, and answers nothing", async () => {
    const peer = await buildOrganisation(test);
    const [editor, viewer] = await Promise.all([
      asProgram(test, await buildMember(peer._id)),
      asProgram(test, await buildMember(peer._id, "viewer")),
    ]);
    const { id, version, asker } = await validated({ kind: "peer", id: peer._id });
    const seen = await viewer.get(`/api/v1/matches/${id}`).expect(200);
    expect(seen.body).not.toHaveProperty("contacts");
    const list = await viewer.get("/api/v1/matches").expect(200);
    expect(list.body.items.map((match: { id: string }) => match.id)).toEqual([id]);
    await viewer.post(`/api/v1/matches/${id}/accept`).send({ version }).expect(403);
    await editor.post(`/api/v1/matches/${id}/accept`).send({ version }).expect(200);
    const after = await viewer.get(`/api/v1/matches/${id}`).expect(200);
    expect(after.body.contacts.asker.map(({ email }: { email: string }) => email)).toEqual([asker.email]);
  });

  it("has the page of the match, without its buttons", async () => {
    const peer = await buildOrganisation(test);
    await buildMember(peer._id);
    const viewer = await asPerson(test, await buildMember(peer._id, "viewer"));
    const { id } = await validated({ kind: "peer", id: peer._id });
    const page = await viewer.get(`/mises-en-relation/${id}`).expect(200);
    expect(page.text).not.toContain(`/mises-en-relation/${id}/accept`);
  });
});

describe("an expert who was suspended meanwhile", () => {
  it("is not invited", async () => {
    const expert = await buildExpert(test);
    const asking = await buildOrganisation(test);
    const asker = await buildMember(asking._id);
    const need = await buildNeed(asking._id, asker._id);
    const editor = await asProgram(test, asker);
    const { body } = await editor
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    await Expert.updateOne({ _id: expert._id }, { status: "suspended" });
    const answer = await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: body.version });
    expect(answer.status).toBe(409);
    expect(answer.body.type).toBe("urn:bourse:problem:rule-published");
  });

  it("does not get contact details by accepting an older invitation, but may decline it", async () => {
    const expert = await buildExpert(test);
    const { id, version } = await validated({ kind: "expert", id: expert._id });
    await Expert.updateOne({ _id: expert._id }, { status: "suspended" });
    const own = await asProgram(test, expert.owner);
    const answer = await own.post(`/api/v1/matches/${id}/accept`).send({ version });
    expect(answer.status).toBe(409);
    expect(answer.body.type).toBe("urn:bourse:problem:rule-published");
    await own.post(`/api/v1/matches/${id}/decline`).send({ version, reason: "other" }).expect(200);
  });
});

describe("an adviser who is an editor of the organisation that asks", () => {
  it("leaves its request to another adviser, on the page too", async () => {
    const asking = await buildOrganisation(test);
    const expert = await buildExpert(test);
    const both = await buildUser({
      adviser: true,
      seats: [{ organisation: asking._id, role: "editor", status: "active", askedAt: TODAY }],
    });
    const need = await buildNeed(asking._id, both._id);
    const own = await asProgram(test, both);
    const { body } = await own
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    expect(body.status).toBe("requested");
    const path = `/api/v1/matches/${body.id}`;
    const refused = await own.post(`${path}/validate`).send({ version: 1 }).expect(403);
    expect(refused.body.detail).toContain("un autre conseiller");
    const page = await (await asPerson(test, both)).get(`/mises-en-relation/${body.id}`).expect(200);
    expect(page.text).not.toContain(`/mises-en-relation/${body.id}/validate`);
    expect(page.text).toContain("Un autre conseiller CUF examine la demande");
    expect(page.text).not.toContain("À vous de l’examiner");
    const tasks = await (await asPerson(test, both)).get("/tableau-de-bord").expect(200);
    expect(tasks.text).not.toContain(`/mises-en-relation/${body.id}`);
    await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
  });
});

describe("an adviser who is an expert too", () => {
  it("leaves the request that invites them to another adviser, and answers it as anyone does", async () => {
    const expert = await buildExpert(test);
    const both = await User.findByIdAndUpdate(expert.owner._id, { adviser: true }).lean();
    const own = await asProgram(test, both!);
    const asker = await buildMember((await buildOrganisation(test))._id);
    const need = await buildNeed(asker.seats[0]!.organisation, asker._id);
    const editor = await asProgram(test, asker);
    const { body } = await editor
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    const path = `/api/v1/matches/${body.id}`;
    const refused = await own.post(`${path}/validate`).send({ version: 1 }).expect(403);
    expect(refused.body.detail).toContain("un autre conseiller");
    const person = await asPerson(test, both!);
    const page = await person.get(`/mises-en-relation/${body.id}`).expect(200);
    expect(page.text).not.toContain(`/mises-en-relation/${body.id}/validate`);
    expect(page.text).toContain("Un autre conseiller CUF examine la demande");
    const tasks = await person.get("/tableau-de-bord").expect(200);
    expect(tasks.text).not.toContain(`/mises-en-relation/${body.id}`);
    const { body: after } = await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
    await own.post(`${path}/accept`).send({ version: after.version }).expect(200);
  });

  it("does not publish their own profile", async () => {
    const expert = await buildExpert(test, { status: "submitted" });
    const both = await User.findByIdAndUpdate(expert.owner._id, { adviser: true }).lean();
    const publish = async (user: UserRecord) => {
      const person = await asPerson(test, user);
      const tasks = await person.get("/tableau-de-bord").expect(200);
      const profile = await person.get(`/experts/${expert._id}`).expect(200);
      await person
        .post(`/experts/${expert._id}/publish`)
        .type("form")
        .send({ _csrf: formToken(tasks.text) });
      const { status } = (await Expert.findById(expert._id).lean())!;
      const awaits = tasks.text.includes(`/experts/${expert._id}`);
      return { awaits, offered: profile.text.includes(`/experts/${expert._id}/publish`), status };
    };
    expect(await publish(both!)).toEqual({ awaits: false, offered: false, status: "submitted" });
    const another = await buildUser({ adviser: true });
    expect(await publish(another)).toEqual({ awaits: true, offered: true, status: "published" });
  });
});

describe("what does not exist", () => {
  it("is no employer", async () => {
    const own = await asProgram(test, await buildUser());
    const answer = await own
      .put("/api/v1/experts/me")
      .send({ name: "Une Personne", kind: "elu", headline: "Élue à la coopération", organisation: newId() });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe("organisation");
  });
});

describe("a need", () => {
  it("is begun by an editor of its organisation, and by nobody else", async () => {
    const organisation = (await buildOrganisation(test))._id;
    const wanted = { title: "Un besoin", organisation };
    await adviser.post("/api/v1/needs").send(wanted).expect(403);
    const stranger = await asProgram(test, await buildMember((await buildOrganisation(test))._id));
    await stranger.post("/api/v1/needs").send(wanted).expect(403);
    const editor = await asProgram(test, await buildMember(organisation));
    await editor.post("/api/v1/needs").send(wanted).expect(201);
  });
});
