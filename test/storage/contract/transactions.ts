import { Long, MongoClient, type MongoServerError } from "mongodb";
import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

const plain = async (cursor: { toArray(): Promise<unknown[]> }) =>
  JSON.parse(JSON.stringify(await cursor.toArray()));

/** Commits, aborts, conflicts and snapshots. */
export function describeTransactions(world: ContractWorld): void {
  const { things } = world;

  describe("transactions", () => {
    test("commit shows all, abort nothing, reads see their own snapshot", async () => {
      await things().insertMany([
        { _id: 1 as never, n: 1 },
        { _id: 2 as never, n: 1 },
      ]);
      const session = world.server.client.startSession();
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
      const [one, two] = [world.server.client.startSession(), world.server.client.startSession()];
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
          world.server.client.withSession((session) =>
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
      await world.server.db.createCollection(world.name);
      const session = world.server.client.startSession();
      session.startTransaction();
      await things().insertOne({ a: 1 }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
      expect(await things().countDocuments()).toBe(1);
      const client = await new MongoClient(world.server.uri).connect();
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
      const session = world.server.client.startSession();
      session.startTransaction();
      await things().insertOne({ a: 1 }, { session });
      if (world.server.embedded) {
        await things().insertOne({ a: 1 });
        expect((await failure(session.commitTransaction())).code).toBe(112);
      } else await session.abortTransaction();
      await session.endSession();
      expect(await things().countDocuments({ a: 1 })).toBe(world.server.embedded ? 1 : 0);
    });

    test("a failed statement ends its transaction", async () => {
      await things().insertOne({ _id: 1 as never });
      const session = world.server.client.startSession();
      session.startTransaction();
      expect((await failure(things().insertOne({ _id: 1 as never }, { session }))).code).toBe(11000);
      const error = (await failure(things().insertOne({ _id: 2 as never }, { session }))) as MongoServerError;
      expect(error.code).toBe(251);
      await session.abortTransaction();
      await session.endSession();
    });
  });
}
