import { Long, type MongoBulkWriteError, MongoClient } from "mongodb";
import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

/** What a write answers, and what it leaves. */
export function describeWriteResults(world: ContractWorld): void {
  const { things } = world;

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
      const client = await new MongoClient(world.server.uri).connect();
      const command = {
        update: world.name,
        updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
        txnNumber: Long.fromNumber(7),
      };
      for (const _ of ["first", "again"]) {
        expect(await client.db(world.server.db.databaseName).command(command)).toMatchObject({
          n: 1,
          nModified: 1,
        });
      }
      await client.close();
      expect((await things().findOne())!["n"]).toBe(1);
    });
  });
}
