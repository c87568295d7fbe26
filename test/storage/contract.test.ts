import {
  Decimal128,
  Double,
  GridFSBucket,
  Int32,
  Long,
  type MongoBulkWriteError,
  MongoClient,
  type MongoServerError,
  ObjectId,
  Timestamp,
} from "mongodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failure, openTestServer, type TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

let run = 0;
let name = "";
beforeEach(() => {
  run += 1;
  name = `c${run}`;
});
const things = () => server.db.collection(name);
const plain = async (cursor: { toArray(): Promise<unknown[]> }) =>
  JSON.parse(JSON.stringify(await cursor.toArray()));

describe("errors carry MongoDB's codes", () => {
  test("11000 with keyPattern and keyValue", async () => {
    await things().createIndex({ a: 1, "b.c": -1 }, { unique: true });
    await things().insertOne({ a: 1, b: { c: "x" } });
    const error = (await failure(things().insertOne({ a: 1, b: { c: "x" } }))) as MongoServerError;
    expect(error.code).toBe(11000);
    expect(error["keyPattern"]).toEqual({ a: 1, "b.c": -1 });
    expect(error["keyValue"]).toEqual({ a: 1, "b.c": "x" });
  });

  test("11000 for a second _id, and for a unique index that cannot be built", async () => {
    await things().insertOne({ _id: "one" as never, a: 1 });
    expect((await failure(things().insertOne({ _id: "one" as never }))).code).toBe(11000);
    await things().insertOne({ a: 1 });
    expect((await failure(things().createIndex({ a: 1 }, { unique: true }))).code).toBe(11000);
  });

  test("59 unknown command, 26 no such collection, 48 it exists, 40415 unknown field", async () => {
    expect((await failure(server.db.command({ frobnicate: 1 }))).code).toBe(59);
    expect((await failure(server.db.collection("nowhere").indexes())).code).toBe(26);
    await server.db.createCollection(name);
    expect((await failure(server.db.command({ create: name, capped: false, size: 1 }))).code).toBeGreaterThan(
      0,
    );
    expect((await failure(server.db.command({ find: name, nonsense: 1 }))).code).toBe(40415);
  });

  test("66 for a changed _id, 28 for a path through a scalar, 14 for $inc on text", async () => {
    await things().insertOne({ a: "text" });
    expect((await failure(things().updateOne({}, { $set: { _id: 2 as never } }))).code).toBe(66);
    expect((await failure(things().updateOne({}, { $set: { "a.b": 1 } }))).code).toBe(28);
    expect((await failure(things().updateOne({}, { $inc: { a: 1 } }))).code).toBe(14);
    expect((await failure(things().updateOne({}, { $push: { a: 1 } } as never))).code).toBe(2);
    expect(await things().findOne({}, { projection: { _id: 0 } })).toEqual({ a: "text" });
  });

  test("40 for two operators on one path, 9 for an operator that there is not", async () => {
    await things().insertOne({ a: 1 });
    const both = { $min: { a: 1 }, $max: { a: 2 } };
    expect((await failure(things().updateOne({}, both))).code).toBe(40);
    expect((await failure(things().updateOne({}, { $set: { "b.c": 1 }, $unset: { b: 1 } }))).code).toBe(40);
    expect((await failure(things().updateOne({}, { $nonsense: { a: 1 } } as never))).code).toBe(9);
  });

  test("53 for an array as _id", async () => {
    expect((await failure(things().insertOne({ _id: [1] as never }))).code).toBe(53);
  });

  test("85/86 for an index that is there otherwise", async () => {
    await things().createIndex({ a: 1 });
    expect((await failure(things().createIndex({ a: 1 }, { name: "other" }))).code).toBe(85);
    expect((await failure(things().createIndex({ a: 1 }, { unique: true }))).code).toBe(86);
  });

  test("$where and $jsonSchema never pass silently", async () => {
    await things().insertOne({ a: 1 });
    if (!server.embedded) return;
    expect(
      (
        await failure(
          things()
            .find({ $jsonSchema: { required: ["b"] } })
            .toArray(),
        )
      ).code,
    ).toBe(238);
    expect((await failure(things().find({ $where: "true" }).toArray())).code).toBe(238);
    expect((await failure(things().find({}, { tailable: true }).toArray())).code).toBe(40415);
    expect((await failure(things().createIndex({ a: "2dsphere" }))).code).toBe(67);
  });

  test("what neither the service nor the probe uses is refused by name", async () => {
    if (!server.embedded) return;
    await things().insertOne({ a: "text" });
    await things().createIndex({ a: "text" });
    const code = async (promise: Promise<unknown>) => (await failure(promise)).code;
    expect(await code(things().dropIndex("a_text"))).toBe(59);
    expect(await code(things().find().hint({ _id: 1 }).toArray())).toBe(40415);
    expect(await code(things().updateOne({}, { $set: { a: 1 } }, { let: { x: 1 } }))).toBe(40415);
    const collation = { locale: "fr", numericOrdering: true };
    const refused = [
      things()
        .aggregate([{ $out: "other" }])
        .toArray(),
      things()
        .aggregate([{ $merge: { into: "other", whenMatched: "fail" } }])
        .toArray(),
      things()
        .aggregate([{ $sample: { size: 1 } }])
        .toArray(),
      things()
        .find({ $text: { $search: '"a phrase"' } })
        .toArray(),
      things().find({ a: "x" }).collation(collation).toArray(),
      things()
        .watch([], { startAtOperationTime: Timestamp.fromBits(1, 1) })
        .next(),
      server.db.command({ explain: { count: name } }),
    ];
    expect(await Promise.all(refused.map(code))).toEqual(refused.map(() => 238));
  });
});

