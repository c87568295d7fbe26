import request from "supertest";
import { describe, expect, it } from "vitest";
import type { TestApp } from "../../support/app.ts";
import { asPerson, buildUser, formToken, PASSWORD } from "../../support/world.ts";

/** How people and programs sign in, and people out. */
export function describeSignIn(site: () => TestApp): void {
  describe("signing in and out", () => {
    it("refuses a wrong password on the page, keeping the address", async () => {
      const user = await buildUser();
      const agent = request.agent(site().app);
      const page = await agent.get("/connexion").expect(200);
      const answer = await agent
        .post("/connexion")
        .type("form")
        .send({ _csrf: formToken(page.text), email: user.email, password: "mauvais mot de passe" })
        .expect(401);
      expect(answer.text).toContain(user.email);
      expect(answer.text).toContain("ne convient pas");
    });

    it("signs out", async () => {
      const agent = await asPerson(site(), await buildUser());
      const page = await agent.get("/tableau-de-bord").expect(200);
      await agent
        .post("/deconnexion")
        .type("form")
        .send({ _csrf: formToken(page.text) })
        .expect(303);
      await agent.get("/tableau-de-bord").expect(303).expect("Location", "/connexion");
    });

    it("comes back to the page that was asked for", async () => {
      const user = await buildUser();
      const agent = request.agent(site().app);
      await agent
        .get("/mises-en-relation?page=1")
        .set("Accept", "text/html,application/xhtml+xml")
        .expect(303);
      const page = await agent.get("/connexion");
      await agent
        .post("/connexion")
        .type("form")
        .send({ _csrf: formToken(page.text), email: user.email, password: PASSWORD })
        .expect("Location", "/mises-en-relation?page=1");
    });

    it("slows down whoever guesses passwords, for that address only", async () => {
      const [user, other] = [await buildUser(), await buildUser()];
      const guess = (email: string) =>
        request(site().app).post("/api/v1/tokens").send({ email, password: "un mot de passe deviné" });
      for (let i = 0; i < 10; i++) await guess(user.email).expect(401);
      const refused = await guess(user.email).expect(429);
      expect(refused.body.type).toBe("urn:bourse:problem:too-many-requests");
      await guess(other.email).expect(401);
    });

    it("refuses a token that is not one, and one of another purpose", async () => {
      const me = (header: string) => request(site().app).get("/api/v1/me").set("Authorization", header);
      await me("Bearer nexistepasnexistepasnexistepas").expect(401);
      await me("Basic YTpi").expect(401);
    });
  });
}
