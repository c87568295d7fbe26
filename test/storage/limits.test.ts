import { once } from "node:events";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { deserialize } from "bson";
import { MongoClient } from "mongodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Changes } from "../../server/storage/embedded/changes.ts";
import { takeDirectory } from "../../server/storage/embedded/lock.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { Storage } from "../../server/storage/embedded/storage.ts";
import { endure, spawnStore } from "./durability.ts";
import { frameOf, fuzz } from "./fuzz.ts";
import { failure, temporaryDirectory } from "./support.ts";

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function open(options: { sweepMs?: number; dir?: string; log?: (line: string) => void } = {}) {
  const directory = temporaryDirectory();
  releases.push(directory.release);
  const dir = options.dir ?? directory.dir;
  const store = await startEmbeddedStore({ ...options, dir });
  releases.push(() => store.close());
  const client = await new MongoClient(store.uri("test")).connect();
  releases.push(() => client.close());
  return { dir, store, client, db: client.db("test") };
}

/** One store for the tests that neither end nor fill it. */
const lines: string[] = [];
let shared: Awaited<ReturnType<typeof open>>;
let sharedReleases: (() => unknown)[] = [];
beforeAll(async () => {
  shared = await open({ sweepMs: 50, log: (line) => lines.push(line) });
  sharedReleases = releases.splice(0);
});
afterAll(async () => {
  for (const release of sharedReleases.reverse()) await release();
});

describe("what is acknowledged stays", () => {
  test("kill -9 under single writes and transactions", { timeout: 60_000 }, async () => {
    const result = await endure(1, 500);
    expect(result).toMatchObject({ lost: 0, torn: 0 });
    expect(result.acknowledged).toBeGreaterThan(0);
  });

  test("a full disk is a clear error, and what was there before is intact", async () => {
    const { dir, release } = temporaryDirectory();
    releases.push(release);
    const full = await spawnStore(dir, 2_000);
    const client = await new MongoClient(full.uri).connect();
    const documents = client.db("test").collection("a");
    await documents.createIndex({ n: 1 }, { unique: true });
    let acknowledged = 0;
    const text = "x".repeat(2_000);
    const error = await failure(
      (async () => {
        for (;;) {
          await documents.insertOne({ n: acknowledged, text });
          acknowledged += 1;
        }
      })(),
    );
    expect(error.code).toBe(14031);
    expect(error.message).toContain("nothing was written");
    expect(acknowledged).toBeGreaterThan(100);
    expect(await documents.countDocuments()).toBe(acknowledged);
    await client.close();
    full.process.kill("SIGTERM");
    await once(full.process, "exit");
    const { db } = await open({ dir });
    const kept = await db.collection("a").find().sort({ n: 1 }).toArray();
    expect(kept.map((one) => one["n"])).toEqual(Array.from({ length: acknowledged }, (_, n) => n));
    await db.collection("a").insertOne({ n: acknowledged });
  });

  test("a restart finds documents, indexes and collections", async () => {
    const first = await open();
    await first.db.collection("a").createIndex({ n: 1 }, { unique: true });
    await first.db.collection("a").insertMany([{ n: 1 }, { n: 2 }]);
    await first.client.close();
    await first.store.close();
    expect(readdirSync(first.dir).filter((name) => name.startsWith("store.lock"))).toEqual([]);
    const second = await open({ dir: first.dir });
    expect(await second.db.collection("a").countDocuments()).toBe(2);
    expect((await failure(second.db.collection("a").insertOne({ n: 1 }))).code).toBe(11000);
  });

  test("writes that come together share one commit, and one that fails is undone alone", async () => {
    const { dir, release } = temporaryDirectory();
    releases.push(release);
    const storage = new Storage(join(dir, "a.mdb"), new Changes());
    releases.push(() => storage.close());
    const key = (n: number) => Buffer.from([9, n]);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        storage.write((writer) => {
          writer.put(key(n), key(n));
          if (n === 7) throw new Error("seven");
          return n;
        }),
      ),
    );
    expect(storage.commits).toBe(1);
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect([storage.get(key(6)), storage.get(key(7)), storage.get(key(8))]).toEqual([
      key(6),
      undefined,
      key(8),
    ]);
  });
});