describe("write results", () => {
  test("matched, modified, upserted", async () => {
    await things().insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
    const same = await things().updateMany({ a: 1 }, { $set: { a: 1 } });
    expect([same.matchedCount, same.modifiedCount]).toEqual([2, 0]);
    const changed = await things().updateMany({ a: { $lt: 3 } }, { $set: { b: 1 } });
    expect([changed.matchedCount, changed.modifiedCount]).toEqual([3, 3]);
    const upsert = await things().updateOne(
      { a: 9, "n.m": "x" },
      { $set: { c: 1 }, $setOnInsert: { d: 2 } },
      { upsert: true },
    );
    expect(upsert.upsertedCount).toBe(1);
    expect(await things().findOne({ _id: upsert.upsertedId! })).toMatchObject({
      a: 9,
      n: { m: "x" },
      c: 1,
      d: 2,
    });
  });

  test("an unordered insert keeps what is good, an ordered one stops", async () => {
    await things().createIndex({ a: 1 }, { unique: true });
    const unordered = (await failure(
      things().insertMany([{ a: 1 }, { a: 1 }, { a: 2 }], { ordered: false }),
    )) as MongoBulkWriteError;
    expect(unordered.result.insertedCount).toBe(2);
    const ordered = (await failure(
      things().insertMany([{ a: 3 }, { a: 3 }, { a: 4 }]),
    )) as MongoBulkWriteError;
    expect(ordered.result.insertedCount).toBe(1);
    expect(await things().countDocuments()).toBe(3);
  });

  test("findOneAndUpdate gives the document before or after, sorted", async () => {
    await things().insertMany([{ a: 1 }, { a: 3 }, { a: 2 }]);
    const before = await things().findOneAndUpdate({}, { $inc: { a: 10 } }, { sort: { a: -1 } });
    expect(before!["a"]).toBe(3);
    const after = await things().findOneAndUpdate(
      { a: 1 },
      { $inc: { a: 10 } },
      { returnDocument: "after", projection: { a: 1, _id: 0 } },
    );
    expect(after).toEqual({ a: 11 });
    expect(await things().findOneAndDelete({ a: 404 })).toBeNull();
    expect((await things().findOneAndReplace({ a: 13 }, { z: 1 }, { returnDocument: "after" }))!["z"]).toBe(
      1,
    );
  });

  test("update operators: arrays, positional, filters, pipelines", async () => {
    await things().insertOne({
      _id: 1 as never,
      tags: ["a", "b"],
      items: [
        { k: 1, n: 1 },
        { k: 2, n: 2 },
      ],
    });
    await things().updateOne({ "items.k": 2 }, { $set: { "items.$.n": 20 } });
    await things().updateOne({}, { $set: { "items.$[i].n": 10 } }, { arrayFilters: [{ "i.k": 1 }] });
    await things().updateOne({}, {
      $addToSet: { tags: { $each: ["b", "c"] } },
      $pull: { items: { n: 20 } },
    } as never);
    await things().updateOne({}, [{ $set: { total: { $sum: "$items.n" } } }]);
    expect(await things().findOne()).toEqual({
      _id: 1,
      tags: ["a", "b", "c"],
      items: [{ k: 1, n: 10 }],
      total: 10,
    });
  });

  test("a repeated txnNumber is applied once", async () => {
    await things().insertOne({ _id: 1 as never, n: 0 });
    // A client of its own: the driver names the session, and numbers may not go back.
    const client = await new MongoClient(server.uri).connect();
    const command = {
      update: name,
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
      txnNumber: Long.fromNumber(7),
    };
    for (const _ of ["first", "again"]) {
      expect(await client.db(server.db.databaseName).command(command)).toMatchObject({ n: 1, nModified: 1 });
    }
    await client.close();
    expect((await things().findOne())!["n"]).toBe(1);
  });
});

