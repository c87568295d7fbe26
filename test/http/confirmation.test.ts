import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { historyOf } from "../../server/audit/usecases.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { Expert } from "../../server/experts/model.ts";
import { tick } from "../../server/jobs/clock.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let expert: Awaited<ReturnType<typeof buildExpert>>;

const DAY = 86_400_000;
const YEAR = 365;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  await Expert.deleteMany({});
  test.setNow(TODAY);
  expert = await buildExpert(test);
  await test.settle();
  test.mails.length = 0;
});

/** What time alone does, so many days after the profile was last touched. */
async function daysPassed(days: number) {
  test.setNow(new Date(TODAY.getTime() + days * DAY));
  const { asked, lapsed } = await tick({ ...test.services.dependencies, actor: VISITOR });
  await test.settle();
  return { asked, lapsed };
}
/** Lets all the time pass in which a confirmation is waited for. */
async function lapse(): Promise<void> {
  for (const days of [0, 14, 28, 42, 56]) await daysPassed(YEAR + days);
}
const listed = async (): Promise<string[]> => {
  const { body } = await request(test.app).get("/api/v1/experts").expect(200);
  return body.items.map(({ id }: { id: string }) => id);
};
const press = async (agent: Agent): Promise<void> => {
  const page = await agent.get("/mon-profil").expect(200);
  expect(page.text).toContain('action="/mon-profil/confirmer"');
  await agent
    .post("/mon-profil/confirmer")
    .type("form")
    .send({ _csrf: formToken(page.text) })
    .expect(303)
    .expect("Location", "/mon-profil");
};

describe("a profile that nobody touched for twelve months", () => {
  it("is asked to confirm, reminded three times, then leaves the results; each step once", async () => {
    expect(await daysPassed(YEAR - 1)).toEqual({ asked: 0, lapsed: 0 });
    for (const days of [0, 14, 28, 42]) {
      expect(await daysPassed(YEAR + days)).toEqual({ asked: 1, lapsed: 0 });
      expect(await daysPassed(YEAR + days + 1)).toEqual({ asked: 0, lapsed: 0 });
      expect(await listed()).toEqual([expert._id]);
    }
    expect(await daysPassed(YEAR + 56)).toEqual({ asked: 0, lapsed: 1 });
    expect(await daysPassed(2 * YEAR)).toEqual({ asked: 0, lapsed: 0 });
    expect(test.mails.map(({ to, subject }) => [to, subject])).toEqual(
      [
        "Votre profil est-il toujours juste ?",
        ...Array(3).fill("Rappel : votre profil est-il toujours juste ?"),
        "Votre profil n’apparaît plus dans les résultats",
      ].map((subject) => [expert.contact.email, subject]),
    );
    for (const { text } of test.mails) expect(text).toContain("http://bourse.test/mon-profil");
    expect(await listed()).toEqual([]);
  });

  it("is no suggestion and cannot be asked for meanwhile, but its page stays", async () => {
    const organisation = (await buildOrganisation(test))._id;
    const member = await buildMember(organisation);
    const need = await buildNeed(organisation, member._id);
    await lapse();
    const editor = await asProgram(test, member);
    const { body } = await editor.get(`/api/v1/needs/${need._id}/suggestions?kind=expert`).expect(200);
    expect(body.items).toEqual([]);
    const refused = await editor
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(409);
    expect(refused.body.type).toBe("urn:bourse:problem:rule-confirmed");
    await request(test.app).get(`/experts/${expert._id}`).expect(200);
  });

  it("comes back at the press of a button, which the dashboard asks for", async () => {
    await lapse();
    const own = await asPerson(test, expert.owner);
    expect((await own.get("/tableau-de-bord").expect(200)).text).toContain("Confirmer votre profil");
    expect((await own.get("/mon-profil").expect(200)).text).toContain("n’apparaît plus dans les résultats");
    await press(own);
    await test.settle();
    expect(await listed()).toEqual([expert._id]);
    expect((await own.get("/tableau-de-bord").expect(200)).text).not.toContain("Confirmer votre profil");
    const { text } = await own.get(`/experts/${expert._id}`).expect(200);
    expect(text).toContain("18 janvier 2028");
    const trail = await historyOf({ type: "expert", id: expert._id });
    expect(trail.map(({ action }) => action)).toEqual(["lapse", "confirm"]);
  });

  it("is left in peace for another year once confirmed, or changed", async () => {
    await daysPassed(YEAR);
    await press(await asPerson(test, expert.owner));
    expect(await daysPassed(YEAR + 60)).toEqual({ asked: 0, lapsed: 0 });
    expect(await daysPassed(2 * YEAR + 1)).toEqual({ asked: 1, lapsed: 0 });
    const { name, kind, headline, themes, countries } = expert;
    const own = await asProgram(test, expert.owner);
    await own.put("/api/v1/experts/me").send({ name, kind, headline, themes, countries }).expect(200);
    expect(await daysPassed(2 * YEAR + 60)).toEqual({ asked: 0, lapsed: 0 });
  });

  it("is asked nothing unless it is published", async () => {
    await Expert.updateOne({ _id: expert._id }, { status: "suspended" });
    expect(await daysPassed(YEAR)).toEqual({ asked: 0, lapsed: 0 });
    const own = await asPerson(test, expert.owner);
    const page = await own.get("/mon-profil").expect(200);
    expect(page.text).not.toContain('action="/mon-profil/confirmer"');
    const press = own.post("/mon-profil/confirmer").type("form");
    await press.send({ _csrf: formToken(page.text) }).expect(303);
    expect((await Expert.findById(expert._id).lean())?.updatedAt).toEqual(TODAY);
  });

  it("is asked once by two processes", async () => {
    test.setNow(new Date(TODAY.getTime() + YEAR * DAY));
    const context = { ...test.services.dependencies, actor: VISITOR };
    const both = await Promise.all([tick(context), tick(context)]);
    expect(both[0].asked + both[1].asked).toBe(1);
  });
});
