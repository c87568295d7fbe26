import request from "supertest";
import { describe, expect, it } from "vitest";
import type { TestApp } from "../../support/app.ts";
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
      await claire.post("/api/v1/needs").send({ title: "Trop tôt" }).expect(403);

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
