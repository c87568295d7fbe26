import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { refreshDocuments } from "../../server/jobs/indexing.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let organisation: string;
let member: UserRecord;
let town: Agent;
let counsel: Agent;
let adviser: Agent;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  town = await asPerson(test, member);
  const one = await buildUser({ adviser: true });
  counsel = await asPerson(test, one);
  adviser = await asProgram(test, one);
});
afterAll(() => test.close());

/** The row of a need on the page. */
const rowOf = (html: string, need: string) =>
  html.split('<li class="row').find((row) => row.includes(`/besoins/${need}"`)) ?? "";
const propose = (agent: Agent, place: string, fields: Record<string, unknown>) =>
  agent.post(place).type("form").send(fields);
const moved = (match: string, action: string, sent: object) =>
  adviser.post(`/api/v1/matches/${match}/${action}`).send(sent).expect(200);

describe("a profile found in the directory", () => {
  it("is proposed for an open need of one’s own, though no ranking shows it", async () => {
    const need = await buildNeed(organisation, member._id);
    const draft = await buildNeed(organisation, member._id, { status: "draft" });
    const closed = await buildNeed(organisation, member._id, { status: "closed" });
    const elsewhere = await buildNeed((await buildOrganisation(test))._id, member._id);
    // Nothing of this profile speaks to the need: no list of suggestions holds it.
    const far = await buildExpert(test, {
      headline: "Restauration de peintures murales",
      bio: "Fresques et enduits anciens.",
      ...{ skills: ["fresque"], themes: ["tourisme-patrimoine"], countries: ["PE"] },
    });
    const place = `/experts/${far._id}/proposer`;
    expect((await town.get(`/experts/${far._id}`).expect(200)).text).toContain(`href="${place}"`);
    const { text } = await town.get(place).expect(200);
    for (const other of [draft, closed, elsewhere]) expect(text).not.toContain(other._id);
    expect(text).toContain("Un conseiller de Cités Unies France examine votre demande");
    const sent = await propose(town, place, fieldsOf(text, place)).expect(303);
    const { body } = await adviser
      .get(`/api/v1/matches/${String(sent.headers.location).split("/").at(-1)}`)
      .expect(200);
    expect(body).toMatchObject({ status: "requested", need: { id: need._id }, candidate: { id: far._id } });
    // Asked for once: the way to it stands in the place of the button.
    const again = await town.get(place).expect(200);
    expect(rowOf(again.text, need._id)).toContain(`href="/mises-en-relation/${body.id}"`);
    expect(rowOf(again.text, need._id)).not.toContain("<form");
    const twice = await propose(town, place, { _csrf: formToken(again.text), need: need._id }).expect(409);
    expect(twice.text).toContain("déjà en cours");
  });

  it("says beside the need which rule stands against it, and asks for nothing then", async () => {
    const need = await buildNeed(organisation, member._id, { languages: ["pt"] });
    const expert = await buildExpert(test);
    const place = `/experts/${expert._id}/proposer`;
    const { text } = await town.get(place).expect(200);
    expect(rowOf(text, need._id)).toContain("Ne travaille pas en portugais");
    expect(rowOf(text, need._id)).not.toContain("<form");
    const refused = await propose(town, place, { _csrf: formToken(text), need: need._id }).expect(409);
    expect(refused.text).toContain("Ne travaille pas en portugais");
  });

  it("with whom it came to nothing is proposed again by an adviser alone, who says why where it declined", async () => {
    const need = await buildNeed(organisation, member._id);
    const expert = await buildExpert(test);
    const asked = await adviser
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    await moved(asked.body.id, "validate", { version: 1 });
    await (await asProgram(test, expert.owner))
      .post(`/api/v1/matches/${asked.body.id}/decline`)
      .send({ version: 2, reason: "conditions" })
      .expect(200);
    const place = `/experts/${expert._id}/proposer`;
    const seen = await town.get(place).expect(200);
    expect(rowOf(seen.text, need._id)).toContain("A déjà décliné ce besoin");
    expect(rowOf(seen.text, need._id)).not.toContain("<form");
    const { text } = await counsel.get(place).expect(200);
    const row = rowOf(text, need._id);
    expect(row).toContain("Les conditions ne me conviennent pas");
    expect(row).toContain("Proposer quand même");
    const sent = { _csrf: formToken(text), need: need._id };
    const empty = await propose(counsel, place, sent).expect(422);
    expect(rowOf(empty.text, need._id)).toContain('<details class="disclosure" open');
    expect(empty.text).toContain(`href="#fileNote-${need._id}"`);
    await propose(counsel, place, { ...sent, fileNote: "Il a rappelé." }).expect(303);
  });
});

describe("an adviser", () => {
  it("finds any open need by words, and sees who has nobody to read an invitation", async () => {
    const peer = await buildOrganisation(test);
    const other = (await buildOrganisation(test))._id;
    const needs = await Promise.all([
      buildNeed(other, member._id, { title: "Restaurer le marché couvert de Pikine" }),
      buildNeed(other, member._id, { title: "Restaurer la halle de Pikine", status: "closed" }),
    ]);
    const ids = needs.map(({ _id }) => _id);
    await refreshDocuments(test.services.dependencies, "needs", ids);
    const place = `/collectivites/${peer._id}/proposer`;
    expect((await counsel.get(`/collectivites/${peer._id}`).expect(200)).text).toContain(`href="${place}"`);
    const asked = `${place}?q=Pikine`;
    const { text } = await counsel.get(asked).expect(200);
    expect(ids.filter((id) => text.includes(id))).toEqual([ids[0]]);
    expect(text).toContain("n’est pas encore sur la Bourse");
    const sent = await propose(counsel, asked, fieldsOf(text, asked)).expect(303);
    const { body } = await adviser
      .get(`/api/v1/matches/${String(sent.headers.location).split("/").at(-1)}`)
      .expect(200);
    expect(body).toMatchObject({ status: "shortlisted", candidate: { kind: "peer", id: peer._id } });
  });
});

describe("who has nothing to propose", () => {
  it("is shown no way to it, and is refused there", async () => {
    const expert = await buildExpert(test);
    const place = `/experts/${expert._id}/proposer`;
    const readers = {
      viewer: await asPerson(test, await buildMember(organisation, "viewer")),
      withoutNeed: await asPerson(test, await buildMember((await buildOrganisation(test))._id)),
      owner: await asPerson(test, expert.owner),
      visitor: request.agent(test.app),
    };
    for (const agent of Object.values(readers)) {
      expect((await agent.get(`/experts/${expert._id}`).expect(200)).text).not.toContain(place);
    }
    await readers.viewer.get(place).expect(403);
    await readers.owner.get(place).expect(403);
    await readers.visitor.get(place).expect(303);
    expect((await readers.withoutNeed.get(place).expect(200)).text).toContain("Aucun besoin ouvert");
    // One’s own organisation is no candidate of one’s own needs; an unpublished profile is nobody’s.
    await town.get(`/collectivites/${organisation}/proposer`).expect(403);
    const paused = await buildExpert(test, { status: "paused" });
    await town.get(`/experts/${paused._id}/proposer`).expect(404);
    expect((await counsel.get(`/experts/${paused._id}`).expect(200)).text).not.toContain("/proposer");
  });
});
