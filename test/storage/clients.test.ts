import { afterAll, beforeAll, expect, test } from "vitest";
import { failure, openTestServer, type TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
  await server.db
    .collection("a")
    .insertMany(Array.from({ length: 200 }, (_, n) => ({ n, text: "x".repeat(100) })));
  await server.db.collection("a").createIndex({ n: 1 });
  await server.db.createCollection("empty");
});
afterAll(() => server.close());

/** What shells and desktop clients ask before they show anything. */
test("a server says what it is", async () => {
  const { db } = server;
  const [build, lower, host, status] = await Promise.all(
    [{ buildInfo: 1 }, { buildinfo: 1 }, { hostInfo: 1 }, { serverStatus: 1, repl: 0 }].map((command) =>
      server.client.db("admin").command(command),
    ),
  );
  expect(build?.["version"]).toMatch(/^\d+\.\d+\.\d+/);
  expect(lower?.["version"]).toBe(build?.["version"]);
  expect(host?.["system"].numCores).toBeGreaterThan(0);
  expect(status).toMatchObject({ ok: 1, version: build?.["version"] });
  expect(status?.["localTime"]).toBeInstanceOf(Date);
  const stats = await db.stats();
  expect(stats).toMatchObject({ db: db.databaseName, collections: 2, objects: 200, indexes: 3 });
  expect(stats["dataSize"]).toBeGreaterThan(20_000);
  expect((await db.stats({ scale: 1024 }))["dataSize"]).toBeCloseTo(stats["dataSize"] / 1024, 0);
});

test("a collection says what it holds", async () => {
  const { db } = server;
  const [one] = await db
    .collection("a")
    .aggregate([{ $collStats: { storageStats: {}, count: {} } }])
    .toArray();
  expect(one).toMatchObject({
    ns: `${db.databaseName}.a`,
    count: 200,
    storageStats: { count: 200, nindexes: 2 },
  });
  expect(Object.keys(one?.["storageStats"].indexSizes).sort()).toEqual(["_id_", "n_1"]);
  const counted = await db
    .collection("a")
    .aggregate([{ $collStats: { count: {} } }, { $group: { _id: 1, n: { $sum: "$count" } } }])
    .toArray();
  expect(counted).toEqual([{ _id: 1, n: 200 }]);
  expect(
    (
      await failure(
        db
          .collection("none")
          .aggregate([{ $collStats: { count: {} } }])
          .toArray(),
      )
    ).code,
  ).toBe(26);
  const valid = await db.command({ validate: "a", full: true, scandata: false });
  expect(valid).toMatchObject({
    valid: true,
    nrecords: 200,
    nIndexes: 2,
    keysPerIndex: { _id_: 200, n_1: 200 },
  });
  expect((await failure(db.command({ validate: "none" }))).code).toBe(26);
});

test("a change stream says when it was opened", async () => {
  const pipeline = [{ $changeStream: {} }];
  const opened = await server.db.command({ aggregate: "a", pipeline, cursor: {} });
  expect(opened["operationTime"]?._bsontype).toBe("Timestamp");
  await server.db.command({ killCursors: "a", cursors: [opened["cursor"].id] });
});
