import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../server/accounts/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildOrganisation,
  buildUser,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let declared: string;
let stranger: Agent;

/** One that somebody declared and that no adviser has seen. */
beforeAll(async () => {
  test = await startTestApp();
  declared = newId();
  await Organisation.create({
    ...{ _id: declared, name: "Association Fantôme", kind: "association", country: "FR" },
    ...{ verified: false, createdAt: TODAY },
  });
  stranger = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
});
afterAll(() => test.close());

describe("an organisation that nobody has confirmed yet", () => {
  it("has a page for its members and for advisers, and for nobody else", async () => {
    const path = `/collectivites/${declared}`;
    await request(test.app).get(path).expect(404);
    await stranger.get(path).expect(404);
    for (const user of [await buildMember(declared, "viewer"), await buildUser({ adviser: true })]) {
      const page = await (await asPerson(test, user)).get(path).expect(200);
      expect(page.text).toContain("Association Fantôme");
    }
  });

  it("does not tell its name to who knows its id at sign-up, nor takes a seat", async () => {
    for (const path of ["/inscription?profile=member&", "/rattachement?"]) {
      const page = await stranger.get(`${path}organisation=${declared}`).expect(200);
      expect(page.text).not.toContain("Fantôme");
    }
    const { text } = await stranger.get("/rattachement").expect(200);
    await stranger
      .post("/rattachement")
      .type("form")
      .send({ _csrf: formToken(text), organisation: declared })
      .expect(422);
    expect(await User.countDocuments({ "seats.organisation": declared, "seats.status": "pending" })).toBe(0);
  });

  it("is no employer but for its members", async () => {
    const profile = { name: "Une Personne", kind: "elu", headline: "Élue à la coopération" };
    const own = await asProgram(test, await buildUser());
    const answer = await own.put("/api/v1/experts/me").send({ ...profile, organisation: declared });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe("organisation");
    const member = await asProgram(test, await buildMember(declared));
    await member
      .put("/api/v1/experts/me")
      .send({ ...profile, organisation: declared })
      .expect(200);
  });
});
