import type { Agent } from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Expert } from "../../server/experts/model.ts";
import { Match } from "../../server/matches/model.ts";
import { newId } from "../../server/storage/id.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
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

type BuiltExpert = Awaited<ReturnType<typeof buildExpert>>;

let test: TestApp;
let organisation: string;
let author: string;
let expert: BuiltExpert;
let editor: Agent;
let candidate: Agent;
let editorProgram: Agent;
let candidateProgram: Agent;
let match: string;

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test, { name: "Ville d’Ici" }))._id;
  const member = await buildMember(organisation);
  author = member._id;
  editor = await asPerson(test, member);
  editorProgram = await asProgram(test, member);
});
afterAll(() => test.close());

/** A match that its expert has accepted; the need has no dates unless some are given. */
async function accepted(period: { from: string; to: string } | null = null): Promise<string> {
  const need = await buildNeed(organisation, author, { status: "in-progress", period });
  const _id = newId();
  await Match.create({
    ...{ _id, need: need._id, needTitle: need.title, needOrganisation: organisation, status: "accepted" },
    candidate: { kind: "expert", id: expert._id, title: expert.name },
    ...{ requestedBy: author, statusSince: TODAY, createdAt: TODAY, updatedAt: TODAY },
  });
  return _id;
}

beforeEach(async () => {
  expert = await buildExpert(test, { name: "Awa Diop", missionsPerYear: 1 });
  candidate = await asPerson(test, expert.owner);
  candidateProgram = await asProgram(test, expert.owner);
  match = await accepted();
  await test.settle();
  test.mails.length = 0;
});

async function press(agent: Agent, action: string, fields: object) {
  const place = `/mises-en-relation/${match}`;
  const { text } = await agent.get(place).expect(200);
  const version = (await Match.findById(match).lean())?.version;
  return agent
    .post(`${place}/${action}`)
    .type("form")
    .send({ _csrf: formToken(text), version, ...fields });
}
const dates = (from: string, to: string) => ({
  "mission[period][from]": from,
  "mission[period][to]": to,
  "mission[mode]": "mission",
});
const stored = async () => (await Match.findById(match).lean())!;
const years = async () => (await Expert.findById(expert._id).lean())?.engagedByYear;
const mailsTo = async (address: string) => {
  await test.settle();
  return test.mails.filter(({ to }) => to === address);
};
const plain = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

describe("noting a mission", () => {
  it.each([
    ["", "", ["engage-from", "engage-to"]],
    ["2027-03-01", "", ["engage-to"]],
    ["", "2027-03-12", ["engage-from"]],
    ["2027-03-12", "2027-03-01", ["engage-to"]],
  ])(
    "from « %s » to « %s » is refused, the field is named and the form stays filled",
    async (from, to, wrong) => {
      const answer = await press(editor, "engage", { ...dates(from, to), note: "Rendez-vous à la gare." });
      expect(answer.status).toBe(422);
      for (const id of wrong) {
        expect(answer.text).toContain(`href="#${id}"`);
        if (!(from && to))
          expect(plain(answer.text)).toContain(id === "engage-from" ? "le premier jour" : "le dernier jour");
        expect(answer.text).toMatch(new RegExp(`id="${id}"[^>]*aria-invalid="true"`));
      }
      expect(answer.text).toContain("Rendez-vous à la gare.");
      if (from) expect(answer.text).toContain(`value="${from}"`);
      expect(await stored()).toMatchObject({ status: "accepted", mission: null });
      expect(await years()).toEqual({});
    },
  );

  it("with emptied dates is refused though the need has some", async () => {
    match = await accepted({ from: "2027-03-01", to: "2027-03-12" });
    expect((await press(editor, "engage", dates("", ""))).status).toBe(422);
  });

  it("through the API takes the need’s dates where it has some, and asks for them where not", async () => {
    const refused = await editorProgram
      .post(`/api/v1/matches/${match}/engage`)
      .send({ version: 1 })
      .expect(422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      "mission.period.from",
      "mission.period.to",
    ]);
    match = await accepted({ from: "2027-03-01", to: "2027-03-12" });
    const { body } = await editorProgram
      .post(`/api/v1/matches/${match}/engage`)
      .send({ version: 1 })
      .expect(200);
    expect(body.mission).toEqual({ from: "2027-03-01", to: "2027-03-12", mode: null });
    expect(body.missionAgreedBy).toEqual(["asker"]);
  });
});

