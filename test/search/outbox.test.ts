import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createInProcessSearch } from "../../search/embedded.ts";
import type { SearchDocument } from "../../search/engine.ts";
import { startSync } from "../../search/sync.ts";
import { StoredChanges } from "../../server/jobs/indexChanges.ts";
import { queueIndex } from "../../server/jobs/outbox.ts";
import { connect, disconnect, prepareIndexes } from "../../server/storage/connect.ts";
import { newId } from "../../server/storage/id.ts";
import { inTransaction } from "../../server/storage/transaction.ts";
import { describeOutboxContract } from "./contract/changes.ts";
import { MemoryChanges } from "./support/memoryChanges.ts";

const movableClock = () => {
  let time = Date.UTC(2026, 10, 23, 10);
  const pass = (ms: number): void => {
    time += ms;
  };
  return { clock: () => new Date(time), pass };
};

describeOutboxContract("The outbox in memory", async () => {
  const { clock, pass } = movableClock();
  const changes = new MemoryChanges(clock);
  return { changes, pass, changed: async (index, id) => changes.changed(index, id) };
});

beforeAll(async () => {
  await connect(inject("storeUri").replace("DATABASE", `test-${newId()}`));
  await prepareIndexes();
});
afterAll(disconnect);

const empty = () => Promise.all(Object.values(mongoose.models).map((model) => model.deleteMany({})));

describeOutboxContract("The outbox in the store", async () => {
  await empty();
  const { clock, pass } = movableClock();
  return {
    changes: new StoredChanges(clock),
    pass,
    changed: (index, id) => inTransaction((session) => queueIndex(session, clock(), index, id)),
  };
});

describe("the outbox in the store", () => {
  it("leaves no trace of a transaction that was given up", async () => {
    await empty();
    const failing = inTransaction(async (session) => {
      await queueIndex(session, new Date(), "needs", "a");
      throw new Error("given up");
    });
    await expect(failing).rejects.toThrow("given up");
    expect(await new StoredChanges(() => new Date()).claim("one", 10, 1000)).toEqual([]);
  });

  it("shares 120 changes among three workers, each carried as it is in the end", async () => {
    await empty();
    const changes = new StoredChanges(() => new Date());
    const engine = createInProcessSearch();
    const documents = new Map<string, SearchDocument>();
    const carried: string[] = [];
    const load = async (_: string, ids: string[]) => {
      carried.push(...ids);
      return ids.map((id) => documents.get(id)).filter((document) => document !== undefined);
    };
    const workers = ["one", "two", "three"].map((worker) =>
      startSync({ engine, changes, load, worker, batch: 10, pollMs: 100 }),
    );
    for (let step = 0; step < 120; step++) {
      const id = `n${step % 40}`;
      if (step % 7 === 3) documents.delete(id);
      else documents.set(id, { id, title: `Besoin version${step}` });
      await inTransaction((session) => queueIndex(session, new Date(), "needs", id));
      if (step % 20 === 0) for (const worker of workers) worker.wake();
    }
    while ((await changes.state()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all(workers.map((worker) => worker.stop()));
    const { hits } = await engine.search("needs", { text: "", limit: 1000 });
    const stored = [...documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(hits.map((hit) => hit.document)).toEqual(stored);
    expect(carried.length).toBeGreaterThanOrEqual(40);
  });
});
