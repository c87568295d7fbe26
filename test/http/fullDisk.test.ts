import { execFileSync } from "node:child_process";
import request from "supertest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Need } from "../../server/needs/model.ts";
import { spawnStore } from "../storage/durability.ts";
import { temporaryDirectory } from "../storage/support.ts";
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

const TOKEN = "un-jeton-de-mesure-assez-long";
const { dir, release } = temporaryDirectory();
let store: Awaited<ReturnType<typeof spawnStore>>;
let test: TestApp;
let town: Awaited<ReturnType<typeof asPerson>>;
let program: Awaited<ReturnType<typeof asProgram>>;
let admin: Awaited<ReturnType<typeof asPerson>>;
let need: string;
let expert: string;

/** The files of the store may grow to so many bytes and no further; its first two pages say what is valid. */
const limit = (bytes: number | "unlimited") =>
  execFileSync("prlimit", ["--pid", String(store.process.pid), `--fsize=${bytes}:unlimited`]);

beforeAll(async () => {
  store = await spawnStore(dir);
  const uri = store.uri.replace("/test?", "/bourse?");
  test = await startTestApp({ MONGODB_URI: uri, METRICS_TOKEN: TOKEN });
  const organisation = await buildOrganisation(test);
  const member = await buildMember(organisation._id);
  need = (await buildNeed(organisation._id, member._id))._id;
  expert = (await buildExpert(test))._id;
  await test.settle();
  town = await asPerson(test, member);
  program = await asProgram(test, member);
  admin = await asPerson(test, await buildUser({ admin: true, email: "admin@cuf.test" }));
});
beforeEach(() => {
  test.mails.length = 0;
});
afterEach(async () => {
  limit("unlimited");
  expect((await ready()).status).toBe("ready");
});
afterAll(async () => {
  await test.close();
  store.process.kill("SIGKILL");
  release();
});

const ready = async () => (await request(test.app).get("/readyz")).body;
const metric = async (name: string) => {
  const { text } = await request(test.app)
    .get("/metrics")
    .set("Authorization", `Bearer ${TOKEN}`)
    .expect(200);
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
};
const WORDS = "Réhabiliter le marché couvert, que la pluie traverse";

describe("a full disk", () => {
  it("keeps what was typed, says why nothing was saved, and writes again when there is room", async () => {
    expect(await ready()).toMatchObject({ status: "ready", store: { ok: true }, disk: { writable: true } });
    const form = await town.get("/besoins/nouveau").expect(200);
    const fields = { _csrf: formToken(form.text), title: "Un marché", description: WORDS };
    const before = await Need.countDocuments();
    limit(8_192);

    const refused = await town.post("/besoins/nouveau").type("form").send(fields);
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toBe("60");
    expect(refused.text).toContain("Rien n’a été enregistré");
    expect(refused.text).toContain(WORDS);
    expect(refused.text).toContain('value="Un marché"');

    const called = await program.post("/api/v1/needs").send({ title: "Un marché" });
    expect([called.status, called.type, called.body.type]).toEqual([
      503,
      "application/problem+json",
      "urn:bourse:problem:no-room",
    ]);

    expect(await ready()).toMatchObject({
      status: "read-only",
      store: { ok: false, detail: expect.stringContaining("full") },
      disk: { writable: false },
    });
    expect(await metric("bourse_store_writable")).toBe(0);
    expect((await admin.get("/administration").expect(200)).text).toContain("Rien ne peut être enregistré");

    limit("unlimited");
    expect(await Need.countDocuments()).toBe(before);
    await town.post("/besoins/nouveau").type("form").send(fields).expect(303);
    expect(await ready()).toMatchObject({ status: "ready", store: { ok: true }, disk: { writable: true } });
    expect(await metric("bourse_store_writable")).toBe(1);
    expect(await metric("bourse_disk_free_ratio")).toBeGreaterThan(0);
  });

  it("is told to the administrators once, without the outbox, and again only after there was room", async () => {
    const write = () => program.post("/api/v1/needs").send({ title: "Un marché" });
    for (const times of [1, 2]) {
      limit(8_192);
      expect((await write()).status).toBe(503);
      expect((await write()).status).toBe(503);
      await expect
        .poll(() => test.mails.map(({ to, subject }) => [to, subject]))
        .toEqual(Array(times).fill(["admin@cuf.test", "Le disque de la Bourse est plein"]));
      limit("unlimited");
      expect((await ready()).status).toBe("ready");
    }
  });

  it("lets everything be read", async () => {
    limit(8_192);
    for (const path of [
      "/",
      "/experts",
      `/experts/${expert}`,
      `/besoins/${need}`,
      "/tableau-de-bord",
      "/besoins",
    ]) {
      expect([path, (await town.get(path)).status]).toEqual([path, 200]);
    }
    await request(test.app).get("/experts").expect(200);
    limit("unlimited");
  });

  it("nearly full, it is shown before anything is refused", async () => {
    const { space } = test.services.dependencies;
    const state = space.state;
    space.state = async () => ({ ...(await state()), freeShare: 0.04, low: true });
    expect((await admin.get("/administration").expect(200)).text).toContain("Presque plein");
    expect(await ready()).toMatchObject({ status: "ready", disk: { low: true, freeShare: 0.04 } });
    space.state = state;
  });
});
