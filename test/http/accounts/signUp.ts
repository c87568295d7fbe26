import request from "supertest";
import { describe, expect, it } from "vitest";
import { User } from "../../../server/accounts/model.ts";
import type { TestApp } from "../../support/app.ts";
import { buildUser, formToken, PASSWORD } from "../../support/world.ts";
import { confirmBy, linkIn } from "./mailedLinks.ts";

/** Fills the form in, and gives the answer. */
async function signUp({ app }: TestApp, fields: Record<string, unknown>) {
  const agent = request.agent(app);
  const page = await agent.get("/inscription?profile=expert").expect(200);
  return agent
    .post("/inscription")
    .type("form")
    .send({ _csrf: formToken(page.text), ...fields });
}

/** How an account is asked for and its address confirmed. */
export function describeSignUp(site: () => TestApp): void {
  describe("sign-up", () => {
    it("opens an account once its address is confirmed, and not before", async () => {
      await signUp(site(), {
        profile: "expert",
        name: "Zoé Martin",
        email: "Zoe@Test.example",
        password: PASSWORD,
      }).then((answer) => expect(answer.headers.location).toBe("/inscription/merci"));
      const refused = await request(site().app)
        .post("/api/v1/tokens")
        .send({ email: "zoe@test.example", password: PASSWORD })
        .expect(403);
      expect(refused.body.type).toBe("urn:bourse:problem:email-not-confirmed");
      await site().settle();
      const mail = site().mails.find(({ to }) => to === "zoe@test.example");
      const confirmed = await confirmBy(site(), mail);
      expect([confirmed.status, confirmed.headers.location]).toEqual([303, "/connexion"]);
      await request(site().app)
        .post("/api/v1/tokens")
        .send({ email: "ZOE@test.example", password: PASSWORD })
        .expect(200);
    });

    it("keeps the password as argon2id with the first parameters that OWASP names, and nowhere as it is", async () => {
      await signUp(site(), {
        profile: "expert",
        name: "Nina",
        email: "nina@test.example",
        password: PASSWORD,
      });
      const kept = await User.findOne({ email: "nina@test.example" }).lean();
      expect(kept?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(JSON.stringify(kept)).not.toContain(PASSWORD);
    });

    it("uses a confirmation link once", async () => {
      await signUp(site(), {
        profile: "expert",
        name: "Une fois",
        email: "une@test.example",
        password: PASSWORD,
      });
      await site().settle();
      const link = linkIn(site().mails[0]?.text ?? "", "/confirmer");
      const late = request.agent(site().app);
      const page = await late.get(link).expect(200);
      expect((await confirmBy(site(), site().mails[0])).status).toBe(303);
      await request(site().app).get(link).expect(404);
      const again = await late
        .post(link)
        .type("form")
        .send({ _csrf: formToken(page.text) });
      expect(again.status).toBe(404);
      expect(again.text).toContain("Ce lien a déjà servi");
    });

    it("confirms nothing when a mail program opens the link, nor from another site", async () => {
      const email = "lente@test.example";
      await signUp(site(), { profile: "expert", name: "Lente", email, password: PASSWORD });
      await site().settle();
      const link = linkIn(site().mails[0]?.text ?? "", "/confirmer");
      for (let i = 0; i < 3; i += 1) await request(site().app).get(link).expect(200);
      await request(site().app).head(link).expect(200);
      await request(site().app).post(link).type("form").send({ _csrf: "invented" }).expect(403);
      expect((await User.findOne({ email }).lean())?.emailConfirmedAt).toBeNull();
      expect((await confirmBy(site(), site().mails[0])).status).toBe(303);
      expect((await User.findOne({ email }).lean())?.emailConfirmedAt).not.toBeNull();
    });

    it("says the same to whoever tries an address that has an account, and tells its owner", async () => {
      const user = await buildUser();
      const answer = await signUp(site(), {
        profile: "expert",
        name: "Autre",
        email: user.email,
        password: PASSWORD,
      });
      expect(answer.headers.location).toBe("/inscription/merci");
      await site().settle();
      expect(site().mails.map(({ to, subject }) => [to, subject])).toEqual([
        [user.email, "Vous avez déjà un compte"],
      ]);
    });

    it("shows a refused form again, filled, with the password left out", async () => {
      const answer = await signUp(site(), {
        profile: "expert",
        name: "Ana Lopez",
        email: "pas une adresse",
        password: "court",
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('value="Ana Lopez"');
      expect(answer.text).toContain("Écrivez une adresse complète");
      expect(answer.text).toContain("au moins 12 caractères");
      expect(answer.text).not.toContain('value="court"');
    });

    it.each(["suresnes", "92073", "219 200 730"])(
      "finds an organisation of the register by %s",
      async (q) => {
        const page = await request(site().app)
          .get(`/inscription?profile=member&q=${encodeURIComponent(q)}`)
          .expect(200);
        expect(page.text).toContain("Suresnes");
        expect(page.text).toContain("organisation=commune%3A92073");
      },
    );
  });
}