describe("one process a directory, nobody else near it", () => {
  test("modes 0700 and 0600", () => {
    expect(statSync(shared.dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(shared.dir, "store.sock")).mode & 0o777).toBe(0o600);
  });

  test("a second one is told who holds it", async () => {
    const { dir } = shared;
    const sentence = `The data directory ${dir} is held by another process (pid ${process.pid})`;
    expect((await failure(spawnStore(dir))).message).toContain(sentence);
    expect((await failure(startEmbeddedStore({ dir }))).message).toContain(sentence);
    expect(await shared.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test("what a killed process left is taken over", async () => {
    const { dir, release } = temporaryDirectory();
    releases.push(release);
    // This process lives, but began at another time: the number was given again.
    writeFileSync(join(dir, "store.lock"), JSON.stringify([process.pid, "1", ""]));
    takeDirectory(dir).release();
    writeFileSync(join(dir, "store.lock"), JSON.stringify([4194304, "77", ""]));
    const lock = takeDirectory(dir);
    expect(() => takeDirectory(dir)).toThrow(`pid ${process.pid}`);
    lock.release();
  });

  test("a long path moves the socket, not the data", async () => {
    const { dir, release } = temporaryDirectory();
    releases.push(release);
    const { db } = await open({ dir: join(dir, "long".repeat(30)) });
    await db.collection("a").insertOne({ a: 1 });
    expect(await db.collection("a").countDocuments()).toBe(1);
  });
});

describe("frames", () => {
  test("random and broken ones are answered or closed", { timeout: 60_000 }, async () => {
    const result = await fuzz(400);
    expect(result).toMatchObject({ hung: 0, alive: true });
    expect(result.memory[1]).toBeLessThan(result.memory[0] + 100);
  });

  test("a malformed one is logged and closes its connection only", async () => {
    const { store, db } = shared;
    const path = decodeURIComponent(store.uri("x").slice("mongodb://".length).split("/")[0]!);
    const closed = new Promise((resolve) => {
      const socket = connect(path);
      socket.on("close", resolve).on("error", () => {});
      const frame = frameOf({ ping: 1, $db: "x" });
      frame.writeInt32LE(200_000_000, 0);
      socket.write(frame);
    });
    await closed;
    expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    expect(lines.join()).toContain("connection closed: message length 200000000");
  });

  test("what no client could read back is not stored", async () => {
    const path = decodeURIComponent(shared.store.uri("x").slice("mongodb://".length).split("/")[0]!);
    const frame = frameOf({ insert: "utf8", documents: [{ _id: 1, text: "@@@@" }], $db: "test" });
    frame.write("\xff\xfe", frame.indexOf("@@@@"), "latin1");
    const answer = await new Promise<Buffer>((resolve) => {
      const socket = connect(path, () => socket.write(frame));
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data);
      });
    });
    expect(deserialize(answer.subarray(21))).toMatchObject({
      n: 0,
      writeErrors: [{ code: 22, errmsg: "Invalid UTF-8 string in BSON document" }],
    });
    expect(await shared.db.collection("utf8").countDocuments()).toBe(0);
  });

  test("nesting and size have their limits", async () => {
    const { db } = shared;
    let deep: object = {};
    for (let i = 0; i < 150; i += 1) deep = { deep };
    expect((await failure(db.collection("a").insertOne({ deep }))).code).toBe(15);
    expect((await failure(db.collection("a").insertOne({ _id: "x".repeat(800) as never }))).code).toBe(17280);
    await db.collection("a").insertOne({ _id: 1 as never, text: "x".repeat(15_000_000) });
    expect(
      (await failure(db.collection("a").updateOne({}, { $set: { more: "x".repeat(2_000_000) } }))).code,
    ).toBe(10334);
  });
});

test("TTL indexes expire, and only what is past", async () => {
  const { db } = shared;
  await db.collection("ttl").createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  await db
    .collection("ttl")
    .insertMany([
      { k: "old", at: ago(61) },
      { k: "young", at: ago(30) },
      { k: "never" },
      { k: "text", at: "x" },
    ]);
  await expect.poll(() => db.collection("ttl").countDocuments(), { timeout: 3_000 }).toBe(3);
  expect(await db.collection("ttl").countDocuments({ k: "old" })).toBe(0);
});
