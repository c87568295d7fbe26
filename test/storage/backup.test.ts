import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backup, inspectStore, restore, verifyBackup } from "../../server/storage/backup.ts";
import { BackupError, checkBackup, type Manifest } from "../../server/storage/backupFile.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { commandLine, runCommand } from "../support/command.ts";
import { failure, temporaryDirectory } from "./support.ts";

const { dir, release } = temporaryDirectory();
const data = join(dir, "store");
const file = join(dir, "whole.backup");
const command = (...args: string[]) =>
  runCommand("server/storage/cli.ts", args, {
    env: { ...process.env, DATA_DIR: join(dir, "elsewhere"), MONGODB_URI: "" },
  });
let manifest: Manifest;
let whole: Buffer;

beforeAll(async () => {
  const store = await startEmbeddedStore({ dir: data });
  const client = await new MongoClient(store.uri("bourse")).connect();
  const people = client.db().collection("people");
  await people.insertMany(
    Array.from({ length: 1_500 }, (_, n) => ({ n, text: `text ${n} `.repeat(1 + (n % 7)) })),
  );
  await people.createIndex({ n: 1 }, { unique: true });
  await client
    .db()
    .collection("large")
    .insertOne({ text: "x".repeat(40_000) });
  await client.close();
  manifest = await backup(data, file);
  await store.close();
  whole = readFileSync(file);
});
afterAll(release);

/** Writes a changed copy of the backup. */
function changed(name: string, bytes: Uint8Array): string {
  writeFileSync(join(dir, name), bytes);
  return join(dir, name);
}

async function expectRefused(name: string, bytes: Uint8Array): Promise<void> {
  const path = changed(name, bytes);
  const to = join(dir, "refused");
  for (const refused of [() => verifyBackup(path), () => restore(path, to)]) {
    const error = await failure(refused());
    expect(error).toBeInstanceOf(BackupError);
    expect(error.message).toMatch(/^[^\n]+\.$/);
    expect(error.message).toContain(path);
  }
  expect(existsSync(to)).toBe(false);
}