describe("values", () => {
  test("Decimal128: arithmetic and comparison", async () => {
    const d = (text: string) => Decimal128.fromString(text);
    await things().insertMany([{ p: d("10.10") }, { p: d("9.95") }, { p: d("100") }, { p: 50 }]);
    expect(
      (
        await things()
          .find({ p: { $gt: d("9.96") } })
          .sort({ p: 1 })
          .toArray()
      ).map((x) => String(x["p"])),
    ).toEqual(["10.10", "50", "100"]);
    await things().updateOne({ p: d("10.1") }, { $inc: { p: d("0.2") } });
    expect(await things().countDocuments({ p: d("10.3") })).toBe(1);
    const [sum] = await things()
      .aggregate([{ $group: { _id: null, total: { $sum: "$p" }, top: { $max: "$p" } } }])
      .toArray();
    expect([String(sum!["total"]), String(sum!["top"])]).toEqual(["170.25", "100"]);
    const [product] = await things()
      .aggregate([{ $match: { p: d("9.95") } }, { $project: { x: { $multiply: ["$p", 2] } } }])
      .toArray();
    expect(String(product!["x"])).toBe("19.90");
  });

  test("64-bit integers stay whole", async () => {
    const big = Long.fromString("9007199254740993");
    await things().insertOne({ n: big });
    expect(await things().countDocuments({ n: big })).toBe(1);
    expect(await things().countDocuments({ n: 9007199254740992 })).toBe(0);
    await things().updateOne({}, { $inc: { n: 1 } });
    expect(String((await things().findOne())!["n"])).toBe("9007199254740994");
  });

  test("an update leaves the types of what it does not touch", async () => {
    await things().insertOne({
      whole: Long.fromNumber(5),
      real: new Double(5),
      in: { list: [Long.fromNumber(1)] },
      n: 1,
    });
    await things().updateOne({}, { $inc: { n: 1 } });
    const { _id, ...kept } = (await things().findOne({}, { promoteValues: false }))!;
    expect(kept).toEqual({
      whole: Long.fromNumber(5),
      real: new Double(5),
      in: { list: [Long.fromNumber(1)] },
      n: new Int32(2),
    });
  });

  test("$type and $toString", async () => {
    const id = new ObjectId();
    await things().insertMany([
      { v: 1 },
      { v: 1.5 },
      { v: "s" },
      { v: id },
      { v: null },
      { v: true },
      { v: new Date(0) },
      { v: [1, "x"] },
      { v: { a: 1 } },
      { v: Decimal128.fromString("1") },
      {},
    ]);
    const count = (type: string | string[]) => things().countDocuments({ v: { $type: type as never } });
    expect(
      await Promise.all(
        [
          "int",
          "double",
          "string",
          "objectId",
          "null",
          "bool",
          "date",
          "array",
          "object",
          "decimal",
          "number",
        ].map(count),
      ),
    ).toEqual([2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 4]);
    const [row] = await things()
      .aggregate([{ $match: { v: id } }, { $project: { s: { $toString: "$v" } } }])
      .toArray();
    expect(row!["s"]).toBe(id.toHexString());
  });

  test("a sort follows BSON's order of types", async () => {
    const id = new ObjectId();
    const values = [
      true,
      "b",
      2,
      null,
      new Date(5),
      id,
      { a: 1 },
      1.5,
      "a",
      Decimal128.fromString("1.75"),
      false,
    ];
    await things().insertMany(values.map((v) => ({ v })));
    const sorted = (await things().find().sort({ v: 1 }).toArray()).map((x) => String(x["v"]));
    expect(sorted).toEqual([
      "null",
      "1.5",
      "1.75",
      "2",
      "a",
      "b",
      "[object Object]",
      String(id),
      "false",
      "true",
      String(new Date(5)),
    ]);
    await things().createIndex({ v: -1 });
    expect((await things().find().sort({ v: -1 }).toArray()).map((x) => String(x["v"]))).toEqual(
      sorted.reverse(),
    );
  });

  test("null matches what is missing; arrays match by element", async () => {
    await things().insertMany([
      { _id: 1 as never, a: null },
      { _id: 2 as never },
      { _id: 3 as never, a: [1, 5] },
      { _id: 4 as never, a: [] },
    ]);
    const ids = async (filter: object) =>
      (await things().find(filter).sort({ _id: 1 }).toArray()).map((x) => x["_id"] as unknown);
    for (const _ of ["without", "with an index"]) {
      expect(await ids({ a: null })).toEqual([1, 2]);
      expect(await ids({ a: { $gt: 1, $lt: 5 } })).toEqual([3]);
      expect(await ids({ a: { $elemMatch: { $gt: 1, $lt: 5 } } })).toEqual([]);
      expect(await ids({ a: [1, 5] })).toEqual([3]);
      expect(await ids({ a: [] })).toEqual([4]);
      expect(await ids({ a: { $ne: 5 } })).toEqual([1, 2, 4]);
      await things().createIndex({ a: 1 });
    }
  });

  test("collation fr, strength 1 and 2, in match and sort", async () => {
    await things().insertMany(
      ["côte", "Cote", "coté", "cote", "côté", "dé"].map((w, i) => ({ _id: i as never, w })),
    );
    await things().createIndex({ w: 1 });
    const count = (strength: number) =>
      things().countDocuments({ w: "COTE" }, { collation: { locale: "fr", strength } });
    expect([await count(1), await count(2), await count(3)]).toEqual([5, 2, 0]);
    const sorted = await things().find().sort({ w: -1 }).collation({ locale: "fr", strength: 1 }).toArray();
    expect(sorted[0]!["w"]).toBe("dé");
  });
});

