import { Decimal128, Double, Int32, Long, ObjectId } from "mongodb";
import { describe, expect, test } from "vitest";
import type { ContractWorld } from "./world.ts";

/** How values of every BSON type are kept, compared and sorted. */
export function describeValues(world: ContractWorld): void {
  const { things } = world;

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
}
