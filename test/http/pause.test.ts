import type { Agent } from "supertest";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Expert } from "../../server/experts/model.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
} from "../support/world.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

/** Presses the button of a page, as its owner sees it; gives the page that follows. */
async function press(person: Agent, from: string, action: string) {
  const page = await person.get(from).expect(200);
  expect(page.text).toContain(`action="${action}"`);
  const answer = await person
    .post(action)
    .type("form")
    .send({ _csrf: formToken(page.text) })
    .expect(303);
  await test.settle();
  return person.get(answer.headers.location as string).expect(200);
}

const listed = async (id: string): Promise<boolean> => {
  const { body } = await request(test.app).get("/api/v1/experts").expect(200);
  return body.items.some((item: { id: string }) => item.id === id);
};

describe("an expert", () => {
  it("who just signed up finds the profile to fill in before anything else", async () => {
    const person = await asPerson(test, await buildUser({ asExpert: true }));
    const page = await person.get("/tableau-de-bord").expect(200);
    expect(page.text).toContain("Remplir votre profil d’expert");
    expect(page.text).toMatch(
      /<a[^>]*button--primary[^>]*href="\/mon-profil"|<a[^>]*href="\/mon-profil"[^>]*button--primary/,
    );
    expect(page.text).not.toContain("Rien ne vous attend");
    expect(page.text).not.toContain("Vous êtes à jour");
  });

  it("pauses and comes back alone; meanwhile the profile is neither listed, suggested nor asked", async () => {
    const expert = await buildExpert(test);
    const member = await buildMember((await buildOrganisation(test))._id);
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const editor = await asProgram(test, member);
    const suggested = async () => {
      const { body } = await editor
        .get(`/api/v1/needs/${need._id}/suggestions?kind=expert&limit=50`)
        .expect(200);
      return body.items.some((item: { candidate: { id: string } }) => item.candidate.id === expert._id);
    };
    expect([await listed(expert._id), await suggested()]).toEqual([true, true]);

    const person = await asPerson(test, expert.owner);
    const paused = await press(person, "/mon-profil", `/experts/${expert._id}/pause`);
    expect(paused.text).toContain("Votre profil est en pause");
    expect([await listed(expert._id), await suggested()]).toEqual([false, false]);
    expect((await person.get("/tableau-de-bord")).text).toContain("En pause : il n’est ni montré ni proposé");
    await request(test.app).get(`/experts/${expert._id}`).set("Accept", "text/html").expect(404);
    const candidate = { kind: "expert", id: expert._id };
    await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(404);

    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    const page = await counsel.get(`/experts/${expert._id}`).expect(200);
    expect(page.text).toContain("En pause");
    expect(page.text).not.toContain(`/experts/${expert._id}/resume`);
    await counsel
      .post(`/experts/${expert._id}/resume`)
      .type("form")
      .send({ _csrf: formToken(page.text) })
      .expect(403);

    await press(person, "/mon-profil", `/experts/${expert._id}/resume`);
    expect([await listed(expert._id), await suggested()]).toEqual([true, true]);
  });

  it("who is free on no day to come reads on the dashboard and the profile what that costs", async () => {
    const { _id, owner } = await buildExpert(test, {
      availability: [{ from: "2026-01-01", to: "2026-11-22" }],
    });
    const person = await asPerson(test, owner);
    for (const place of ["/tableau-de-bord", `/experts/${_id}`]) {
      expect((await person.get(place)).text).toContain("n’est pas proposé aux besoins qui ont des dates");
    }
    const member = await buildMember((await buildOrganisation(test))._id);
    const suggested = async (given: object) => {
      const need = await buildNeed(member.seats[0]!.organisation, member._id, given);
      const { body } = await (await asProgram(test, member))
        .get(`/api/v1/needs/${need._id}/suggestions?kind=expert&limit=50`)
        .expect(200);
      return body.items.some((item: { candidate: { id: string } }) => item.candidate.id === _id);
    };
    expect(await suggested({ period: { from: "2027-02-01", to: "2027-02-20" } })).toBe(false);
    expect(await suggested({ period: null })).toBe(true);
  });

  it("who pauses leaves nobody waiting: the invitation ends, and who asked is told", async () => {
    const expert = await buildExpert(test);
    const member = await buildMember((await buildOrganisation(test))._id);
    const need = await buildNeed(member.seats[0]!.organisation, member._id);
    const editor = await asProgram(test, member);
    const candidate = { kind: "expert", id: expert._id };
    const { body } = await editor.post(`/api/v1/needs/${need._id}/matches`).send({ candidate }).expect(201);
    const counsel = await asProgram(test, await buildUser({ adviser: true }));
    await counsel.post(`/api/v1/matches/${body.id}/validate`).send({ version: 1 }).expect(200);
    await test.settle();
    test.mails.length = 0;
    await press(await asPerson(test, expert.owner), "/mon-profil", `/experts/${expert._id}/pause`);
    expect((await editor.get(`/api/v1/matches/${body.id}`).expect(200)).body.status).toBe("cancelled");
    expect(test.mails.map(({ to }) => to)).toEqual([member.email]);
  });

  it("who left the directory reads how to come back, and comes back through an adviser", async () => {
    const expert = await buildExpert(test);
    const person = await asPerson(test, expert.owner);
    const before = await person.get("/mon-profil").expect(200);
    expect(before.text).toContain("seul un conseiller pourra le remettre en ligne");
    await press(person, "/mon-profil", `/experts/${expert._id}/archive`);
    expect(await listed(expert._id)).toBe(false);
    const left = await person.get("/mon-profil").expect(200);
    expect(left.text).toContain("Vous avez quitté l’annuaire");
    expect(left.text).toContain("L’adresse de contact n’est pas encore renseignée");
    await person
      .post(`/experts/${expert._id}/publish`)
      .type("form")
      .send({ _csrf: formToken(left.text) })
      .expect(403);
    test.mails.length = 0;
    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    await press(counsel, `/experts/${expert._id}`, `/experts/${expert._id}/publish`);
    expect(await listed(expert._id)).toBe(true);
    expect((await Expert.findById(expert._id).lean())?.status).toBe("published");
    expect(test.mails.map(({ to, subject }) => [to, subject])).toContainEqual([
      expert.contact.email,
      "Votre profil est publié",
    ]);
  });
});

