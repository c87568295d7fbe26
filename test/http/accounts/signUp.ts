import { once } from "node:events";
import { createServer } from "node:http";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { User } from "../../../server/accounts/model.ts";
import { createApp } from "../../../server/app.ts";
import { type TestApp, TODAY } from "../../support/app.ts";
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

    it("sends nothing that was typed to an address that nobody confirmed", async () => {
      const agent = request.agent(site().app);
      const page = await agent.get("/inscription?profile=member&declare=1").expect(200);
      await agent
        .post("/inscription")
        .type("form")
        .send({
          _csrf: formToken(page.text),
          profile: "member",
          declared: { name: "Association Épervier", kind: "association", country: "FR" },
          name: "Ondine Tarasque",
          email: "victime@test.example",
          password: PASSWORD,
        })
        .expect(303);
      // Nor when whoever typed it signs in, or asks for another password.
      const credentials = { email: "victime@test.example", password: PASSWORD };
      site().setNow(new Date(TODAY.getTime() + 600_000));
      await request(site().app).post("/api/v1/tokens").send(credentials).expect(403);
      const forgotten = await agent.get("/mot-de-passe-oublie").expect(200);
      await agent
        .post("/mot-de-passe-oublie")
        .type("form")
        .send({ _csrf: formToken(forgotten.text), email: credentials.email })
        .expect(303);
      await site().settle();
      const sent = site().mails.filter(({ to }) => to === credentials.email);
      expect(sent).toHaveLength(3);
      for (const { subject, text, html } of sent) {
        expect(`${subject}${text}${html}`).not.toMatch(/Ondine|Tarasque|Épervier/);
      }
      site().setNow(TODAY);
    });

    it.each([
      ["name", { name: "Votre subvention : http://escroc.example" }],
      ["declared.name", { declared: { name: "escroc.com", kind: "association", country: "FR" } }],
    ])("refuses an address in %s, beside the field", async (_field, given) => {
      const answer = await signUp(site(), {
        profile: "member",
        declared: { name: "Association", kind: "association", country: "FR" },
        name: "Ana Lopez",
        email: "ana@test.example",
        password: PASSWORD,
        ...given,
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain("sans adresse de site ni adresse électronique");
      await site().settle();
      expect(site().mails).toEqual([]);
    });

    it("sends one mail for a form that was sent twice, to a new address and to a known one", async () => {
      const known = await buildUser();
      for (const email of [known.email, "deux-fois@test.example"]) {
        const fields = { profile: "expert", name: "Deux Fois", email, password: PASSWORD };
        const answers = [await signUp(site(), fields), await signUp(site(), fields)];
        expect(answers.map(({ status }) => status)).toEqual([303, 303]);
        await site().settle();
        expect(site().mails.filter(({ to }) => to === email)).toHaveLength(1);
      }
    });
  });

  describe("an account that nobody confirmed", () => {
    it("does not open with the words of whoever typed the address before its owner", async () => {
      const email = "prise@test.example";
      const typed = { profile: "expert", email };
      await signUp(site(), { ...typed, name: "Un Autre", password: "le mot de passe d’un autre" });
      await site().settle();
      const before = site().mails.at(-1);
      await signUp(site(), { ...typed, name: "La Vraie", password: PASSWORD });
      await site().settle();
      expect(site().mails).toHaveLength(2);
      await request(site().app)
        .get(linkIn(before?.text ?? "", "/confirmer"))
        .expect(404);
      expect((await confirmBy(site(), site().mails.at(-1))).status).toBe(303);
      const signIn = (password: string) =>
        request(site().app).post("/api/v1/tokens").send({ email, password });
      await signIn("le mot de passe d’un autre").expect(401);
      await signIn(PASSWORD).expect(200);
      expect((await User.findOne({ email }).lean())?.name).toBe("La Vraie");
    });
  });

  describe("the limit on sign-ups", () => {
    let fresh: TestApp;
    beforeAll(async () => {
      // Counts are an application's own: one that nobody has used yet.
      const app = createServer(createApp(site().services)).listen(0, "127.0.0.1");
      await once(app, "listening");
      fresh = { ...site(), app };
    });
    afterAll(() => {
      fresh.app.closeAllConnections();
      fresh.app.close();
    });
    const fields = { profile: "expert", name: "Ana Lopez", password: PASSWORD };

    it("counts what costs: forms that were refused cost nothing", async () => {
      for (let time = 0; time < 6; time += 1) {
        await signUp(fresh, { ...fields, email: "ana@mairie.example", password: "court" }).then(
          ({ status }) => expect(status).toBe(422),
        );
      }
      expect((await signUp(fresh, { ...fields, email: "ana@mairie.example" })).status).toBe(303);
    });

    it("lets a whole town hall in behind one address", async () => {
      const answers = await Promise.all(
        Array.from({ length: 21 }, (_, index) =>
          signUp(fresh, { ...fields, email: `agent${index}@mairie.example` }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    });

    it("stops what fills one mailbox, gives the form back filled, and leaves other forms alone", async () => {
      const email = "cible@mairie.example";
      const statuses: number[] = [];
      for (let time = 0; time < 5; time += 1)
        statuses.push((await signUp(fresh, { ...fields, email })).status);
      expect(new Set(statuses)).toEqual(new Set([303]));
      const refused = await signUp(fresh, { ...fields, email, name: "Ana Lopez" });
      expect(refused.status).toBe(429);
      expect(refused.text).toMatch(/déjà écrit plusieurs fois[^<]*Réessayez dans \d+ minutes/);
      expect(refused.text).toContain('value="Ana Lopez"');
      expect(refused.text).toContain(`value="${email}"`);
      const agent = request.agent(fresh.app);
      const page = await agent.get("/mot-de-passe-oublie").expect(200);
      await agent
        .post("/mot-de-passe-oublie")
        .type("form")
        .send({ _csrf: formToken(page.text), email })
        .expect(303);
    });

    it("gives the sign-in form back filled too", async () => {
      const user = await buildUser();
      const agent = request.agent(fresh.app);
      const page = await agent.get("/connexion").expect(200);
      const guess = () =>
        agent
          .post("/connexion")
          .type("form")
          .send({ _csrf: formToken(page.text), email: user.email, password: "un mot de passe deviné" });
      for (let time = 0; time < 10; time += 1) await guess().expect(401);
      const refused = await guess().expect(429);
      expect(refused.text).toContain(`value="${user.email}"`);
      expect(refused.text).toContain("Réessayez dans");
    });
  });
}
