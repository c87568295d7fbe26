import type { Agent } from "supertest";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { UserRecord } from "../../server/accounts/model.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { Shown } from "../../server/learning/model.ts";
import { recordShown } from "../../server/learning/usecases.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";
import {
  asPerson,
  asProgram,
  buildExpert,
  buildMember,
  buildNeed,
  buildOrganisation,
  buildUser,
} from "../support/world.ts";

let test: TestApp;
let member: UserRecord;
let editor: Agent;
let program: Agent;
let adviser: Agent;
let candidate: Agent;
let admin: Agent;
let organisation: string;
let expert: Awaited<ReturnType<typeof buildExpert>>;

const HOUR = 3_600_000;
let hours = 0;
const later = () => test.setNow(new Date(TODAY.getTime() + ++hours * HOUR));

beforeAll(async () => {
  test = await startTestApp();
  organisation = (await buildOrganisation(test))._id;
  member = await buildMember(organisation);
  expert = await buildExpert(test);
  for (let i = 0; i < 6; i += 1) await buildExpert(test, { yearsOfExperience: i });
  editor = await asPerson(test, member);
  program = await asProgram(test, member);
  adviser = await asProgram(test, await buildUser({ adviser: true }));
  candidate = await asProgram(test, expert.owner);
  admin = await asPerson(test, await buildUser({ admin: true }));
});
afterAll(() => test.close());

const newNeed = () => buildNeed(organisation, member._id, { themes: ["eau-assainissement"] });
/** What is kept is written after the answer: it is waited for. */
const kept = (id: string, count: number) =>
  vi.waitFor(async () => {
    const lists = await Shown.find({ need: id }).sort({ at: 1, _id: 1 }).lean();
    expect(lists).toHaveLength(count);
    return lists;
  });
const lines = async () => {
  const { text } = await admin
    .get("/administration/apprentissage/export.ndjson")
    .expect(200)
    .expect("Content-Type", /application\/x-ndjson/)
    .expect("Content-Disposition", /attachment; filename="apprentissage-2026-11-\d\d\.ndjson"/)
    .buffer(true)
    .parse((response, done) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => done(null, body));
    })
    .then(({ body }) => ({ text: body as string }));
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
};

describe("what was shown", () => {
  it("is kept once for a version and a kind, the longest look winning", async () => {
    const need = await newNeed();
    await editor.get(`/besoins/${need._id}`).expect(200);
    const first = (await kept(need._id, 1))[0]!;
    expect(first).toMatchObject({ _id: `${need._id}:1:expert`, kind: "expert", needVersion: 1, length: 3 });
    const { body } = await program.get(`/api/v1/needs/${need._id}/suggestions?limit=3`).expect(200);
    expect(first.items.slice(0, 3).map((item) => [item.candidate, item.rank, item.score])).toEqual(
      body.items.map((item: { candidate: { id: string }; score: number }, i: number) => [
        item.candidate.id,
        i + 1,
        item.score,
      ]),
    );
    for (const { score, shares, features } of first.items) {
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 5);
      expect(Object.keys(features)).toContain("subject");
    }
    expect(first.facts).toMatchObject({ themes: ["eau-assainissement"], periodDays: null, words: 20 });
    later();
    await program.get(`/api/v1/needs/${need._id}/suggestions?limit=7`).expect(200);
    await vi.waitFor(async () => {
      const again = (await kept(need._id, 1))[0]!;
      expect(again.length).toBe(7);
      expect(again.at).toEqual(first.at);
    });
    await program
      .patch(`/api/v1/needs/${need._id}`)
      .send({ countries: ["BJ"] })
      .expect(200);
    await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200);
    expect((await kept(need._id, 2)).map(({ needVersion }) => needVersion)).toEqual([1, 2]);
  });

  it("is not kept for a need that is closed, nor for a preview", async () => {
    const need = await newNeed();
    await Need.updateOne({ _id: need._id }, { status: "closed", outcome: "met" });
    const before = await Shown.countDocuments();
    await editor.get(`/besoins/${need._id}`).expect(200);
    await program.post("/api/v1/preview").send({ title: "Forages en panne" }).expect(200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await Shown.countDocuments()).toBe(before);
  });

  it("never makes the page fail: what cannot be written is logged", async () => {
    const need = await newNeed();
    const broken = vi.spyOn(Shown, "updateOne").mockImplementation(() => {
      throw new Error("the disk is full");
    });
    const warn = vi.fn();
    const { clock } = test.services.dependencies;
    const item = {
      candidate: { kind: "expert" as const, id: expert._id, title: "x" },
      ...{ score: 50, reasons: [], features: {} },
    };
    await recordShown({ clock, log: { warn } as never }, need, "expert", [item]);
    expect(warn).toHaveBeenCalledOnce();
    await editor.get(`/besoins/${need._id}`).expect(200);
    broken.mockRestore();
  });
});

describe("the export", () => {
  it("joins each candidate that was shown to what came of it", async () => {
    const need = await newNeed();
    later();
    await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200);
    await kept(need._id, 1);
    later();
    const { body: match } = await program
      .post(`/api/v1/needs/${need._id}/matches`)
      .send({ candidate: { kind: "expert", id: expert._id } })
      .expect(201);
    later();
    await adviser.post(`/api/v1/matches/${match.id}/validate`).send({ version: 1 }).expect(200);
    later();
    // The need is qualified by then: its next list is another version, in which this candidate explains nothing.
    await program.get(`/api/v1/needs/${need._id}/suggestions`).expect(200);
    await kept(need._id, 2);
    await candidate
      .post(`/api/v1/matches/${match.id}/decline`)
      .send({ version: 2, reason: "not-my-field" })
      .expect(200);
    const own = (await lines()).filter((line) => line.need.id === need._id);
    const about = own.filter((line) => line.candidate === expert._id);
    expect(about[0]).toMatchObject({
      kind: "expert",
      outcome: "declined",
      reason: "not-my-field",
      steps: ["requested", "validated", "declined"],
      already: false,
      need: { version: 1, themes: ["eau-assainissement"] },
    });
    expect(about[1]).toMatchObject({ outcome: null, already: true, need: { version: 2 } });
    const others = own.filter((line) => line.candidate !== expert._id);
    expect(others.length).toBeGreaterThan(4);
    expect(others.every((line) => line.outcome === null && !line.already)).toBe(true);
    expect(own.every((line) => line.rank >= 1 && line.score > 0 && line.features.subject >= 0)).toBe(true);
  });

  it("holds neither names nor texts", async () => {
    const text = JSON.stringify(await lines());
    for (const word of ["Natitingou", expert.name, expert.headline, expert.owner.email])
      expect(text).not.toContain(word);
  });

  it("is for administrators alone, on their page", async () => {
    const { text } = await admin.get("/administration/apprentissage").expect(200);
    expect(text).toContain("/administration/apprentissage/export.ndjson");
    expect(text).toMatch(/Candidats montrés/);
    for (const path of ["/administration/apprentissage", "/administration/apprentissage/export.ndjson"]) {
      await editor.get(path).expect(403);
    }
    expect(await Match.countDocuments()).toBeGreaterThan(0);
    const { learningLines } = await import("../../server/learning/outcomes.ts");
    await expect(learningLines({ actor: VISITOR }).next()).rejects.toMatchObject({ status: 403 });
  });
});
