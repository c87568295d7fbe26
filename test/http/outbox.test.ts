import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VISITOR } from "../../server/domain/policies.ts";
import { Expert } from "../../server/experts/model.ts";
import { tick } from "../../server/jobs/clock.ts";
import { Outbox } from "../../server/jobs/model.ts";
import { startMails } from "../../server/jobs/outbox.ts";
import { Match } from "../../server/matches/model.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
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
  queueOne,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const daysLater = (days: number) => new Date(TODAY.getTime() + days * 86_400_000);

describe("after a commit", () => {
  it("a page that was just saved finds itself within a second", async () => {
    const owner = await buildUser();
    const agent = await asProgram(test, owner);
    const profile = {
      name: "Léa Fontaine",
      kind: "consultant",
      headline: "Conservatrice du patrimoine oasien",
      languages: [{ code: "fr", level: "C2" }],
    };
    const { body } = await agent.put("/api/v1/experts/me").send(profile).expect(200);
    await Expert.updateOne({ _id: body.id }, { status: "published", publishedAt: TODAY });
    await agent
      .put("/api/v1/experts/me")
      .send({ ...profile, headline: "Architecte des ksour" })
      .expect(200);
    await expect
      .poll(async () => (await agent.get("/api/v1/experts?q=ksour")).body.items[0]?.id, {
        timeout: 1000,
        interval: 50,
      })
      .toBe(body.id);
  });

  it("a suspended profile is no longer found", async () => {
    const expert = await buildExpert(test, { headline: "Spécialiste du zellige ancien" });
    const adviser = await buildUser({ adviser: true });
    const agent = await asPerson(test, adviser);
    const page = await agent.get(`/experts/${expert._id}`).expect(200);
    await agent
      .post(`/experts/${expert._id}/suspend`)
      .type("form")
      .send({ _csrf: formToken(page.text), note: "À sa demande" })
      .expect(303);
    await test.settle();
    expect((await agent.get("/api/v1/experts?q=zellige")).body.items).toEqual([]);
    await test.settle();
    expect(test.mails.map((mail) => mail.subject)).toContain("Votre profil est suspendu");
  });

  it("nothing is sent for a transaction that was rolled back", async () => {
    const sent = test.mails.length;
    await inTransaction(async (session) => {
      await queueOne(session, TODAY, "a@test.example");
      throw new Error("rolled back");
    }).catch(() => {});
    await test.settle();
    expect(test.mails.length).toBe(sent);
  });

  it("a mail that fails undoes nothing, is tried again, and is parked when it never works", async () => {
    let now = TODAY;
    let failures = 0;
    const worker = startMails(
      async () => {
        failures += 1;
        throw new Error("the server is out to lunch");
      },
      { ...test.services.dependencies, clock: () => now },
    );
    await test.services.outbox.stop();
    await inTransaction((session) => queueOne(session, now, "b@test.example"));
    for (let i = 0; i < 12; i++) {
      await worker.drain();
      now = new Date(now.getTime() + 3_600_000);
    }
    await worker.stop();
    expect(failures).toBe(10);
    const row = await Outbox.findOne({ "mail.to": "b@test.example" }).lean();
    expect(row).toMatchObject({ parked: true, attempts: 10, error: "the server is out to lunch" });
    await Outbox.deleteMany({});
  });

  it("two workers carry each row out once", async () => {
    const seen: string[] = [];
    const worker = () =>
      startMails(
        async ({ to }) => {
          seen.push(to);
        },
        { ...test.services.dependencies, clock: () => TODAY },
      );
    const workers = [worker(), worker(), worker()];
    await inTransaction(async (session) => {
      for (let i = 0; i < 60; i++) {
        await queueOne(session, TODAY, `m${i}@test.example`);
      }
    });
    await Promise.all(workers.map((each) => each.drain()));
    await Promise.all(workers.map((each) => each.stop()));
    expect(new Set(seen).size).toBe(60);
    expect(seen.length).toBe(60);
  });
});

describe("what time alone does", () => {
  it("reminds at 9 and 21 days, and lets an invitation expire at 45", async () => {
    const organisation = await buildOrganisation(test);
    const member = await buildMember(organisation._id);
    const need = await buildNeed(organisation._id, member._id);
    const expert = await buildExpert(test);
    const adviser = await asProgram(test, await buildUser({ adviser: true }));
    const { body } = await adviser
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    await adviser.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
    const at = (days: number) => {
      test.setNow(daysLater(days));
      return tick({ ...test.services.dependencies, actor: VISITOR });
    };
    expect(await at(8)).toMatchObject({ reminded: 0, expired: 0 });
    expect(await at(9)).toMatchObject({ reminded: 1, expired: 0 });
    expect(await at(10)).toMatchObject({ reminded: 0, expired: 0 });
    expect(await at(21)).toMatchObject({ reminded: 1, expired: 0 });
    expect(await at(44)).toMatchObject({ reminded: 0, expired: 0 });
    expect(await at(45)).toMatchObject({ reminded: 0, expired: 1 });
    expect(await at(46)).toMatchObject({ reminded: 0, expired: 0 });
    const match = await Match.findById(body.id).lean();
    expect(match?.status).toBe("expired");
    expect(match).not.toHaveProperty("openKey");
  });
});
