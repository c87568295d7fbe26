import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildUser, formToken } from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const LONG: [what: string, typed: string][] = [
  ["one long word", "a".repeat(100_000)],
  ["marks that change places", `e${"\u0301".repeat(50_000)}${"\u0316".repeat(50_000)}`],
];

describe.each(LONG)("%s where a structure is looked for", (_what, q) => {
  it("finds nothing when signing up", async () => {
    const agent = request.agent(test.app);
    const page = await agent.get("/inscription?profile=expert").expect(200);
    const sent = { _csrf: formToken(page.text), profile: "member", q };
    const begun = performance.now();
    await agent.post("/inscription").type("form").send(sent).expect(422);
    expect(performance.now() - begun).toBeLessThan(6000);
  });

  it("finds nothing when asking for a seat", async () => {
    const agent = await asPerson(test, await buildUser());
    const page = await agent.get("/rattachement").expect(200);
    await agent
      .post("/rattachement")
      .type("form")
      .send({ _csrf: formToken(page.text), q })
      .expect(422);
  });
});