describe("a backup", () => {
  it("says what it is, when it was made and what it holds", async () => {
    expect(manifest.collections.map(({ namespace, documents }) => [namespace, documents])).toEqual([
      ["bourse.large", 1],
      ["bourse.people", 1_500],
    ]);
    expect(Date.now() - Date.parse(manifest.at)).toBeLessThan(60_000);
    expect(await verifyBackup(file)).toEqual(manifest);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(whole.subarray(0, 16).toString()).toBe("bourse-backup 1\n");
    expect(whole.readBigUInt64BE(whole.length - 56)).toBe(BigInt(whole.length));
    expect(createHash("sha256").update(whole.subarray(0, -48)).digest()).toEqual(whole.subarray(-48, -16));
  });

  it("restores to the same counts and hashes, and serves again", async () => {
    const to = join(dir, "restored");
    expect(await restore(file, to)).toEqual(manifest);
    const path = join(to, "store.mdb");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(to)).toEqual(["store.mdb"]);
    const { entries, collections } = manifest;
    expect(await inspectStore(path)).toEqual({ entries, collections });
    expect((await failure(restore(file, to))).message).toContain("holds a store already");
    const store = await startEmbeddedStore({ dir: to });
    const client = await new MongoClient(store.uri("bourse")).connect();
    const people = client.db().collection("people");
    expect(
      await people
        .find({ n: { $gte: 1_498 } })
        .sort({ n: 1 })
        .toArray(),
    ).toHaveLength(2);
    expect((await failure(people.insertOne({ n: 3 }))).message).toContain("E11000");
    await client.close();
    await store.close();
  });

  it("is refused where it was cut, at fifty places", async () => {
    for (let i = 0; i < 50; i += 1)
      await expectRefused("cut", whole.subarray(0, Math.floor((whole.length * i) / 50)));
    await expectRefused("cut", whole.subarray(0, -1));
  });

  it("is refused where one byte was changed, at two hundred places, or something was added", async () => {
    const ends = [...Array(40).keys()].flatMap((n) => [n, whole.length - 1 - n * 3]);
    const places = [...ends, ...Array.from({ length: 120 }, (_, n) => Math.floor((whole.length * n) / 120))];
    expect(places).toHaveLength(200);
    const path = changed("changed", whole);
    const handle = openSync(path, "r+");
    for (const at of places) {
      writeSync(handle, Buffer.from([whole[at]! ^ 0x10]), 0, 1, at);
      expect(() => checkBackup(path), String(at)).toThrow(BackupError);
      writeSync(handle, whole, at, 1, at);
    }
    closeSync(handle);
    expect(checkBackup(path)).toEqual(manifest);
    await expectRefused("changed", Buffer.concat([whole, Buffer.from("x")]));
  });

  it("is refused in one sentence with the exit code 1 where it is something else", async () => {
    const others = [
      changed("empty", Buffer.alloc(0)),
      changed("letter", Buffer.from("Bonjour,\n")),
      join(dir, "nowhere"),
      dir,
    ];
    const tried = await Promise.all(
      others.map((other, i) =>
        i % 2 === 0 ? command("restore", other) : command("backup", "--verify", other),
      ),
    );
    for (const [i, { code, err }] of tried.entries()) {
      expect([code, err]).toEqual([1, expect.stringMatching(/^[^\n]+\.\n$/)]);
      expect(err).toContain(others[i]);
    }
    expect(existsSync(join(dir, "elsewhere"))).toBe(false);
    expect(await command("backup", "--verify", file)).toMatchObject({ code: 0, err: "" });
  });

  it("leaves nothing where the disk is full, and says so", async () => {
    const limited = 'ulimit -f 8; trap \'\' XFSZ; exec "$0" "$@"';
    const words = commandLine("server/storage/cli.ts", "backup", join(dir, "too-large"));
    const full = await promisify(execFile)("bash", ["-c", limited, ...words], {
      env: { ...process.env, DATA_DIR: dir, MONGODB_URI: "" },
    }).catch((error: { code: number; stderr: string }) => error);
    expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*full[^\n]*\.\n$/) });
    expect(readdirSync(dir).filter((name) => name.startsWith("too-large"))).toEqual([]);
  });

  it("tells and removes what a killed one left, and stays away from one that is being written", async () => {
    const taken = join(dir, "taken");
    writeFileSync(`${taken}.partial-${2 ** 22 + 1}`, "half");
    const told: string[] = [];
    await backup(data, taken, (sentence) => told.push(sentence));
    expect(told).toEqual([expect.stringContaining("taken.partial-")]);
    expect(readdirSync(dir).filter((name) => name.includes("partial"))).toEqual([]);
    writeFileSync(join(dir, "running.partial-1"), "half");
    expect((await failure(backup(data, join(dir, "running")))).message).toContain("Process 1 is writing");
    expect((await failure(backup(data, file))).message).toContain("exists already");
  });
});

describe("a backup of the older form, a copy of the store", () => {
  const store = () => readFileSync(join(data, "store.mdb"));

  it("is still restored, and said to be without proof", async () => {
    const older = changed("older", store());
    const to = join(dir, "from-older");
    expect(await restore(older, to)).toBeNull();
    expect((await inspectStore(join(to, "store.mdb"))).collections).toEqual(manifest.collections);
    expect((await command("backup", "--verify", older)).out).toContain("older form");
  });

  it("is refused where it was cut or damaged, and ends nobody", async () => {
    const bytes = store();
    for (const length of [100, 5_000, bytes.length / 2, bytes.length - 4_096]) {
      const path = changed("older-cut", bytes.subarray(0, length));
      expect((await failure(restore(path, join(dir, "refused")))).message).toMatch(/is damaged|is no backup/);
    }
    const torn = Buffer.from(bytes);
    torn.fill(0xff, 8_192, bytes.length - 8_192);
    expect((await failure(restore(changed("older-torn", torn), join(dir, "refused")))).message).toContain(
      "damaged",
    );
    expect(readdirSync(join(dir, "refused"))).toEqual([]);
  });
});
