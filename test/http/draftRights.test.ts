import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Need } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
} from "../support/world.ts";

let test: TestApp;
let house: string;
let elsewhere: string;
beforeAll(async () => {
  test = await startTestApp();
  [house, elsewhere] = [(await buildOrganisation(test))._id, (await buildOrganisation(test))._id];
});
afterAll(() => test.close());

describe("a need", () => {
  it("is written in the name of no structure but one’s own", async () => {
    const viewer = await buildMember(house, "viewer");
    const asked = { title: "Au nom d’une autre", organisation: elsewhere };
    for (const user of [await buildMember(house), viewer, await buildUser({ adviser: true })])
      await (await asProgram(test, user)).post("/api/v1/needs").send(asked).expect(403);
    const own = { ...asked, organisation: house };
    await (await asProgram(test, viewer)).post("/api/v1/needs").send(own).expect(403);
    expect(await Need.countDocuments({ title: asked.title })).toBe(0);
  });

  it("that was sent is not changed by what its form saves afterwards", async () => {
    const agent = await asPerson(test, await buildMember(house));
    const { text } = await agent.get("/besoins/nouveau").expect(200);
    const blank = fieldsOf(text, "/besoins/nouveau");
    const fields = {
      ...blank,
      title: "Envoyé",
      description: "Un texte assez long.",
    };
    const html = { Accept: "text/html" };
    await agent
      .post("/besoins/nouveau")
      .set(html)
      .type("form")
      .send({ ...fields, send: "submit" })
      .expect(303);
    await agent
      .post("/besoins/brouillon")
      .set({ Accept: "application/json", "X-CSRF-Token": String(blank._csrf) })
      .type("form")
      .send({ ...fields, title: "Changé après", need: "" })
      .expect(409);
    expect(await Need.countDocuments({ title: "Envoyé", status: "submitted" })).toBe(1);
    expect(await Need.countDocuments({ title: "Changé après" })).toBe(0);
  });
});

it("nobody hides a colleague’s draft in a structure where their own seat waits", async () => {
  const seat = { role: "editor", askedAt: TODAY } as const;
  const mover = await buildUser({
    seats: [
      { ...seat, organisation: house, status: "active" },
      { ...seat, organisation: elsewhere, status: "pending" },
    ],
  });
  const colleague = await buildMember(house);
  const [theirs, own] = [
    await buildNeed(house, colleague._id, { status: "draft" }),
    await buildNeed(house, mover._id, { status: "draft" }),
  ];
  const program = await asProgram(test, mover);
  const move = (id: string) => program.patch(`/api/v1/needs/${id}`).send({ organisation: elsewhere });
  await move(theirs._id).expect(403);
  await (await asProgram(test, colleague)).get(`/api/v1/needs/${theirs._id}`).expect(200);
  await move(own._id).expect(200);
  expect(await Need.findById(own._id).lean()).toMatchObject({
    organisation: elsewhere,
    privateTo: mover._id,
  });
});
