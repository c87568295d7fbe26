import type { Agent } from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { Need, type NeedRecord } from "../../server/needs/model.ts";
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
let editorUser: UserRecord;
let editor: Agent;
let program: Agent;
let viewer: Agent;
let adviser: Agent;
let stranger: Agent;
let organisation: string;
let need: NeedRecord;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  await buildExpert(test);
  editorUser = await buildMember(organisation);
  editor = await asPerson(test, editorUser);
  program = await asProgram(test, editorUser);
  viewer = await asPerson(test, await buildMember(organisation, "viewer"));
  adviser = await asPerson(test, await buildUser({ adviser: true }));
  stranger = await asPerson(test, await buildMember((await buildOrganisation(test))._id));
});
beforeEach(async () => {
  need = await buildNeed(organisation, editorUser._id);
});
afterAll(() => test.close());

const page = async (agent: Agent) => (await agent.get(`/besoins/${need._id}`).expect(200)).text;
const correct = async (agent: Agent, fields: Record<string, string>) => {
  const { text } = await agent.get("/tableau-de-bord").expect(200);
  return agent
    .post(`/besoins/${need._id}/compris`)
    .type("form")
    .send({ _csrf: formToken(text), version: String(need.version), ...fields });
};
const stored = () => Need.findById(need._id).lean();
const understood = async () =>
  (await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200)).body.understood;
const codes = (list: { code: string }[]) => list.map(({ code }) => code);

describe("what was understood, corrected on the need’s page", () => {
  it("is dismissed by its editor: page, ranking and API follow, and it can be taken back", async () => {
    expect(codes((await understood()).countries)).toContain("BJ");
    expect(await page(editor)).toContain('value="country:BJ"');
    const answer = await correct(editor, { code: "country:BJ", dismiss: "1" });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(`/besoins/${need._id}#compris-detail`);
    expect(await stored()).toMatchObject({ dismissed: ["country:BJ"], version: 2 });
    expect(codes((await understood()).countries)).not.toContain("BJ");
    const after = await page(editor);
    expect(after).toContain("Rétablir");
    expect(after).toMatch(/<s>Bénin<\/s>/);
    need.version = 2;
    await correct(editor, { code: "country:BJ", dismiss: "0" });
    expect((await stored())?.dismissed).toEqual([]);
    expect(codes((await understood()).countries)).toContain("BJ");
  });

  it("is confirmed: it becomes a box that the author ticked, and is dismissed no more", async () => {
    await Need.updateOne({ _id: need._id }, { dismissed: ["theme:eau-assainissement"] });
    await correct(adviser, { code: "theme:eau-assainissement", confirm: "1" });
    expect(await stored()).toMatchObject({ themes: ["eau-assainissement"], dismissed: [] });
    const [theme] = (await understood()).themes;
    expect(theme).toMatchObject({ code: "eau-assainissement", source: "declared", confidence: 1 });
    need.version = 2;
    await correct(adviser, { code: "country:BJ", confirm: "1" });
    expect((await stored())?.countries).toEqual(["BJ"]);
  });

  it("is refused to who may not edit, with an old version, and for what no list knows", async () => {
    expect(await page(viewer)).not.toContain("Ce n’est pas cela");
    expect((await correct(viewer, { code: "country:BJ", dismiss: "1" })).status).toBe(403);
    expect((await correct(stranger, { code: "country:BJ", dismiss: "1" })).status).toBe(404);
    const told = async (fields: Record<string, string>) => {
      expect((await correct(editor, fields)).status).toBe(303);
      return page(editor);
    };
    expect(await told({ code: "country:XX", dismiss: "1" })).toContain("n’est dans aucune liste");
    expect(await told({ code: "colour:blue", dismiss: "1" })).toContain("Écrivez ce que c’est");
    expect(await told({ code: "country:BJ" })).toContain("Dites si c’est faux");
    expect(await told({ code: "skill:etude-faisabilite", confirm: "1" })).toContain(
      "On ne confirme qu’un thème ou un pays",
    );
    expect(await told({ code: "country:BJ", dismiss: "1", version: "7" })).toContain("modifié entre-temps");
    expect(await stored()).toMatchObject({ dismissed: [], version: 1 });
  });

  it("gives way to a box ticked since", async () => {
    await Need.updateOne({ _id: need._id }, { dismissed: ["country:BJ"], countries: ["BJ"] });
    expect(await page(editor)).not.toMatch(/<s>Bénin<\/s>/);
    expect((await understood()).countries[0]).toMatchObject({ code: "BJ", source: "declared" });
    const form = await editor.get(`/besoins/${need._id}/modifier`).expect(200);
    expect(form.text).not.toContain('name="dismissed"');
  });

  it("without the token of a form, nothing happens", async () => {
    await editor
      .post(`/besoins/${need._id}/compris`)
      .type("form")
      .send({ version: "1", code: "country:BJ", dismiss: "1" })
      .expect(403);
    expect((await stored())?.dismissed).toEqual([]);
  });
});