describe("indexes serve", () => {
  const plan = async (filter: object, sort: object = {}, limit = 0) => {
    const explained = await things()
      .find(filter)
      .sort(sort as never)
      .limit(limit)
      .explain("executionStats");
    return {
      text: JSON.stringify(explained["queryPlanner"].winningPlan),
      stats: explained["executionStats"],
    };
  };

  test("equality, $in, ranges, prefixes, sort with limit read what they return", async () => {
    await things().createIndex({ a: 1, b: -1 });
    await things().createIndex({ s: 1 });
    await things().insertMany(Array.from({ length: 1_000 }, (_, i) => ({ a: i % 10, b: i, s: `k${i}` })));
    const byLimit = await plan({ a: 3, b: { $gte: 100 } }, { b: -1 }, 20);
    expect(byLimit.text).toContain("a_1_b_-1");
    expect(byLimit.text).not.toContain('"SORT"');
    expect([
      byLimit.stats.nReturned,
      byLimit.stats.totalDocsExamined,
      byLimit.stats.totalKeysExamined,
    ]).toEqual([20, 20, 20]);
    expect((await plan({ a: { $in: [1, 2] } })).stats.totalDocsExamined).toBe(200);
    expect((await plan({ s: /^k99/ })).stats.totalDocsExamined).toBeLessThanOrEqual(12);
    expect((await plan({ s: { $gte: "k5", $lt: "k51" } })).stats.totalDocsExamined).toBeLessThanOrEqual(12);
    expect((await plan({ b: 5 })).text).toContain("COLLSCAN");
    expect((await plan({}, { s: -1 }, 5)).stats.totalDocsExamined).toBe(5);
  });

  test("sparse and partial indexes leave out, and are not used where that would show", async () => {
    await things().createIndex({ email: 1 }, { unique: true, sparse: true });
    await things().createIndex(
      { code: 1 },
      { unique: true, partialFilterExpression: { code: { $type: "string" } } },
    );
    await things().insertMany([
      { n: 1 },
      { n: 2 },
      { email: "a@b", code: null },
      { code: null },
      { code: "x" },
    ]);
    expect(await things().countDocuments({ email: null })).toBe(4);
    expect(await things().countDocuments({ code: null })).toBe(4);
    expect((await plan({ code: "x" })).text).toContain("code_1");
    expect((await plan({ code: { $gt: 1 } })).text).toContain("COLLSCAN");
    expect((await failure(things().insertOne({ code: "x" }))).code).toBe(11000);
  });

  test("a value too long for a key is 17280, and nothing of its document is stored", async () => {
    if (!server.embedded) return;
    await things().createIndex({ t: 1 }, { unique: true });
    expect((await failure(things().insertOne({ t: "é".repeat(2_000) }))).code).toBe(17280);
    await things().insertOne({ t: "é".repeat(500) });
    expect((await failure(things().updateOne({}, { $set: { t: "é".repeat(2_000) } }))).code).toBe(17280);
    expect(await things().countDocuments({ t: "é".repeat(500) })).toBe(1);
    expect(await things().countDocuments()).toBe(1);
  });
});