describe("a mission that one side noted", () => {
  beforeEach(async () => {
    expect((await press(editor, "engage", dates("2027-03-01", "2027-03-12"))).status).toBe(303);
  });

  it("takes its place at once, and asks the other side, which confirms", async () => {
    expect(await years()).toEqual({ 2027: 1 });
    const [asked] = await mailsTo(expert.owner.email);
    expect(asked?.text).toContain("du 1er mars 2027 au 12 mars 2027");
    expect(asked?.text).toContain("Confirmez ces dates, ou corrigez-les.");
    const theirs = plain((await editor.get(`/mises-en-relation/${match}`)).text);
    expect(theirs).toContain("Ces dates attendent d’être confirmées par Awa Diop.");
    expect(theirs).not.toContain("Confirmer les dates");
    const own = plain((await candidate.get(`/mises-en-relation/${match}`)).text);
    expect(own).toContain("À vous de confirmer les dates de la mission");
    const { statusSince } = await stored();
    test.setNow(new Date(TODAY.getTime() + 3_600_000));
    expect((await press(candidate, "confirm-mission", {})).status).toBe(303);
    test.setNow(TODAY);
    expect(await stored()).toMatchObject({
      ...{ status: "engaged", statusSince, missionAgreedBy: ["asker", "candidate"] },
    });
    expect(plain((await editor.get(`/mises-en-relation/${match}`)).text)).toContain(
      "Ces dates sont confirmées par les deux parties.",
    );
    expect(await years()).toEqual({ 2027: 1 });
  });

  it("keeps the former dates in its history, for both sides, once they are changed", async () => {
    await press(candidate, "change-mission", {
      ...dates("2027-04-01", "2027-04-12"),
      note: "Plutôt en avril.",
    });
    const { body } = await editorProgram.get(`/api/v1/matches/${match}`).expect(200);
    const [engaged, changed] = body.history.slice(-2);
    expect(engaged).toMatchObject({ action: "engage", before: null });
    expect(changed).toMatchObject({ action: "change-mission", note: "Plutôt en avril." });
    expect(plain(changed.before)).toBe("du 1er mars 2027 au 12 mars 2027, en mission sur place");
    for (const agent of [editor, candidate]) {
      const text = plain((await agent.get(`/mises-en-relation/${match}`).expect(200)).text);
      expect(text).toContain("Auparavant : du 1er mars 2027 au 12 mars 2027, en mission sur place");
    }
  });

  it("is confirmed once, and by neither who noted it nor an adviser", async () => {
    const confirm = (agent: Agent, version: number) =>
      agent.post(`/api/v1/matches/${match}/confirm-mission`).send({ version });
    const { body } = await confirm(editorProgram, 2).expect(409);
    expect(body.type).toBe("urn:bourse:problem:mission-confirmed");
    const adviser = await asProgram(test, await buildUser({ adviser: true }));
    await confirm(adviser, 2).expect(403);
    await confirm(candidateProgram, 2).expect(200);
    await confirm(candidateProgram, 3).expect(409);
  });

  it("is corrected by the other side, its place moves along, and who noted it is asked again", async () => {
    expect((await press(candidate, "change-mission", dates("2028-01-10", "2028-01-20"))).status).toBe(303);
    expect(await stored()).toMatchObject({
      mission: { from: "2028-01-10", to: "2028-01-20", mode: "mission" },
      missionAgreedBy: ["candidate"],
    });
    expect(await years()).toEqual({ 2027: 0, 2028: 1 });
    await test.settle();
    const told = test.mails.filter(({ subject }) => /changées/.test(subject));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("du 10 janvier 2028 au 20 janvier 2028");
    expect(told[0]?.text).toContain("Confirmez ces dates, ou corrigez-les.");
    // Both sides may, until the end.
    expect((await press(editor, "change-mission", dates("2028-02-01", "2028-02-05"))).status).toBe(303);
    expect(await stored()).toMatchObject({ missionAgreedBy: ["asker"] });
  });

  it("stays as it was where the other year is full, and where nothing is changed", async () => {
    await Expert.updateOne({ _id: expert._id }, { $set: { "engagedByYear.2028": 1 } });
    const full = await press(candidate, "change-mission", dates("2028-01-10", "2028-01-20"));
    expect(full.status).toBe(409);
    expect(full.text).toContain("Awa Diop n’a plus de mission disponible en 2028.");
    expect(await years()).toEqual({ 2027: 1, 2028: 1 });
    const same = await press(candidate, "change-mission", dates("2027-03-01", "2027-03-12"));
    expect(same.status).toBe(422);
    expect(same.text).toContain("Ce sont les dates déjà notées");
    const empty = await press(candidate, "change-mission", dates("", "2028-01-20"));
    expect(empty.status).toBe(422);
    expect(empty.text).toMatch(/id="change-mission-from"[^>]*aria-invalid="true"/);
    expect(await stored()).toMatchObject({ version: 2, missionAgreedBy: ["asker"] });
  });

  it("ends before its dates only where that is said; after them, at a press", async () => {
    const early = await press(editor, "complete", {});
    expect(early.status).toBe(422);
    expect(early.text).toContain("La mission est prévue jusqu’au 12 mars 2027");
    expect(early.text).toContain('href="#complete-early"');
    expect((await stored()).status).toBe("engaged");
    expect((await press(editor, "complete", { early: "true" })).status).toBe(303);
    expect((await stored()).status).toBe("completed");
    await editorProgram
      .post(`/api/v1/matches/${match}/change-mission`)
      .send({ version: 3, mission: { period: { from: "2027-04-01", to: "2027-04-02" } } })
      .expect(409);
  });

  it("asks nothing on its last day, as it is in Paris", async () => {
    test.setNow(new Date("2027-03-11T22:30:00Z"));
    expect((await editor.get(`/mises-en-relation/${match}`)).text).toContain('id="complete-early"');
    test.setNow(new Date("2027-03-11T23:30:00Z"));
    expect((await editor.get(`/mises-en-relation/${match}`)).text).not.toContain('id="complete-early"');
    expect((await press(editor, "complete", {})).status).toBe(303);
    test.setNow(TODAY);
  });
});

