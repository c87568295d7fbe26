import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Db, Decimal128, Double, Long, MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OperatorError } from "../../server/errors.ts";
import { restore } from "../../server/storage/backup.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { exportAll, importAll } from "../../server/storage/exportFiles.ts";
import { checksum, copyAll, type Unfinished, unfinishedCopy } from "../../server/storage/transfer.ts";
import { runCommand } from "../support/command.ts";
import { failure, temporaryDirectory } from "./support.ts";

const releases: (() => unknown)[] = [];
afterAll(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

function directory(): string {
  const { dir, release } = temporaryDirectory();
  releases.push(release);
  return dir;
}

async function open(dir = directory()) {
  const store = await startEmbeddedStore({ dir });
  releases.push(() => store.close());
  const client = await new MongoClient(store.uri("test")).connect();
  releases.push(() => client.close());
  return { dir, store, client, db: client.db("test") };
}

/** Runs a maintenance command on a data directory. */
const command = (dataDir: string, ...args: string[]) =>
  runCommand("server/storage/cli.ts", args, {
    env: { ...process.env, DATA_DIR: dataDir, MONGODB_URI: "" },
  });

const data = directory();
let source: Awaited<ReturnType<typeof open>>;
let target: Awaited<ReturnType<typeof open>>;
/** Values whose types JavaScript does not tell apart. */
const PRECISE = {
  _id: "x" as never,
  whole: Long.fromNumber(5),
  real: new Double(5),
  money: Decimal128.fromString("1.50"),
  at: new Date(5),
  pattern: /a/i,
  // Ends a line for some, and stands in texts that people paste.
  separated: "one\u2028two",
  none: null,
};

beforeAll(async () => {
  [source, target] = await Promise.all([open(join(data, "store")), open()]);
  await source.db
    .collection("a")
    .insertMany(Array.from({ length: 2_500 }, (_, n) => ({ n, text: `text ${n}` })));
  await source.db.collection("a").createIndex({ n: -1 }, { unique: true, name: "by_n" });
  await source.db.collection<{ _id: never }>("precise").insertOne(PRECISE);
});

const NAMES = ["a", "precise"];

async function expectSame(to: Db): Promise<void> {
  for (const name of NAMES)
    expect(await checksum(to.collection(name))).toEqual(await checksum(source.db.collection(name)));
  expect(await to.collection("a").indexes()).toEqual(await source.db.collection("a").indexes());
  expect((await to.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(NAMES);
}

/** A database of the target's that nothing stands in. */
let last = 0;
const fresh = (): Db => {
  last += 1;
  return target.client.db(`fresh${last}`);
};

test("migrate-to copies documents, types and indexes into the database that is named, with counts and checksums", async () => {
  const seen: number[] = [];
  const to = fresh();
  const copied = await copyAll(source.db, to, { progress: (_, done) => seen.push(done) });
  expect(copied.map(({ name, documents }) => [name, documents])).toEqual([
    ["a", 2_500],
    ["precise", 1],
  ]);
  expect(seen).toEqual([1_000, 2_000, 2_500, 1]);
  await expectSame(to);
  expect((await failure(copyAll(source.db, to))).message).toContain(
    `${to.databaseName}.a holds documents already`,
  );
});

test("export and import through NDJSON keep all", async () => {
  const dir = join(directory(), "out");
  const exported = await exportAll(source.db, dir);
  const to = fresh();
  expect(await importAll(to, dir)).toEqual(exported);
  await expectSame(to);
  expect((await failure(exportAll(source.db, dir))).message).toContain("holds something already");
});

test("an export that differs is named with its file and line, and nothing is imported", async () => {
  const dir = join(directory(), "out");
  await exportAll(source.db, dir);
  const documents = join(dir, "a.ndjson");
  const whole = readFileSync(documents, "utf8");
  const lines = whole.split("\n");
  const changed = lines.with(7, lines[7]!.replace("text 7", "text 8"));
  const to = fresh();
  const DIFFERENT: [file: string, content: string | null, said: string][] = [
    [
      "a.ndjson",
      lines
        .slice(0, 2_000)
        .map((line) => `${line}\n`)
        .join(""),
      "it ends after line 2000 of 2500",
    ],
    ["a.ndjson", whole.slice(0, -40), "line 2500: it is not what was exported"],
    ["a.ndjson", whole.slice(0, -1), "its last line has no end"],
    ["a.ndjson", changed.join("\n"), "line 8: it is not what was exported"],
    ["a.ndjson", `${whole}{}\n`, "line 2501: there is more than was exported"],
    ["a.ndjson", "", "it ends after line 0 of 2500"],
    ["a.ndjson", null, "is missing"],
    ["a.indexes.json", "[]", "it is not what was exported"],
    ["b.ndjson", "{}\n", "is no part of this export"],
    ["manifest.json", "{", "is damaged"],
    ["manifest.json", null, "has no manifest.json"],
  ];
  for (const [name, content, said] of DIFFERENT) {
    const file = join(dir, name);
    const before = existsSync(file) ? readFileSync(file) : null;
    if (content === null) rmSync(file);
    else writeFileSync(file, content);
    const error = await failure(importAll(to, dir));
    expect(error).toBeInstanceOf(OperatorError);
    expect(error.message).toContain(said);
    expect(error.message).toMatch(/^[^\n]+\.$/);
    if (content !== null) expect(error.message).toContain(file);
    if (before) writeFileSync(file, before);
    else rmSync(file);
  }
  expect(await to.listCollections().toArray()).toEqual([]);
});

test("an import that fails half-way leaves nothing", async () => {
  const dir = join(directory(), "out");
  await exportAll(source.db, dir);
  const to = fresh();
  const cut = importAll(to, dir, {
    progress(_, done) {
      if (done === 2_000) throw new Error("cut");
    },
  });
  expect((await failure(cut)).message).toBe("cut");
  expect(await to.listCollections().toArray()).toEqual([]);
});

test("what was cut off is said to whoever starts the service on it, and removed by the next run", async () => {
  const to = fresh();
  const unfinished = {
    _id: "copy",
    by: "npm run migrate-to",
    at: new Date(0),
    host: "elsewhere",
    pid: 1,
    names: ["a"],
  };
  await to.collection("a").insertOne({ half: true });
  await to.collection<Unfinished>("unfinishedCopy").insertOne(unfinished);
  expect(await unfinishedCopy(to)).toMatchObject({ by: "npm run migrate-to" });
  const told: string[] = [];
  await copyAll(source.db, to, { tell: (sentence) => told.push(sentence) });
  expect(told).toEqual([expect.stringContaining("cut off on 1970-01-01")]);
  await expectSame(to);
  await to.collection<Unfinished>("unfinishedCopy").insertOne({ ...unfinished, host: hostname() });
  expect((await failure(copyAll(source.db, to))).message).toContain("already (pid 1)");
});

test("the commands talk to the store while it is being served, and take the database that the address names", {
  timeout: 20_000,
}, async () => {
  const served = directory();
  const store = await open(join(served, "store"));
  await copyAll(source.db, store.client.db("bourse"));
  const to = fresh();
  const [migrated, nameless, wrong] = await Promise.all([
    command(served, "migrate-to", target.store.uri(to.databaseName)),
    command(served, "migrate-to", target.store.uri("")),
    command(served, "nonsense"),
  ]);
  expect(migrated.out).toContain("2 collections, 2501 documents");
  expect([migrated.code, nameless.code, wrong.code]).toEqual([0, 1, 1]);
  expect(nameless.err).toContain("names no database");
  expect(wrong.err).toContain("Usage:");
  await expectSame(to);
});

test("a backup taken under writes holds all that was acknowledged before it, and whole transactions", {
  timeout: 20_000,
}, async () => {
  const { client, db } = source;
  await db.collection("one").createIndex({ n: 1 }, { unique: true });
  await db.createCollection("two");
  let acknowledged = 0;
  let running = true;
  const write = async (n: number) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        await db.collection("one").insertOne({ n }, { session });
        await db.collection("two").insertOne({ n }, { session });
      }),
    );
  const LANES = 4;
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let i = 0; running; i += 1) {
      await write(i * LANES + lane);
      acknowledged += 1;
      // Writes all along the copy are wanted, not as many as the processor can make.
      await setTimeout(5);
    }
  });
  await expect.poll(() => acknowledged, { timeout: 5_000 }).toBeGreaterThan(50);
  const before = acknowledged;
  const file = join(data, "copy.mdb");
  const copying = await command(data, "backup", file);
  running = false;
  await Promise.all(lanes);
  expect(copying).toMatchObject({ code: 0 });
  expect(acknowledged).toBeGreaterThan(before);
  const elsewhere = directory();
  await restore(file, elsewhere);
  const copy = await open(elsewhere);
  const [one, two] = await Promise.all(["one", "two"].map((name) => copy.db.collection(name).distinct("n")));
  expect(one!.length).toBeGreaterThanOrEqual(before);
  expect(one!.toSorted((a, b) => a - b)).toEqual(two!.toSorted((a, b) => a - b));
  expect((await failure(copy.db.collection("one").insertOne({ n: one![0] }))).message).toContain("E11000");
  expect((await failure(restore(file, elsewhere))).message).toContain("held by another process");
});
