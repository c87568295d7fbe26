import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { MongoClient } from "mongodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../server/config.ts";
import { addDays, instantAt } from "../../server/domain/days.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { type Backups, backUp, lastBackup } from "../../server/jobs/backups.ts";
import { verifyBackup } from "../../server/storage/backup.ts";
import { backUpBeside } from "../../server/storage/backupProcess.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { droppedDays } from "../../server/storage/retention.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { asPerson, buildUser } from "../support/world.ts";

const KEEP = { days: 14, weeks: 8 };
let test: TestApp;
let dir: string;
let admin: Awaited<ReturnType<typeof buildUser>>;

beforeAll(async () => {
  test = await startTestApp();
  admin = await buildUser({ email: "admin@cuf.test", admin: true });
});
afterAll(() => test.close());
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "bourse-nights-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const night = (day: string, make: Backups["make"]) => {
  test.setNow(instantAt(day, 2, 5));
  return backUp({ ...test.services.dependencies, actor: VISITOR }, { dir, keep: KEEP, make });
};
const good = (file: string) => writeFile(file, "whole");
const names = () => readdir(dir);

describe("backups of nights", () => {
  it("three weeks: the right ones are kept, a failing night is told once and keeps the last good one", async () => {
    test.mails.length = 0;
    const first = "2026-11-02";
    for (let n = 0; n < 21; n += 1) {
      const day = addDays(first, n);
      // The disk is full for three nights, in the middle of the file.
      const full = n >= 9 && n < 12;
      const before = await names();
      const outcome = await night(day, async (file) => {
        await writeFile(file, "half");
        if (full) throw new Error("The disk is full, nothing was kept.");
        await good(file);
      });
      expect(outcome).toBe(full ? "failed" : "done");
      if (full) {
        expect(await names()).toEqual(before);
        expect(await night(day, () => Promise.reject(new Error("Still full.")))).toBe("failed");
      } else expect(await night(day, good)).toBe("not-due");
    }
    const kept = (await names()).map((name) => /\d{4}-\d\d-\d\d/.exec(name)?.[0]);
    // The last fourteen, and the Sunday of the week before them.
    expect(kept).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20]
        .map((n) => addDays(first, n))
        .filter((day) => !["2026-11-04", "2026-11-05"].includes(day)),
    );
    await test.settle();
    const told = test.mails.map(({ to, subject }) => [to, subject]);
    expect(told).toEqual([
      ["admin@cuf.test", "La sauvegarde de cette nuit a échoué"],
      ["admin@cuf.test", "La sauvegarde de cette nuit a échoué"],
      ["admin@cuf.test", "Aucune sauvegarde réussie depuis deux jours"],
    ]);
    expect(test.mails[0]?.text).toContain("La dernière sauvegarde vérifiée est du 10 novembre 2026");
    expect(await lastBackup(dir)).toEqual({ at: instantAt(addDays(first, 20), 2, 5), size: 5 });
  });

  it("is not made before two in the morning, and not counted before it is verified", async () => {
    test.setNow(instantAt("2026-11-23", 1, 50));
    const backups = { dir, keep: KEEP, make: good };
    expect(await backUp({ ...test.services.dependencies, actor: VISITOR }, backups)).toBe("not-due");
    await writeFile(path.join(dir, "bourse-2026-11-22.backup.unverified"), "half");
    expect(await lastBackup(dir)).toBeNull();
    expect(await night("2026-11-23", good)).toBe("done");
    expect(await names()).toEqual(["bourse-2026-11-23.backup"]);
  });

  it("never drops the newest, nor more than it keeps", () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    const keep = fc.record({ days: fc.integer({ min: 0, max: 20 }), weeks: fc.integer({ min: 0, max: 10 }) });
    fc.assert(
      fc.property(days, keep, (numbers, kept) => {
        const all = numbers.map((n) => addDays("2026-01-01", n)).sort();
        const dropped = droppedDays(all, kept);
        expect(dropped).not.toContain(all.at(-1));
        const left = all.filter((day) => !dropped.includes(day));
        expect(left.length).toBeGreaterThanOrEqual(Math.min(all.length, Math.max(1, kept.days)));
        expect(left.length).toBeLessThanOrEqual(Math.max(1, kept.days) + kept.weeks);
        expect(droppedDays(left, kept)).toEqual([]);
      }),
    );
  });

  it("is written and verified by a process beside, while the store is served", async () => {
    const data = path.join(dir, "store");
    const store = await startEmbeddedStore({ dir: data });
    const client = await new MongoClient(store.uri("bourse")).connect();
    await client.db().collection("people").insertOne({ name: "Awa" });
    const file = path.join(dir, "night.backup");
    await backUpBeside(data, file);
    expect((await verifyBackup(file))?.collections).toMatchObject([
      { namespace: "bourse.people", documents: 1 },
    ]);
    await expect(backUpBeside(data, file)).rejects.toThrow(/^.*night\.backup exists already.*\.$/);
    await client.close();
    await store.close();
    expect((await names()).sort()).toEqual(["night.backup", "store"]);
    expect((await readFile(file)).length).toBeGreaterThan(100);
  }, 60_000);

  it("are set by two variables", () => {
    expect(readConfig({}).backups).toBeNull();
    expect(readConfig({ BACKUP_DIR: "/b" }).backups).toEqual({ dir: "/b", keep: KEEP });
    expect(readConfig({ BACKUP_DIR: "/b", BACKUP_KEEP: "30d 0w" }).backups?.keep).toEqual({
      days: 30,
      weeks: 0,
    });
    for (const wrong of ["14", "0d8w", "many"])
      expect(() => readConfig({ BACKUP_KEEP: wrong })).toThrow(/BACKUP_KEEP must be/);
    const mongo = { MONGODB_URI: "mongodb://h/bourse", SESSION_SECRET: "x".repeat(32), BACKUP_DIR: "/b" };
    expect(() => readConfig(mongo)).toThrow(/BACKUP_DIR .*mongodump/);
  });

  it("the administration says whose affair they are", async () => {
    const { dependencies } = test.services;
    expect(dependencies.backups).toEqual({ by: "database" });
    const agent = await asPerson(test, admin);
    const state = async () => (await agent.get("/administration").expect(200)).text;
    expect(await state()).toContain("se règlent sur le serveur MongoDB");
    dependencies.backups = { by: "nobody" };
    expect(await state()).toContain("BACKUP_DIR");
    dependencies.backups = { by: "service", dir };
    expect(await state()).toContain("Aucune encore");
    await night("2026-11-23", good);
    expect(await state()).toMatch(/Du 23\/11\/2026|du 23 novembre 2026/);
    test.setNow(instantAt("2026-11-26", 12));
    expect(await state()).toContain("Plus de deux jours");
    dependencies.backups = { by: "database" };
  });
});
