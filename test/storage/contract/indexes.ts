import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

/** Which reads an index serves, and what it refuses. */
export function describeIndexes(world: ContractWorld): void {
  const { things } = world;

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
      if (!world.server.embedded) return;
      await things().createIndex({ t: 1 }, { unique: true });
      expect((await failure(things().insertOne({ t: "é".repeat(2_000) }))).code).toBe(17280);
      await things().insertOne({ t: "é".repeat(500) });
      expect((await failure(things().updateOne({}, { $set: { t: "é".repeat(2_000) } }))).code).toBe(17280);
      expect(await things().countDocuments({ t: "é".repeat(500) })).toBe(1);
      expect(await things().countDocuments()).toBe(1);
    });
  });
}
