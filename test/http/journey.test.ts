import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asProgram,
  buildExpert,
  buildMember,
  buildOrganisation,
  buildUser,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
let editor: Agent;
let adviser: Agent;
let candidate: Agent;
let stranger: Agent;
let expert: Awaited<ReturnType<typeof buildExpert>>;
let editorUser: UserRecord;
let organisation: string;

beforeAll(async () => {
  test = await startTestApp();
  const ours = await buildOrganisation(test, { name: "Ville d’Ici" });
  organisation = ours._id;
  await buildOrganisation(test, {
    name: "Ville qui l’a fait",
    cooperations: [
      {
        country: "BJ",
        partner: "Natitingou",
        theme: "eau-assainissement",
        since: 2005,
        until: null,
        summary: "Forages, bornes-fontaines et régie de l’eau de Natitingou.",
      },
    ],
  });
  const elsewhere = await buildOrganisation(test);
  editorUser = await buildMember(ours._id);
  expert = await buildExpert(test);
  editor = await asProgram(test, editorUser);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
  candidate = await asProgram(test, expert.owner);
  stranger = await asProgram(test, await buildMember(elsewhere._id));
});
afterAll(() => test.close());

const NEED = {
  title: "Remettre en état des forages",
  description:
    "Notre partenaire de Natitingou a douze forages en panne et des comités d’usagers qui ne tiennent plus leurs comptes. Nous cherchons une personne du métier pour deux missions.",
  kinds: ["expertise"],
  period: { from: "2027-02-01", to: "2027-06-30" },
};

/** Walks a fresh need to the point where its match is requested. */
async function requested() {
  const { body: need } = await editor.post("/api/v1/needs").send(NEED).expect(201);
  await editor.post(`/api/v1/needs/${need.id}/submit`).expect(200);
  const { body: match } = await editor
    .post(`/api/v1/needs/${need.id}/matches`)
    .send({ candidate: { kind: "expert", id: expert._id } })
    .expect(201);
  return { need, match };
}

