import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Decimal128, Double, Long, MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restore } from "../../server/storage/backup.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { checksum, copyAll, exportAll, importAll } from "../../server/storage/transfer.ts";
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
  none: null,
};

beforeAll(async () => {
  [source, target] = await Promise.all([open(join(data, "store")), open()]);
  await source.db
    .collection("a")
    .insertMany(Array.from({ length: 2_500 }, (_, n) => ({ n, text: `text ${n}` })));
  await source.db.collection("a").createIndex({ n: -1 }, { unique: true, name: "by_n" });
  await source.client.db("other").collection<{ _id: never }>("precise").insertOne(PRECISE);
});

const NAMESPACES = [
  ["other", "precise"],
  ["test", "a"],
] as const;

async function expectSame(to: MongoClient): Promise<void> {
  for (const [db, name] of NAMESPACES) {
    expect(await checksum(to.db(db).collection(name))).toEqual(
      await checksum(source.client.db(db).collection(name)),
    );
  }
  expect(await to.db("test").collection("a").indexes()).toEqual(await source.db.collection("a").indexes());
}

const empty = async () => {
  for (const [db] of NAMESPACES) await target.client.db(db).dropDatabase();
};

test("migrate-to copies documents, types and indexes, with counts and checksums", async () => {
  const seen: number[] = [];
  const copied = await copyAll(source.client, target.client, (_, done) => seen.push(done));
  expect(copied.map(({ namespace, documents }) => [namespace, documents])).toEqual([
    ["other.precise", 1],
    ["test.a", 2_500],
  ]);
  expect(seen).toEqual([1, 1_000, 2_000, 2_500]);
  await expectSame(target.client);
  expect((await failure(copyAll(source.client, target.client))).message).toContain(
    "holds other.precise already",
  );
});

test("export and import through NDJSON keep all", async () => {
  const dir = join(directory(), "out");
  const exported = await exportAll(source.client, dir);
  await empty();
  const imported = await importAll(target.client, dir);
  expect(imported.toSorted((a, b) => a.namespace.localeCompare(b.namespace))).toEqual(exported);
  await expectSame(target.client);
});

test("the commands talk to the store while it is being served", { timeout: 20_000 }, async () => {
  await empty();
  const [migrated, wrong] = await Promise.all([
    command(data, "migrate-to", target.store.uri("test")),
    command(data, "nonsense"),
  ]);
  expect(migrated.out).toContain("2 collections, 2501 documents");
  expect([migrated.code, wrong.code]).toEqual([0, 1]);
  expect(wrong.err).toContain("Usage:");
  await expectSame(target.client);
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
