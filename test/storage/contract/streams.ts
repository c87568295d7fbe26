import { GridFSBucket } from "mongodb";
import { describe, expect, test } from "vitest";
import { failure } from "../support.ts";
import type { ContractWorld } from "./world.ts";

/** What comes in pieces: batches, change streams and files. */
export function describeStreams(world: ContractWorld): void {
  const { things } = world;

  describe("cursors, streams, files", () => {
    test("batches, and a killed cursor is not found", async () => {
      await things().insertMany(Array.from({ length: 250 }, (_, i) => ({ i })));
      const seen: number[] = [];
      for await (const one of things().find().sort({ i: 1 }).batchSize(7)) seen.push(one["i"]);
      expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => i));
      const reply = await world.server.db.command({ find: world.name, batchSize: 2 });
      await world.server.db.command({ killCursors: world.name, cursors: [reply["cursor"].id] });
      expect(
        (await failure(world.server.db.command({ getMore: reply["cursor"].id, collection: world.name })))
          .code,
      ).toBe(43);
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
      if (!world.server.embedded) return;
      const resumed = things().watch([], { resumeAfter: inserted._id });
      expect((await failure(resumed.next())).code).toBe(286);
      await resumed.close();
    });

    test("GridFS keeps a file", async () => {
      const bucket = new GridFSBucket(world.server.db, { bucketName: world.name });
      const bytes = Buffer.alloc(600_000, "é");
      const upload = bucket.openUploadStream("a.bin");
      await new Promise((resolve, reject) => upload.once("finish", resolve).once("error", reject).end(bytes));
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.openDownloadStreamByName("a.bin")) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    });
  });
}