describe("the adviser’s form", () => {
  const ticked = async (given: Partial<NeedRecord>) => {
    need = await buildNeed(organisation, editorUser._id, given);
    const boxes = (await page(adviser)).matchAll(/<input[^>]*name="kinds"[^>]*value="([^"]+)"[^>]*checked/g);
    return [...boxes].map(([, kind]) => kind);
  };
  const description =
    "Aidez-nous à mettre le projet par écrit, et à trouver les moyens de payer les travaux.";

  it("comes with the kinds of help that the text asks for, where the author ticked none", async () => {
    expect(await ticked({ description })).toEqual(["montage", "financement"]);
    expect(await ticked({ description, kinds: ["formation"] })).toEqual(["formation"]);
  });
});

describe("the field `dismissed`", () => {
  it("is written and read through the API, and checked", async () => {
    const { body } = await program
      .patch(`/api/v1/needs/${need._id}`)
      .send({ dismissed: ["theme:eau-assainissement", "theme:eau-assainissement"] })
      .expect(200);
    expect(body.dismissed).toEqual(["theme:eau-assainissement"]);
    const kept = await program.patch(`/api/v1/needs/${need._id}`).send({ title: "Autre titre" }).expect(200);
    expect(kept.body.dismissed).toEqual(["theme:eau-assainissement"]);
    for (const dismissed of [["theme:none"], ["BJ"], "country:BJ", [7]]) {
      const refused = await program.patch(`/api/v1/needs/${need._id}`).send({ dismissed }).expect(422);
      expect(refused.body.errors[0].path).toMatch(/^dismissed/);
    }
  });

  it("holds in a preview", async () => {
    const ask = async (dismissed: string[]) => {
      const { title, description } = need;
      const { body } = await program
        .post("/api/v1/preview")
        .send({ title, description, dismissed })
        .expect(200);
      return codes(body.understood.countries);
    };
    expect(await ask([])).toContain("BJ");
    expect(await ask(["country:BJ"])).not.toContain("BJ");
  });

  it("is absent from needs written before it: they read as if nothing was dismissed", async () => {
    await Need.collection.updateOne({ _id: need._id as never }, { $unset: { dismissed: 1 } });
    expect((await program.get(`/api/v1/needs/${need._id}`).expect(200)).body.dismissed).toEqual([]);
    await page(editor);
  });
});

describe("the form, without scripts", () => {
  const typed = {
    title: "Un titre tapé",
    description: "Nos partenaires de Natitingou ont douze forages en panne, vraiment.",
    kinds: ["expertise", "formation"],
  };

  it("strikes out and takes back beside the form, keeping all that was typed and writing nothing", async () => {
    const { text } = await editor.get("/besoins/nouveau").expect(200);
    const count = await Need.countDocuments();
    const struck = await editor
      .post("/besoins/nouveau")
      .type("form")
      .send({ _csrf: formToken(text), ...typed, dismiss: "country:BJ" })
      .expect(200);
    expect(struck.text).toContain('name="dismissed" value="country:BJ"');
    expect(struck.text).toContain('value="Un titre tapé"');
    expect(struck.text).toMatch(/<s>Bénin<\/s>/);
    expect(struck.text).not.toContain('value="country:BJ" data-strike><svg');
    const back = await editor
      .post("/besoins/nouveau")
      .type("form")
      .send({ _csrf: formToken(text), ...typed, dismissed: "country:BJ", restore: "country:BJ" })
      .expect(200);
    expect(back.text).not.toContain('name="dismissed"');
    expect(await Need.countDocuments()).toBe(count);
  });

  it("does so for a need that exists, and keeps it when saved", async () => {
    const { text } = await editor.get(`/besoins/${need._id}/modifier`).expect(200);
    const send = (fields: object) =>
      editor
        .post(`/besoins/${need._id}/modifier`)
        .type("form")
        .send({ _csrf: formToken(text), version: "1", ...typed, ...fields });
    expect((await send({ dismiss: "country:BJ" }).expect(200)).text).toContain("Un titre tapé");
    expect((await stored())?.version).toBe(1);
    await send({ send: "save", dismissed: "country:BJ" }).expect(303);
    expect(await stored()).toMatchObject({ title: "Un titre tapé", dismissed: ["country:BJ"] });
  });
});
