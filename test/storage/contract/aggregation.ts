import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

/** Pipelines. */
export function describeAggregation(world: ContractWorld): void {
  const { things } = world;

  describe("aggregation", () => {
    test("$lookup, $group, $facet, $merge, $count of nothing", async () => {
      await things().insertMany([
        { _id: 1 as never, to: "x", n: 1 },
        { _id: 2 as never, to: "y", n: 2 },
        { _id: 3 as never, to: "x", n: 3 },
      ]);
      await world.server.db.collection(`${world.name}_to`).insertOne({ _id: "x" as never, label: "X" });
      const rows = await things()
        .aggregate([
          { $match: { n: { $gt: 1 } } },
          { $lookup: { from: `${world.name}_to`, localField: "to", foreignField: "_id", as: "t" } },
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
        .aggregate([{ $match: { n: { $lt: 3 } } }, { $merge: { into: `${world.name}_m` } }])
        .toArray();
      expect(await world.server.db.collection(`${world.name}_m`).countDocuments()).toBe(2);
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
}
