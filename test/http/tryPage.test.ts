import request, { type Agent } from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoFunding } from "../../seeds/demo/funding.ts";
import { Funding } from "../../server/funding/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildUser } from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
  await Funding.insertMany(demoFunding().map(({ id, ...content }) => ({ _id: id, ...content })));
});
afterAll(() => test.close());

const tried = async (who: Pick<Agent, "post">, description: string) =>
  (await who.post("/essayer").redirects(1).type("form").send({ description }).expect(200)).text.replace(
    /\u00a0/g,
    " ",
  );

it("a sentence is answered to a visitor and to who is signed in, without a need or a seat", async () => {
  const sentence = "Réhabiliter des puits avec notre ville jumelle de Dschang, au Cameroun";
  expect(await tried(request(test.app), sentence)).toContain("Créer un compte");
  expect(await tried(await asPerson(test, await buildUser()), sentence)).toContain("Publier ce besoin");
});

it("schemes come with what is left to check, and no dated call is said to be open", async () => {
  const html = await tried(
    request(test.app),
    "Réhabiliter des puits avec notre ville jumelle de Dschang, au Cameroun",
  );
  expect(html).toContain("aucun appel daté n’est ouvert aujourd’hui");
  expect(html).toMatch(
    /Appel à projets généraliste[\s\S]*Ce qui reste à vérifier[\s\S]*aucun appel ouvert n’est connu/,
  );
  expect(html).not.toContain("A priori éligible</span>");
});

it("a programme that ended is kept as history", async () => {
  const page = await request(test.app).get("/dispositifs/ue-partenariats-villes-durables").expect(200);
  expect(page.text).toContain("Programme passé");
});
