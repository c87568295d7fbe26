import { readdirSync, readFileSync } from "node:fs";
import { getPriority, platform } from "node:os";
import type { Agent } from "supertest";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { AssignmentRun } from "../../server/assignment/model.ts";
import { AssignmentThread } from "../../server/assignment/thread.ts";
import { startAssignment } from "../../server/assignment/usecases.ts";
import { type Actor, VISITOR } from "../../server/domain/policies.ts";
import { Expert } from "../../server/experts/model.ts";
import { Match } from "../../server/matches/model.ts";
import { Need, type NeedRecord } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
  formToken,
} from "../support/world.ts";

let test: TestApp;
let adviser: Agent;
let editor: Agent;
let member: UserRecord;
let organisation: string;
let needs: NeedRecord[];
let star: string;
let second: string;

const PLACE = "/conseil/repartir";
const ADVISER: Actor = { ...VISITOR, id: "a", name: "Claire Martin", adviser: true };
const SETTINGS = { most: 1, least: 20, wanted: 1 };

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test, { name: "Ville d’Ici" }))._id;
  member = await buildMember(organisation);
  star = (await buildExpert(test, { name: "Awa Diop" }))._id;
  second = (await buildExpert(test, { name: "Jean Ollivier", countries: ["TG"], yearsOfExperience: 3 }))._id;
  await buildExpert(test, { name: "Brouillon Caché", status: "draft" });
  needs = [];
  for (const title of ["Réparer les forages de Natitingou", "Réparer les forages de Parakou"])
    needs.push(await buildNeed(organisation, member._id, { title, themes: ["eau-assainissement"] }));
  await buildNeed(organisation, member._id, { title: "Un jumelage", kinds: ["partenaire-etranger"] });
  await buildNeed(organisation, member._id, { title: "Un brouillon", status: "draft" });
  await buildNeed(organisation, member._id, { title: "Un besoin clos", status: "closed", outcome: "met" });
  adviser = await asPerson(test, await buildUser({ adviser: true, name: "Claire Martin" }));
  editor = await asPerson(test, member);
});
afterEach(async () => {
  await Promise.all([AssignmentRun.deleteMany({}), Match.deleteMany({})]);
});
afterAll(() => test.close());

const context = () => ({ ...test.services.dependencies, actor: ADVISER });
const run = async (settings = SETTINGS) => {
  const { ended } = await startAssignment(context(), settings);
  await ended;
  const current = await AssignmentRun.findById("current").lean();
  expect(current?.state).toBe("done");
  return current!.result!;
};
const post = async (agent: Agent, path: string, fields: object) => {
  const { text } = await agent.get("/tableau-de-bord").expect(200);
  return agent
    .post(path)
    .type("form")
    .send({ _csrf: formToken(text), ...fields });
};
const bare = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/(&nbsp;|\s)+/g, " ");

