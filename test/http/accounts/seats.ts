import request from "supertest";
import { describe, expect, it } from "vitest";
import { User } from "../../../server/accounts/model.ts";
import { Audit } from "../../../server/audit/model.ts";
import { Organisation } from "../../../server/organisations/model.ts";
import { type TestApp, TODAY } from "../../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildOrganisation,
  buildUser,
  formToken,
  PASSWORD,
} from "../../support/world.ts";
import { confirmBy } from "./mailedLinks.ts";

/** How a person comes to act for an organisation. */
export function describeSeats(site: () => TestApp): void {
  describe("seats", () => {
    it("is asked for, and asked back on a page that asks again, while nobody answered", async () => {
      const organisation = (await buildOrganisation(site(), { name: "Ville de Passage" }))._id;
      const seat = { organisation, role: "editor", status: "pending", askedAt: TODAY } as const;
      const user = await buildUser({ seats: [seat] });
      const agent = await asPerson(site(), user);
      const place = `/rattachement/${organisation}/retirer`;
      expect((await agent.get("/tableau-de-bord").expect(200)).text).toContain(`href="${place}"`);
      const { text } = await agent.get(place).expect(200);
      expect(text).toContain("Ville de Passage");
      const post = (who: request.Agent) =>
        who
          .post(place)
          .type("form")
          .send({ _csrf: formToken(text) });
      await post(agent).expect(303).expect("Location", "/tableau-de-bord");
      expect((await User.findById(user._id).lean())?.seats).toEqual([]);
      const after = await agent.get("/tableau-de-bord").expect(200);
      expect(after.text).toContain("Votre demande pour Ville de Passage est retirée.");
      expect(after.text).not.toContain("Vous avez demandé à représenter");
      await agent.get(place).expect(404);
      const trail = await Audit.findOne({ "subject.id": user._id }).lean();
      expect(trail).toMatchObject({ action: "seat.withdraw", note: "Ville de Passage" });
      // A seat that was confirmed is none to withdraw, nor is somebody else's.
      const member = await buildMember(organisation);
      await (await asPerson(site(), member)).get(place).expect(404);
      expect((await User.findById(member._id).lean())?.seats).toHaveLength(1);
    });

    it("takes what was declared along, unless somebody else asks for it too", async () => {
      const declared = await buildOrganisation(site(), { name: "Association Déclarée", verified: false });
      const seat = { organisation: declared._id, role: "editor", status: "pending", askedAt: TODAY } as const;
      const exists = async () => (await Organisation.exists({ _id: declared._id })) !== null;
      const withdraw = async () => {
        const agent = await asPerson(site(), people.shift()!);
        const place = `/rattachement/${declared._id}/retirer`;
        const { text } = await agent.get(place).expect(200);
        await agent
          .post(place)
          .type("form")
          .send({ _csrf: formToken(text) })
          .expect(303);
      };
      const people = [await buildUser({ seats: [seat] }), await buildUser({ seats: [seat] })];
      await withdraw();
      expect(await exists()).toBe(true);
      await withdraw();
      expect(await exists()).toBe(false);
    });

    it("a first editor may do nothing for the organisation until an adviser confirms", async () => {
      const agent = request.agent(site().app);
      const page = await agent.get("/inscription?profile=member&organisation=commune:92073").expect(200);
      await agent
        .post("/inscription")
        .type("form")
        .send({
          _csrf: formToken(page.text),
          profile: "member",
          organisation: "commune:92073",
          name: "Claire Référente",
          email: "claire@suresnes.example",
          password: PASSWORD,
        })
        .expect(303);
      await site().settle();
      await confirmBy(site(), site().mails[0]);
      const claire = await asProgram(site(), { email: "claire@suresnes.example" } as never);
      expect((await claire.get("/api/v1/me")).body.seats).toEqual([]);
      const { body: draft } = await claire.post("/api/v1/needs").send({ title: "Trop tôt" }).expect(201);
      const early = { title: "Trop tôt", description: "Une description assez longue." };
      await claire.patch(`/api/v1/needs/${draft.id}`).send(early).expect(200);
      await claire.post(`/api/v1/needs/${draft.id}/submit`).send({}).expect(403);

      const adviser = await asPerson(site(), await buildUser({ adviser: true }));
      const queue = await adviser.get("/conseil").expect(200);
      const confirm = /action="(\/rattachement\/[^"]+\/confirmer)"/.exec(queue.text)?.[1] ?? "";
      await adviser
        .post(confirm)
        .type("form")
        .send({ _csrf: formToken(queue.text) })
        .expect(303);
      const { body } = await claire.get("/api/v1/me");
      expect(body.seats).toEqual([
        { organisation: { id: expect.any(String), name: "Suresnes" }, role: "editor" },
      ]);
      await claire.post("/api/v1/needs").send({ title: "Un premier besoin" }).expect(201);
      await claire.post(`/api/v1/needs/${draft.id}/submit`).send({}).expect(200);
      await site().settle();
      expect(site().mails.map(({ subject }) => subject)).toContain(
        "Votre rattachement à Suresnes est confirmé",
      );
    });

    it("an editor confirms a colleague; a stranger may not", async () => {
      const organisation = await buildOrganisation(site());
      const colleague = await buildUser({
        seats: [{ organisation: organisation._id, role: "editor", status: "pending", askedAt: new Date() }],
      });
      const path = `/rattachement/${organisation._id}/${colleague._id}/confirmer`;
      const stranger = await asPerson(site(), await buildMember((await buildOrganisation(site()))._id));
      const home = await stranger.get("/tableau-de-bord");
      await stranger
        .post(path)
        .type("form")
        .send({ _csrf: formToken(home.text) })
        .expect(403);
      const editor = await asPerson(site(), await buildMember(organisation._id));
      const mine = await editor.get("/tableau-de-bord");
      expect(mine.text).toContain(colleague.name);
      await editor
        .post(path)
        .type("form")
        .send({ _csrf: formToken(mine.text) })
        .expect(303);
      const agent = await asProgram(site(), colleague);
      expect((await agent.get("/api/v1/me")).body.seats).toHaveLength(1);
    });

    it("asked for is told to the advisers and to the organisation’s editors, one mail each", async () => {
      await User.updateMany({}, { adviser: false });
      const organisation = await buildOrganisation(site());
      const editor = await buildMember(organisation._id);
      const viewer = await buildMember(organisation._id, "viewer");
      const adviser = await buildUser({ adviser: true });
      const seat = {
        organisation: organisation._id,
        role: "editor",
        status: "active",
        askedAt: TODAY,
      } as const;
      const both = await buildUser({ adviser: true, seats: [seat] });
      const person = await asPerson(site(), await buildUser({ name: "Awa Diop" }));
      const page = await person.get(`/rattachement?organisation=${organisation._id}`).expect(200);
      await person
        .post("/rattachement")
        .type("form")
        .send({ _csrf: formToken(page.text), organisation: organisation._id })
        .expect(303);
      await site().settle();
      const told = site().mails.map(({ to, subject }) => [to, subject]);
      const subject = `Awa Diop demande à représenter ${organisation.name}`;
      expect(told.sort()).toEqual([editor, adviser, both].map(({ email }) => [email, subject]).sort());
      expect(told.map(([to]) => to)).not.toContain(viewer.email);
    });

    it("asked for with a sign-up is told once the address is confirmed, not before", async () => {
      await User.updateMany({}, { adviser: false });
      const adviser = await buildUser({ adviser: true });
      const agent = request.agent(site().app);
      const page = await agent.get("/inscription?profile=member&organisation=commune:92050").expect(200);
      const fields = {
        profile: "member",
        organisation: "commune:92050",
        name: "Zoé Martin",
        password: PASSWORD,
      };
      await agent
        .post("/inscription")
        .type("form")
        .send({ ...fields, _csrf: formToken(page.text), email: "zoe@nanterre.example" })
        .expect(303);
      await site().settle();
      expect(site().mails.map(({ to }) => to)).toEqual(["zoe@nanterre.example"]);
      await confirmBy(site(), site().mails[0]);
      await site().settle();
      const [mail] = site().mails.filter(({ to }) => to === adviser.email);
      expect(mail?.subject).toBe("Zoé Martin demande à représenter Nanterre");
      expect(mail?.text).toContain("http://bourse.test/conseil/rattachements");
    });

    it("that waits shows on the dashboard, and lets a need be prepared that nobody else sees", async () => {
      const organisation = await buildOrganisation(site());
      const asking = await buildUser({
        seats: [{ organisation: organisation._id, role: "editor", status: "pending", askedAt: TODAY }],
      });
      const person = await asPerson(site(), asking);
      const home = await person.get("/tableau-de-bord").expect(200);
      expect(home.text).toContain(`Vous avez demandé à représenter ${organisation.name}`);
      expect(home.text).toContain("23 novembre 2026");
      expect(home.text).not.toContain("Rien ne vous attend");
      expect(home.text).not.toContain("Vous êtes à jour");
      const form = await person.get("/besoins/nouveau").expect(200);
      expect(form.text).not.toContain('value="submit"');
      const typed = { title: "Un puits", description: "Nous voulons forer un puits." };
      const post = (send: string) =>
        person
          .post("/besoins/nouveau")
          .type("form")
          .send({ ...typed, _csrf: formToken(form.text), send });
      const refused = await post("submit").expect(422);
      expect(refused.text).toContain("Votre rattachement n’est pas encore confirmé");
      expect(refused.text).toContain(typed.description);
      const { headers } = await post("save").expect(303);
      const id = /besoins\/(\w+)\/modifier/.exec(headers.location ?? "")?.[1];
      const editor = await asProgram(site(), await buildMember(organisation._id));
      await editor.get(`/api/v1/needs/${id}`).expect(404);
      expect((await editor.get("/api/v1/needs")).body.total).toBe(0);
      await editor.post(`/api/v1/needs/${id}/submit`).send({}).expect(404);
      expect((await person.get("/besoins")).text).toContain("Un puits");

      const colleague = await asPerson(site(), await buildMember(organisation._id));
      const mine = await colleague.get("/tableau-de-bord");
      await colleague
        .post(`/rattachement/${organisation._id}/${asking._id}/confirmer`)
        .type("form")
        .send({ _csrf: formToken(mine.text) })
        .expect(303);
      await editor.get(`/api/v1/needs/${id}`).expect(200);
      await (await asProgram(site(), asking)).post(`/api/v1/needs/${id}/submit`).send({}).expect(200);
    });

    it("comes first for who wants to write a need and has none; what was typed is kept on the way", async () => {
      const organisation = await buildOrganisation(site());
      const person = await asPerson(site(), await buildUser());
      const page = await person.get("/besoins/nouveau").expect(200);
      expect(page.text).toContain('href="/rattachement"');
      const description = "Nos partenaires de Natitingou ont douze forages en panne.";
      const kept = await person
        .post("/besoins/nouveau")
        .type("form")
        .send({ _csrf: formToken(page.text), description })
        .expect(200);
      expect(kept.text).toContain(description);
      await person
        .post("/rattachement")
        .type("form")
        .send({ _csrf: formToken(page.text), organisation: organisation._id })
        .expect(303)
        .expect("Location", "/besoins/nouveau");
      const form = await person.get("/besoins/nouveau").expect(200);
      expect(form.text).toMatch(new RegExp(`<textarea[^>]*>\\s*${description}`));
      await person
        .post("/besoins/nouveau")
        .type("form")
        .send({ _csrf: formToken(form.text), send: "save", title: "Douze forages", description })
        .expect(303);
      expect((await person.get("/besoins/nouveau")).text).not.toContain(description);
    });

    it("a viewer reads but does not write", async () => {
      const organisation = await buildOrganisation(site());
      const editor = await asProgram(site(), await buildMember(organisation._id));
      const { body: need } = await editor
        .post("/api/v1/needs")
        .send({ title: "Un besoin à lire" })
        .expect(201);
      const viewer = await asProgram(site(), await buildMember(organisation._id, "viewer"));
      await viewer.get(`/api/v1/needs/${need.id}`).expect(200);
      await viewer.post("/api/v1/needs").send({ title: "Un autre" }).expect(403);
      await viewer.patch(`/api/v1/needs/${need.id}`).send({ title: "Changé" }).expect(403);
      await viewer.post(`/api/v1/needs/${need.id}/submit`).send({}).expect(403);
    });
  });
}
