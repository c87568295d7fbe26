import request, { type Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { Audit } from "../../server/audit/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  fieldsOf,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let organisation: string;
let here: string;
let member: UserRecord;
let editor: Agent;

beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const GIVEN = {
  partner: "Commune de Natitingou",
  country: "BJ",
  themes: ["eau-assainissement", "sante-social"],
  since: "2019",
  until: "",
  summary: "Forages et bornes-fontaines, avec une régie d’usagers.",
};

const kept = async () =>
  (await Organisation.findById(organisation).lean())!.cooperations.map(
    ({ partner, theme, since, until }) => ({
      ...{ partner, theme, since, until },
    }),
  );
const send = (agent: Agent, place: string, fields: object) => agent.post(place).type("form").send(fields);
/** The pages of the cooperations that the list leads to. */
const places = (html: string) => [
  ...new Set([...html.matchAll(/href="([^"]+\/cooperations\/[0-9a-f]{24})"/g)].map(([, href]) => href!)),
];
const listed = async (agent: Agent) => places((await agent.get(here).expect(200)).text);

/** An organisation of its own, with one cooperation. */
async function begin() {
  organisation = (await buildOrganisation(test))._id;
  here = `/collectivites/${organisation}/cooperations`;
  member = await buildMember(organisation);
  editor = await asPerson(test, member);
  const { text } = await editor.get(`${here}/nouvelle`).expect(200);
  await send(editor, `${here}/nouvelle`, { ...fieldsOf(text, `${here}/nouvelle`), ...GIVEN }).expect(303);
}

describe("the cooperations of an organisation", () => {
  it("are added, changed and taken out by its editors, one at a time", async () => {
    await begin();
    expect((await editor.get(`/collectivites/${organisation}`).expect(200)).text).toContain(`href="${here}"`);
    const added = { partner: GIVEN.partner, since: 2019, until: null };
    expect(await kept()).toEqual(GIVEN.themes.map((theme) => ({ ...added, theme })));
    const [place] = await listed(editor);
    const { text } = await editor.get(place!).expect(200);
    expect(text).toContain('value="Commune de Natitingou"');
    const change = { ...fieldsOf(text, place!), until: "2025", themes: ["sante-social"] };
    await send(editor, place!, change).expect(303);
    expect(await kept()).toEqual([{ ...added, until: 2025, theme: "sante-social" }]);
    const [changed] = await listed(editor);
    const page = await editor.get(changed!).expect(200);
    await send(editor, `${changed}/retirer`, fieldsOf(page.text, `${changed}/retirer`)).expect(303);
    expect(await kept()).toEqual([]);
    const trail = await Audit.find({ "subject.id": organisation }).sort({ at: 1, _id: 1 }).lean();
    expect(trail.map(({ action, note }) => [action, note])).toEqual([
      ["cooperation.add", GIVEN.partner],
      ["cooperation.change", GIVEN.partner],
      ["cooperation.remove", GIVEN.partner],
    ]);
  });

  it("whose end is agreed upon for later are under way until then", async () => {
    await begin();
    const [place] = await listed(editor);
    const { text } = await editor.get(place!).expect(200);
    await send(editor, place!, { ...fieldsOf(text, place!), until: "2029" }).expect(303);
    const title = async () => {
      const page = await editor.get(`/collectivites/${organisation}`).expect(200);
      return /id="cooperations">(.*?)<\/h2>/s.exec(page.text)?.[1];
    };
    expect(await title()).toContain("en cours");
    test.setNow(new Date("2030-02-01T10:00:00Z"));
    expect(await title()).toContain("terminées");
    test.setNow(TODAY);
  });

  it("make peers be found as soon as they are written", async () => {
    await begin();
    await test.settle();
    const asker = (await buildOrganisation(test))._id;
    const author = await buildMember(asker);
    const need = await buildNeed(asker, author._id);
    const { body } = await (await asProgram(test, author))
      .get(`/api/v1/needs/${need._id}/suggestions?kind=peer&limit=50`)
      .expect(200);
    expect(body.items.map((item: { candidate: { id: string } }) => item.candidate.id)).toContain(
      organisation,
    );
  });

  it("refuse what cannot be, field by field, and keep what was typed", async () => {
    await begin();
    const _csrf = formToken((await editor.get(`${here}/nouvelle`).expect(200)).text);
    const wrong = [
      [{ partner: "Voir https://exemple.example" }, "partner", "sans adresse"],
      [{ country: "ZZ" }, "country", "Ce pays n’existe pas"],
      [{ themes: [] }, "themes", "au moins un thème"],
      [{ since: "2031" }, "since", "à venir"],
      [{ since: "hier" }, "since", "Écrivez une année"],
      [{ until: "2012" }, "until", "La fin ne peut pas précéder le début"],
      [{}, "partner", "déjà écrite"],
    ] as const;
    for (const [change, field, words] of wrong) {
      const { text } = await send(editor, `${here}/nouvelle`, { _csrf, ...GIVEN, ...change }).expect(422);
      expect(text, words).toContain(words);
      expect(text, words).toContain(`id="${field}-erreur"`);
      expect(text, words).toContain(GIVEN.summary);
    }
    expect(await kept()).toHaveLength(2);
  });

  it("changed by two people at once are not lost: the second is told, with what they wrote", async () => {
    await begin();
    const other = await asPerson(test, await buildUser({ adviser: true }));
    const [place] = await listed(other);
    const [mine, theirs] = [await editor.get(place!).expect(200), await other.get(place!).expect(200)];
    await send(editor, place!, { ...fieldsOf(mine.text, place!), until: "2024" }).expect(303);
    const late = await send(other, place!, {
      ...fieldsOf(theirs.text, place!),
      summary: "Autre texte.",
    }).expect(409);
    expect(late.text).toContain("modifiée ou retirée entre-temps");
    expect(late.text).toContain("Autre texte.");
    expect((await kept()).map(({ until }) => until)).toEqual([2024, 2024]);
    // Two others at the very same time are both done.
    const form = formToken(mine.text);
    const add = (partner: string) => send(editor, `${here}/nouvelle`, { _csrf: form, ...GIVEN, partner });
    const answers = await Promise.all([add("Ville de Djougou"), add("Ville de Parakou")]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set((await kept()).map(({ partner }) => partner)).size).toBe(3);
    await other.get(place!).expect(303).expect("Location", here);
  });

  it("are nobody else’s to write, nor to be led to", async () => {
    await begin();
    const agents = [
      await asPerson(test, await buildMember(organisation, "viewer")),
      await asPerson(test, await buildMember((await buildOrganisation(test))._id)),
    ];
    for (const agent of agents) {
      const page = await agent.get(`/collectivites/${organisation}`).expect(200);
      expect(page.text).not.toContain(here);
      await agent.get(here).expect(403);
      const _csrf = formToken(page.text);
      await send(agent, `${here}/nouvelle`, { _csrf, ...GIVEN, partner: "Ville de Lomé" }).expect(403);
    }
    await request(test.app).get(here).expect(303);
    expect(await kept()).toHaveLength(2);
    await editor.get(`${here}/ailleurs`).expect(404);
  });
});