describe("what a mission awaits of its reader", () => {
  const now = async (agent: Agent) =>
    /<div class="life-line__now">([\s\S]*?)<\/div>/.exec(
      (await agent.get(`/mises-en-relation/${match}`).expect(200)).text,
    )?.[1] ?? "";
  const said = async (agent: Agent) => plain(await now(agent));
  const tasks = async (agent: Agent) => plain((await agent.get("/tableau-de-bord").expect(200)).text);

  beforeEach(async () => {
    await Match.deleteMany({ _id: { $ne: match } });
    expect((await press(candidate, "engage", dates("2027-03-01", "2027-03-12"))).status).toBe(303);
  });

  it("is a task of the side that is to confirm its dates, and the others read whose turn it is", async () => {
    expect(await tasks(editor)).toContain("Confirmer les dates d’une mission");
    expect(await tasks(candidate)).toContain("Rien ne vous attend aujourd’hui");
    const adviser = await asPerson(test, await buildUser({ adviser: true }));
    for (const agent of [candidate, adviser]) {
      expect(await said(agent)).toContain("Ville d’Ici doit confirmer les dates de la mission.");
    }
    const list = plain((await candidate.get("/mises-en-relation")).text);
    expect(list).toContain("Ville d’Ici doit confirmer les dates de la mission");
    expect(plain((await editor.get(`/mises-en-relation/${match}`)).text)).toContain(
      "attendent d’être confirmées par vous",
    );
  });

  it("is its beginning, then its end: once over, both sides are asked to say so", async () => {
    expect((await press(editor, "confirm-mission", {})).status).toBe(303);
    for (const agent of [editor, candidate]) {
      expect(await tasks(agent)).toContain("Rien ne vous attend aujourd’hui");
      expect(await said(agent)).toContain("La mission commence le 1er mars 2027.");
    }
    // Nothing to press in full view before its last day.
    const before = (await editor.get(`/mises-en-relation/${match}`)).text;
    expect(before).not.toContain('id="complete-titre"');
    try {
      test.setNow(new Date("2027-03-05T10:00:00Z"));
      expect(await said(editor)).toContain("La mission est en cours.");
      test.setNow(new Date("2027-03-13T10:00:00Z"));
      for (const agent of [editor, candidate]) {
        expect(await said(agent)).toContain("dites si elle est terminée");
        expect(await tasks(agent)).toContain("Dire si une mission est terminée");
      }
      expect((await editor.get(`/mises-en-relation/${match}`)).text).toContain('id="complete-titre"');
      expect((await press(editor, "complete", {})).status).toBe(303);
      expect(await tasks(candidate)).toContain("Rien ne vous attend aujourd’hui");
    } finally {
      test.setNow(TODAY);
    }
  });

  it("is nothing of who answered through CUF: there is nobody to confirm", async () => {
    await Match.updateOne(
      { _id: match },
      {
        missionAgreedBy: ["asker"],
        answer: {
          who: "Awa Diop",
          on: "2026-11-20",
          said: "D’accord.",
          email: "awa@ailleurs.example",
          phone: null,
        },
      },
    );
    const page = plain((await editor.get(`/mises-en-relation/${match}`)).text);
    expect(page).toContain("La mission commence le 1er mars 2027.");
    expect(page).not.toContain("doit confirmer");
    expect(page).not.toContain("attendent d’être confirmées");
  });
});