describe("transactions", () => {
  test("commit shows all, abort nothing, reads see their own snapshot", async () => {
    await things().insertMany([
      { _id: 1 as never, n: 1 },
      { _id: 2 as never, n: 1 },
    ]);
    const session = server.client.startSession();
    session.startTransaction({ readConcern: { level: "snapshot" } });
    await things().updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session });
    await things().insertOne({ _id: 3 as never, n: 7 }, { session });
    await things().updateOne({ _id: 2 as never }, { $set: { n: 50 } });
    expect(await plain(things().find({}, { session }).sort({ _id: 1 }))).toEqual([
      { _id: 1, n: 2 },
      { _id: 2, n: 1 },
      { _id: 3, n: 7 },
    ]);
    expect(await plain(things().find().sort({ _id: 1 }))).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 50 },
    ]);
    await session.commitTransaction();
    expect(await things().countDocuments()).toBe(3);
    session.startTransaction();
    await things().deleteMany({}, { session });
    expect(await things().countDocuments({}, { session })).toBe(0);
    await session.abortTransaction();
    expect(await things().countDocuments()).toBe(3);
    await session.endSession();
  });

  test("a conflict is 112 with TransientTransactionError, and withTransaction gets through", async () => {
    await things().insertOne({ _id: 1 as never, n: 0 });
    const [one, two] = [server.client.startSession(), server.client.startSession()];
    one.startTransaction();
    two.startTransaction();
    await things().updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session: one });
    const error = (await failure(
      things().updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session: two }),
    )) as MongoServerError;
    expect([error.code, error.hasErrorLabel("TransientTransactionError")]).toEqual([112, true]);
    await two.abortTransaction();
    await one.commitTransaction();
    await Promise.all([one.endSession(), two.endSession()]);
    await Promise.all(
      Array.from({ length: 8 }, () =>
        server.client.withSession((session) =>
          session.withTransaction(async () => {
            const found = await things().findOne({ _id: 1 as never }, { session });
            await things().updateOne({ _id: 1 as never }, { $set: { n: found!["n"] + 1 } }, { session });
          }),
        ),
      ),
    );
    expect((await things().findOne())!["n"]).toBe(9);
  });

  test("a commit repeated after it succeeded succeeds again, an abort then does not", async () => {
    await server.db.createCollection(name);
    const session = server.client.startSession();
    session.startTransaction();
    await things().insertOne({ a: 1 }, { session });
    await session.commitTransaction();
    await session.commitTransaction();
    expect(await things().countDocuments()).toBe(1);
    const client = await new MongoClient(server.uri).connect();
    const command = {
      commitTransaction: 1,
      lsid: session.id,
      txnNumber: Long.fromNumber(99),
      autocommit: false,
    };
    expect((await failure(client.db("admin").command(command))).code).toBe(251);
    await Promise.all([client.close(), session.endSession()]);
  });

  test("a unique key taken meanwhile is seen at the commit", async () => {
    await things().createIndex({ a: 1 }, { unique: true });
    const session = server.client.startSession();
    session.startTransaction();
    await things().insertOne({ a: 1 }, { session });
    if (server.embedded) {
      await things().insertOne({ a: 1 });
      expect((await failure(session.commitTransaction())).code).toBe(112);
    } else await session.abortTransaction();
    await session.endSession();
    expect(await things().countDocuments({ a: 1 })).toBe(server.embedded ? 1 : 0);
  });

  test("a failed statement ends its transaction", async () => {
    await things().insertOne({ _id: 1 as never });
    const session = server.client.startSession();
    session.startTransaction();
    expect((await failure(things().insertOne({ _id: 1 as never }, { session }))).code).toBe(11000);
    const error = (await failure(things().insertOne({ _id: 2 as never }, { session }))) as MongoServerError;
    expect(error.code).toBe(251);
    await session.abortTransaction();
    await session.endSession();
  });
});