describe("a profile that an adviser archives", () => {
  it("tells its owner why and what next, on the mail and on the page, and is published again from the list", async () => {
    const expert = await buildExpert(test);
    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    const page = `/experts/${expert._id}`;
    const { text } = await counsel.get(page).expect(200);
    const _csrf = formToken(text);
    const archive = (note: string) =>
      counsel
        .post(`${page}/archive`)
        .type("form")
        .send({ _csrf, note, fileNote: "Vu avec le chef de pôle." });
    expect(text).toContain("Archiver le profil");
    await archive("").expect(303);
    expect((await Expert.findById(expert._id).lean())?.status).toBe("published");
    await test.settle();
    test.mails.length = 0;
    await archive("Vous êtes inscrite deux fois.").expect(303);
    await test.settle();
    const [letter] = test.mails.filter(({ to }) => to === expert.contact.email);
    expect(letter?.subject).toBe("Votre profil est archivé");
    for (const words of ["Vous êtes inscrite deux fois.", "peut le publier à nouveau"]) {
      expect(letter?.text).toContain(words);
    }
    expect(letter?.text).not.toContain("chef de pôle");
    const person = await asPerson(test, expert.owner);
    const own = await person.get("/mon-profil").expect(200);
    expect(own.text).toContain("Un conseiller a archivé votre profil");
    expect(own.text).toContain("Vous êtes inscrite deux fois.");
    expect(own.text).not.toContain("Vous avez quitté l’annuaire");
    expect((await person.get(page).expect(200)).text).toContain("Vous êtes inscrite deux fois.");
    test.mails.length = 0;
    await press(counsel, "/conseil/experts?standing=archived", `${page}/publish`);
    expect(await listed(expert._id)).toBe(true);
    expect(test.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [expert.contact.email, "Votre profil est publié"],
    ]);
  });

  it("is told apart, in the list, from one whose owner left; those in pause are found there too", async () => {
    const gone = await buildExpert(test);
    await press(await asPerson(test, gone.owner), "/mon-profil", `/experts/${gone._id}/archive`);
    const resting = await buildExpert(test);
    await press(await asPerson(test, resting.owner), "/mon-profil", `/experts/${resting._id}/pause`);
    const counsel = await asPerson(test, await buildUser({ adviser: true }));
    const { text } = await counsel.get("/conseil/experts?standing=archived").expect(200);
    expect(text.split('<li class="row').find((row) => row.includes(gone._id))).toContain(
      "seulement à sa demande",
    );
    const paused = await counsel.get("/conseil/experts?standing=paused").expect(200);
    expect(paused.text).toContain(`/experts/${resting._id}`);
    expect(paused.text).not.toContain(`/experts/${resting._id}/publish`);
  });
});
