import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
  PASSWORD,
} from "../support/world.ts";

let test: TestApp;
let member: UserRecord;
let need: string;

beforeAll(async () => {
  test = await startTestApp();
  const organisation = await buildOrganisation(test);
  member = await buildMember(organisation._id);
  need = (await buildNeed(organisation._id, member._id))._id;
});
afterAll(() => test.close());

const PAGE = { "Sec-Fetch-Dest": "document", Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

async function signIn(agent: Agent, user: UserRecord): Promise<string> {
  const { text } = await agent.get("/connexion").expect(200);
  const answer = await agent
    .post("/connexion")
    .type("form")
    .send({ _csrf: formToken(text), email: user.email, password: PASSWORD })
    .expect(303);
  return answer.headers.location!;
}

describe("after signing in, one goes", () => {
  it("to the page that was asked for", async () => {
    const agent = request.agent(test.app);
    await agent.get(`/besoins/${need}`).set(PAGE).expect(303);
    expect(await signIn(agent, member)).toBe(`/besoins/${need}`);
    await agent.get(`/besoins/${need}`).set(PAGE).expect(200);
  });

  it.each([
    ["says so", { "Sec-Fetch-Dest": "empty", Accept: "text/html" }],
    ["does not say so, in an older browser", { Accept: "text/html" }],
  ])("not to a part of a page that a script asked for, and that %s", async (_, headers) => {
    const agent = request.agent(test.app);
    await agent.get(`/besoins/${need}`).set(PAGE).expect(303);
    await agent.get(`/besoins/${need}/suite/expert`).set(headers);
    expect(await signIn(agent, member)).toBe(`/besoins/${need}`);
  });

  it("not to another site, though a proxy asks for a page by its whole address", async () => {
    const { port } = test.app.address() as AddressInfo;
    const path = "http://ailleurs.example/tableau-de-bord";
    const asked = get({ port, host: "127.0.0.1", path, headers: PAGE });
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(303);
    const agent = request.agent(test.app);
    const cookie = String(answer.headers["set-cookie"]).split(";")[0] as string;
    agent.set("Cookie", cookie);
    expect(await signIn(agent, member)).toBe("/tableau-de-bord");
  });

  it("not to a page that was asked for an hour ago", async () => {
    const agent = request.agent(test.app);
    await agent.get("/mises-en-relation").set(PAGE).expect(303);
    test.setNow(new Date(TODAY.getTime() + 60 * 60_000));
    expect(await signIn(agent, member)).toBe("/tableau-de-bord");
    test.setNow(TODAY);
  });

  it.each([
    ["is forbidden", () => "/administration"],
    ["is somebody else’s", () => `/besoins/${need}`],
  ])(
    "to the dashboard, with a word, where the page %s; asked for later, the refusal is theirs",
    async (_, page) => {
      const agent = request.agent(test.app);
      await agent.get(page()).set(PAGE).expect(303);
      const to = await signIn(agent, await buildUser());
      await agent.get(to).set(PAGE).expect(303).expect("Location", "/tableau-de-bord");
      expect((await agent.get("/tableau-de-bord").expect(200)).text).toContain(
        "n’est pas ouverte à votre compte",
      );
      const again = await agent.get(page()).set(PAGE);
      expect([403, 404]).toContain(again.status);
    },
  );
});