describe("« Répartir »", () => {
  it("is calculated on a press, tells how far it is, and shows what it found", async () => {
    const before = await adviser.get(PLACE).expect(200);
    expect(before.text).toContain("Calculer une répartition");
    const pressed = await post(adviser, PLACE, { most: "1", least: "20", wanted: "1" });
    expect(pressed.status).toBe(303);
    expect(pressed.headers.location).toBe(PLACE);
    const during = await adviser.get(PLACE).expect(200);
    if (during.text.includes("Calcul en cours")) expect(during.headers.refresh).toContain(PLACE);
    const after = await vi.waitFor(
      async () => {
        const answer = await adviser.get(PLACE).expect(200);
        expect(answer.text).toContain("Les propositions");
        return answer;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(after.headers.refresh).toBeUndefined();
    const shown = bare(after.text);
    expect(shown).toContain("2 besoins servis sur 2");
    expect(shown).toMatch(/Cette répartition [\d ,]+ points, 2 propositions/);
    expect(shown).toContain("Calculé le 23 novembre 2026 à 11:00 par Claire Martin");
    expect(shown).toMatch(/Perd [\d,]+ face à son meilleur, Awa Diop/);
    expect(shown).not.toContain("Brouillon Caché");
    expect(shown).not.toContain("Un besoin clos");
  });

  it("serves each need once, each expert at most as often as was said", async () => {
    const result = await run();
    expect(result).toMatchObject({ needs: 2, experts: 2, unmet: [], leftAside: 0 });
    expect(result.proposals.map(({ expert }) => expert).sort()).toEqual([star, second].sort());
    expect(result.total).toBeGreaterThanOrEqual(result.greedy.total);
    const generous = await run({ ...SETTINGS, most: 2 });
    expect(generous.proposals.map(({ expert }) => expert)).toEqual([star, star]);
  });

  it("is accepted line by line: the adviser’s own shortlist, which the next calculation works around", async () => {
    const { proposals } = await run();
    const [line] = proposals;
    const pressed = await post(adviser, `${PLACE}/accepter`, {
      need: line!.need,
      expert: line!.expert,
      page: "1",
    });
    expect(pressed.status).toBe(303);
    expect(pressed.headers.location).toBe(`${PLACE}?page=1#besoin-${line!.need}`);
    const match = await Match.findOne({ need: line!.need }).lean();
    expect(match).toMatchObject({ status: "shortlisted", candidate: { kind: "expert", id: line!.expert } });
    const page = bare((await adviser.get(PLACE).expect(200)).text);
    expect(page).toContain("Vous avez présélectionné ");
    expect(page).toContain("Présélectionnée");
    const again = await post(adviser, `${PLACE}/accepter`, { need: line!.need, expert: line!.expert });
    expect(again.status).toBe(303);
    expect(await Match.countDocuments()).toBe(1);
    expect(bare((await adviser.get(PLACE)).text)).toContain("déjà en cours");
    const next = await run();
    expect(next.proposals).not.toContainEqual(
      expect.objectContaining({ need: line!.need, expert: line!.expert }),
    );
  });

  it("leaves out needs that have their mission, and experts without capacity", async () => {
    const [first] = needs;
    const record = {
      ...{ need: first!._id, needTitle: first!.title, needOrganisation: organisation, version: 1 },
      candidate: { kind: "expert" as const, id: second, title: "Jean Ollivier" },
      ...{
        status: "engaged" as const,
        requestedBy: member._id,
        shown: null,
        mission: null,
      },
      ...{ statusSince: TODAY, createdAt: TODAY, updatedAt: TODAY },
    };
    await Match.create({ _id: "f".repeat(24), ...record });
    await Expert.updateOne({ _id: star }, { engagedByYear: { 2026: 2, 2027: 2, 2028: 2 } });
    const result = await run();
    expect(result.needs).toBe(1);
    expect(result.proposals.map(({ expert }) => expert)).toEqual([second]);
    await Expert.updateOne({ _id: star }, { engagedByYear: {} });
  });

  it("says what changed since, and marks the lines that it concerns", async () => {
    const { proposals } = await run();
    expect((await adviser.get(PLACE).expect(200)).text).not.toContain("a changé");
    const [line, other] = proposals;
    const later = new Date(TODAY.getTime() + 60_000);
    await Need.updateOne({ _id: line!.need }, { updatedAt: later });
    await Expert.updateOne({ _id: other!.expert }, { updatedAt: later });
    await Need.updateOne({ title: "Un brouillon" }, { updatedAt: later });
    const page = bare((await adviser.get(PLACE).expect(200)).text);
    expect(page).toContain("Depuis ce calcul, 1 besoin et 1 profil ont changé.");
    expect(page.match(/Ce besoin a changé depuis le calcul/g)).toHaveLength(1);
    expect(page.match(/Ce profil a changé depuis le calcul/g)).toHaveLength(1);
    await Promise.all([
      Need.updateMany({}, { updatedAt: TODAY }),
      Expert.updateMany({}, { updatedAt: TODAY }),
    ]);
    expect((await adviser.get(PLACE).expect(200)).text).not.toContain("ont changé");
  });

  it("gives way to whoever waits for a page", async () => {
    if (platform() !== "linux") return;
    const niceOf = (thread: string): number => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
      // Fields are counted after the name, which may hold anything: the priority to be nice is the nineteenth of all.
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
    };
    const nices = () => readdirSync("/proc/self/task").map(niceOf);
    const thread = new AssignmentThread(TODAY);
    await thread.ask({ do: "experts", experts: [], pending: new Map(), readings: [] });
    expect(nices().filter((nice) => nice === 19)).toHaveLength(1);
    expect(getPriority()).toBe(0);
    await thread.stop();
  });

  it("runs once at a time; one that died may be begun again", async () => {
    const now = test.services.dependencies.clock();
    const dead = { _id: "current" as const, run: "dead", state: "running" as const, byName: "x", at: now };
    const progress = { done: 1, total: 4, settings: SETTINGS, result: null };
    await AssignmentRun.create({ ...dead, ...progress, updatedAt: now });
    await expect(startAssignment(context(), SETTINGS)).rejects.toMatchObject({ status: 409 });
    const page = await adviser.get(PLACE).expect(200);
    expect(bare(page.text)).toMatch(/Besoins examinés 1 sur 4/);
    expect(page.headers.refresh).toContain(PLACE);
    const refused = await post(adviser, PLACE, { most: "1", least: "20", wanted: "1" });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("déjà en cours");
    const earlier = new Date(now.getTime() - 10 * 60_000);
    await AssignmentRun.updateOne({ _id: "current" }, { updatedAt: earlier });
    expect((await adviser.get(PLACE).expect(200)).text).toContain("s’est interrompu");
    expect((await run()).proposals).toHaveLength(2);
  });

  it("keeps its failure to itself, and says so", async () => {
    const broken = { ...context(), lexicon: null as never };
    const { ended } = await startAssignment(broken, SETTINGS);
    await ended;
    expect((await AssignmentRun.findById("current").lean())?.state).toBe("failed");
    expect((await adviser.get(PLACE).expect(200)).text).toContain("s’est interrompu");
  });

  it("comes back filled where a number cannot be", async () => {
    const wrong = await post(adviser, PLACE, { most: "99", least: "beaucoup", wanted: "2" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Au plus 10.");
    expect(wrong.text).toContain("Écrivez un nombre.");
    expect(wrong.text).toContain('value="beaucoup"');
    expect((await post(adviser, PLACE, { most: "1", colour: "blue" })).status).toBe(422);
    await adviser.get(`${PLACE}?page=x`).expect(422);
    const nobody = await post(adviser, `${PLACE}/accepter`, { need: "x", expert: star });
    expect(nobody.headers.location).toBe(PLACE);
  });

  it("is for advisers alone", async () => {
    await editor.get(PLACE).expect(403);
    expect((await post(editor, PLACE, {})).status).toBe(403);
    const [need] = needs;
    expect((await post(editor, `${PLACE}/accepter`, { need: need!._id, expert: star })).status).toBe(403);
    expect(await Match.countDocuments()).toBe(0);
    await adviser.post(PLACE).type("form").send({ most: "1" }).expect(403);
    expect(await Need.countDocuments()).toBe(5);
  });
});
