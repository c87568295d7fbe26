import type { Agent } from "supertest";
import request from "supertest";
import { describe, expect, it } from "vitest";
import type { TestApp } from "../../support/app.ts";
import { asPerson, asProgram, buildUser, formToken, PASSWORD } from "../../support/world.ts";
import { linkIn } from "./mailedLinks.ts";

/** What happens when a password is forgotten. */
export function describePassword(site: () => TestApp): void {
  /** Whoever asks sees the same page. */
  const forget = async (agent: Agent, email: string) => {
    const page = await agent.get("/mot-de-passe-oublie").expect(200);
    await agent
      .post("/mot-de-passe-oublie")
      .type("form")
      .send({ _csrf: formToken(page.text), email })
      .expect(303)
      .expect("Location", "/mot-de-passe-oublie/merci");
    await site().settle();
  };

  describe("forgotten password", () => {
    it("is changed by a link that works once; sessions and tokens from before no longer hold", async () => {
      const user = await buildUser();
      const program = await asProgram(site(), user);
      const person = await asPerson(site(), user);
      const agent = request.agent(site().app);
      await forget(agent, user.email);
      const link = linkIn(site().mails[0]?.text ?? "", "/reinitialiser");
      site().setNow(new Date("2026-11-23T10:30:00Z"));
      const form = await agent.get(link).expect(200);
      const token = formToken(form.text);
      await agent.post(link).type("form").send({ _csrf: token, password: "court" }).expect(422);
      await agent
        .post(link)
        .type("form")
        .send({ _csrf: token, password: "une autre phrase longue" })
        .expect(303);
      await agent.get(link).expect(404);
      await program.get("/api/v1/me").expect(401);
      await person.get("/tableau-de-bord").expect(303).expect("Location", "/connexion");
      await request(site().app)
        .post("/api/v1/tokens")
        .send({ email: user.email, password: PASSWORD })
        .expect(401);
      await request(site().app)
        .post("/api/v1/tokens")
        .send({ email: user.email, password: "une autre phrase longue" })
        .expect(200);
    });

    it("tells nobody whether an address has an account", async () => {
      const agent = request.agent(site().app);
      await forget(agent, "personne@ailleurs.example");
      expect(site().mails).toEqual([]);
    });

    it("answers after the same time where nobody has the address", async () => {
      const user = await buildUser();
      for (const email of ["personne@ailleurs.example", user.email]) {
        const begun = performance.now();
        await forget(request.agent(site().app), email);
        expect(performance.now() - begun, email).toBeGreaterThan(295);
      }
    });

    it("holds for two hours", async () => {
      const user = await buildUser();
      const agent = request.agent(site().app);
      await forget(agent, user.email);
      const link = linkIn(site().mails[0]?.text ?? "", "/reinitialiser");
      site().setNow(new Date("2026-11-23T13:00:00Z"));
      await agent.get(link).expect(404);
    });
  });
}