describe("the whole way through the API", () => {
  it("gives a token, and tells who one is", async () => {
    const { body } = await request(test.app)
      .post("/api/v1/tokens")
      .send({ email: editorUser.email, password: PASSWORD })
      .expect(200);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.parse("2026-11-23"));
    const { body: me } = await request(test.app)
      .get("/api/v1/me")
      .set("Authorization", `Bearer ${body.token}`)
      .expect(200);
    expect(me).toMatchObject({
      email: editorUser.email,
      seats: [{ organisation: { id: organisation, name: "Ville d’Ici" }, role: "editor" }],
      expert: null,
      adviser: false,
      admin: false,
    });
  });

  it("understands Bénin from Natitingou, and ranks and explains the three kinds", async () => {
    const { body: need } = await editor.post("/api/v1/needs").send(NEED).expect(201);
    expect(need).toMatchObject({ status: "draft", version: 1, organisation });
    await editor.get(`/api/v1/needs/${need.id}/suggestions`).expect(409);
    await editor.post(`/api/v1/needs/${need.id}/submit`).expect(200);
    for (const kind of ["expert", "peer", "funding"]) {
      const { body } = await editor.get(`/api/v1/needs/${need.id}/suggestions?kind=${kind}`).expect(200);
      expect(body.understood.countries).toContainEqual(
        expect.objectContaining({ code: "BJ", label: "Bénin" }),
      );
      expect(body.understood.themes.map((theme: { code: string }) => theme.code)).toContain(
        "eau-assainissement",
      );
      const scores = body.items.map((item: { score: number }) => item.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const { candidate: found, score, reasons } of body.items) {
        expect(found).toMatchObject({ kind, id: expect.any(String), title: expect.any(String) });
        const sum = reasons.reduce((total: number, { share }: { share: number }) => total + share, 0);
        expect(sum).toBeCloseTo(score, 5);
      }
      if (kind === "expert") expect(body.items[0].candidate.id).toBe(expert._id);
      if (kind === "peer") expect(body.items[0].candidate.title).toBe("Ville qui l’a fait");
      if (kind !== "funding") expect(body.items[0].reasons.length).toBeGreaterThan(1);
    }
  });

  it("carries a match from request to contact, each step only by whom it belongs to", async () => {
    const { need, match } = await requested();
    expect(match).toMatchObject({
      status: "requested",
      version: 1,
      candidate: { kind: "expert", id: expert._id },
    });
    const path = `/api/v1/matches/${match.id}`;

    const early = await candidate.post(`${path}/accept`).send({ version: 1 }).expect(409);
    expect(early.body.current).toEqual({ status: "requested", version: 1 });
    await candidate.get(path).expect(404);
    await editor.post(`${path}/validate`).send({ version: 1 }).expect(403);
    await adviser.post(`/api/v1/needs/${need.id}/qualify`).send({}).expect(200);
    const { body: validated } = await adviser.post(`${path}/validate`).send({ version: 1 }).expect(200);
    expect(validated).toMatchObject({ status: "validated", version: 2 });
    expect(validated).not.toHaveProperty("contacts");

    const stale = await candidate.post(`${path}/accept`).send({ version: 1 }).expect(409);
    expect(stale.headers["content-type"]).toContain("application/problem+json");
    expect(stale.body.current).toEqual({ status: "validated", version: 2 });
    await stranger.get(`/api/v1/needs/${need.id}`).expect(404);
    await stranger.get(path).expect(404);
    await stranger.post(`${path}/accept`).send({ version: 2 }).expect(404);
    await editor.post(`${path}/accept`).send({ version: 2 }).expect(403);
    const before = await candidate.get(path).expect(200);
    expect(JSON.stringify(before.body)).not.toContain(editorUser.email);

    const { body: accepted } = await candidate.post(`${path}/accept`).send({ version: 2 }).expect(200);
    expect(accepted.status).toBe("accepted");
    expect(accepted.contacts.asker[0].email).toBe(editorUser.email);
    const { body: seen } = await editor.get(path).expect(200);
    expect(seen.contacts.candidate[0]).toMatchObject({
      email: expert.contact.email,
      phone: expert.contact.phone,
    });
    expect((await editor.get(`/api/v1/needs/${need.id}`)).body.status).toBe("in-progress");

    const { body: engaged } = await editor
      .post(`${path}/engage`)
      .send({ version: 3, mission: { period: { from: "2027-03-01", to: "2027-03-12" }, mode: "mission" } })
      .expect(200);
    expect(engaged.mission).toEqual({ from: "2027-03-01", to: "2027-03-12", mode: "mission" });
    const { body: completed } = await candidate.post(`${path}/complete`).send({ version: 4 }).expect(200);
    expect(completed.history.map((step: { to: string }) => step.to)).toEqual([
      "requested",
      "validated",
      "accepted",
      "engaged",
      "completed",
    ]);
    const { body: closed } = await editor
      .post(`/api/v1/needs/${need.id}/close`)
      .send({ outcome: "met" })
      .expect(200);
    expect(closed).toMatchObject({ status: "closed", outcome: "met" });
    await editor.post(`/api/v1/needs/${need.id}/reopen`).send({ reason: "Encore une mission" }).expect(403);
    const { body: reopened } = await adviser
      .post(`/api/v1/needs/${need.id}/reopen`)
      .send({ reason: "Encore une mission" })
      .expect(200);
    expect(reopened).toMatchObject({ status: "qualified", outcome: null });
  });

  it("qualifies a need that is still only submitted when its first match is validated", async () => {
    const { need, match } = await requested();
    await adviser.post(`/api/v1/matches/${match.id}/validate`).send({ version: 1 }).expect(200);
    expect((await editor.get(`/api/v1/needs/${need.id}`)).body.status).toBe("qualified");
    await candidate.post(`/api/v1/matches/${match.id}/accept`).send({ version: 2 }).expect(200);
    expect((await editor.get(`/api/v1/needs/${need.id}`)).body.status).toBe("in-progress");
  });

  it("tells each side by mail, without contact details", async () => {
    await test.settle();
    test.mails.length = 0;
    const { match } = await requested();
    await adviser.post(`/api/v1/matches/${match.id}/validate`).send({ version: 1 }).expect(200);
    await candidate
      .post(`/api/v1/matches/${match.id}/decline`)
      .send({ version: 2, reason: "not-available", note: "Je suis en mission." })
      .expect(200);
    await test.settle();
    const to = (address: string) =>
      test.mails.filter((mail) => mail.to === address).map((mail) => mail.subject);
    expect(to(expert.contact.email)).toEqual(["Ville d’Ici souhaite vous rencontrer"]);
    expect(to(editorUser.email)).toContain("Mise en relation déclinée : Remettre en état des forages");
    for (const mail of test.mails) expect(mail.text).not.toContain("@");
  });

  it("previews without storing anything", async () => {
    const before = await editor.get("/api/v1/needs").expect(200);
    const { body } = await editor
      .post("/api/v1/preview")
      .send({ description: "Forages en panne à Natitingou" })
      .expect(200);
    expect(body.understood.countries[0]).toMatchObject({ code: "BJ", source: "inferred" });
    expect(body.expert.items.length).toBeGreaterThan(0);
    expect((await editor.get("/api/v1/needs")).body.total).toBe(before.body.total);
  });
});
