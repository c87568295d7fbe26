import { type MongoServerError, Timestamp } from "mongodb";
import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

/** Which errors are answered, by their codes. */
export function describeErrors(world: ContractWorld): void {
  const { things } = world;

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
      expect((await failure(world.server.db.command({ frobnicate: 1 }))).code).toBe(59);
      expect((await failure(world.server.db.collection("nowhere").indexes())).code).toBe(26);
      await world.server.db.createCollection(world.name);
      expect(
        (await failure(world.server.db.command({ create: world.name, capped: false, size: 1 }))).code,
      ).toBeGreaterThan(0);
      expect((await failure(world.server.db.command({ find: world.name, nonsense: 1 }))).code).toBe(40415);
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
      if (!world.server.embedded) return;
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
      if (!world.server.embedded) return;
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
        world.server.db.command({ explain: { count: world.name } }),
      ];
      expect(await Promise.all(refused.map(code))).toEqual(refused.map(() => 238));
    });
  });
}