describe("cursors, streams, files", () => {
  test("batches, and a killed cursor is not found", async () => {
    await things().insertMany(Array.from({ length: 250 }, (_, i) => ({ i })));
    const seen: number[] = [];
    for await (const one of things().find().sort({ i: 1 }).batchSize(7)) seen.push(one["i"]);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => i));
    const reply = await server.db.command({ find: name, batchSize: 2 });
    await server.db.command({ killCursors: name, cursors: [reply["cursor"].id] });
    expect((await failure(server.db.command({ getMore: reply["cursor"].id, collection: name }))).code).toBe(
      43,
    );
  });

  test("a change stream tells inserts, updates and deletes", async () => {
    const stream = things().watch([], { fullDocument: "updateLookup", maxAwaitTimeMS: 50 });
    const next = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await things().insertOne({ _id: 1 as never, a: 1 });
    const inserted = await next;
    expect(inserted).toMatchObject({ operationType: "insert", fullDocument: { _id: 1, a: 1 } });
    await things().updateOne({}, { $set: { a: 2 } });
    await things().deleteOne({});
    expect(await stream.next()).toMatchObject({
      operationType: "update",
      updateDescription: { updatedFields: { a: 2 } },
      fullDocument: { a: 2 },
    });
    expect(await stream.next()).toMatchObject({ operationType: "delete", documentKey: { _id: 1 } });
    await stream.close();
    if (!server.embedded) return;
    const resumed = things().watch([], { resumeAfter: inserted._id });
    expect((await failure(resumed.next())).code).toBe(286);
    await resumed.close();
  });

  test("GridFS keeps a file", async () => {
    const bucket = new GridFSBucket(server.db, { bucketName: name });
    const bytes = Buffer.alloc(600_000, "é");
    const upload = bucket.openUploadStream("a.bin");
    await new Promise((resolve, reject) => upload.once("finish", resolve).once("error", reject).end(bytes));
    const chunks: Buffer[] = [];
    for await (const chunk of bucket.openDownloadStreamByName("a.bin")) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });
});

describe("aggregation", () => {
  test("$lookup, $group, $facet, $merge, $count of nothing", async () => {
    await things().insertMany([
      { _id: 1 as never, to: "x", n: 1 },
      { _id: 2 as never, to: "y", n: 2 },
      { _id: 3 as never, to: "x", n: 3 },
    ]);
    await server.db.collection(`${name}_to`).insertOne({ _id: "x" as never, label: "X" });
    const rows = await things()
      .aggregate([
        { $match: { n: { $gt: 1 } } },
        { $lookup: { from: `${name}_to`, localField: "to", foreignField: "_id", as: "t" } },
        { $sort: { _id: -1 } },
      ])
      .toArray();
    expect(rows.map((row) => row["t"].length)).toEqual([1, 0]);
    const [facets] = await things()
      .aggregate([
        {
          $facet: {
            sum: [{ $group: { _id: "$to", n: { $sum: "$n" } } }, { $sort: { _id: 1 } }],
            none: [{ $match: { n: 99 } }, { $count: "n" }],
          },
        },
      ])
      .toArray();
    expect(facets).toEqual({
      sum: [
        { _id: "x", n: 4 },
        { _id: "y", n: 2 },
      ],
      none: [],
    });
    await things()
      .aggregate([{ $match: { n: { $lt: 3 } } }, { $merge: { into: `${name}_m` } }])
      .toArray();
    expect(await server.db.collection(`${name}_m`).countDocuments()).toBe(2);
    expect(
      (
        await failure(
          things()
            .aggregate([{ $nonsense: {} }])
            .toArray(),
        )
      ).code,
    ).toBe(40324);
  });
});
