import { afterEach, describe, expect, it } from "vitest";
import { SearchError } from "../../search/errors.ts";
import { type SyncOptions, startSync } from "../../search/sync.ts";
import type { MemoryChanges } from "./support/memoryChanges.ts";
import { settled, startWorker, stopWorkers, until, World } from "./support/syncWorld.ts";

afterEach(stopWorkers);

describe("the synchronisation of the index", () => {
  it("carries a change as soon as it is woken, and a deletion too", async () => {
    const world = new World(1);
    const { engine, changes, load } = world;
    const worker = startWorker({ engine, changes, load, worker: "a", pollMs: 60_000 });
    world.put("n1", "Marché couvert");
    await worker.drain();
    expect(await world.indexed()).toEqual(world.stored());
    world.remove("n1");
    await worker.drain();
    expect(await world.indexed()).toEqual([]);
    expect(await changes.state()).toEqual({ waiting: 0, parked: [], lagMs: 0 });
  });

  it("keeps a change that came while an older state was being carried", async () => {
    const world = new World(1);
    const { engine, changes } = world;
    world.put("n1", "ancien");
    let rewritten = false;
    const load: SyncOptions["load"] = async (index, ids) => {
      const present = (await world.load(index, ids)).map((document) => ({ ...document }));
      if (!rewritten) {
        rewritten = true;
        world.put("n1", "nouveau");
      }
      return present;
    };
    await startWorker({ engine, changes, load, worker: "a", pollMs: 60_000 }).drain();
    expect((await world.indexed())[0]?.["title"]).toBe("nouveau");
  });

  it("makes the index equal the database after 10,000 writes, three workers being killed at random", async () => {
    const world = new World(7);
    const kill = new Set<string>();
    /** A worker of which the process dies: whatever it calls next never answers. */
    const mortal = (name: string): SyncOptions => {
      const alive = <T>(work: () => Promise<T>): Promise<T> =>
        kill.has(name) || world.next() < 0.03 ? die(name) : work();
      const die = (dead: string): Promise<never> => {
        kill.add(dead);
        return new Promise(() => {});
      };
      return {
        worker: name,
        batch: 40,
        leaseMs: 60,
        engine: {
          upsert: (index, documents) => alive(() => world.engine.upsert(index, documents)),
          remove: (index, ids) => alive(() => world.engine.remove(index, ids)),
        },
        load: (index, ids) => alive(() => world.load(index, ids)),
        changes: Object.assign(Object.create(world.changes) as MemoryChanges, {
          acknowledge: (worker: string, done: Parameters<MemoryChanges["acknowledge"]>[1]) =>
            alive(() => world.changes.acknowledge(worker, done)),
          extend: (worker: string, held: Parameters<MemoryChanges["extend"]>[1], leaseMs: number) =>
            kill.has(worker) ? die(worker) : world.changes.extend(worker, held, leaseMs),
        }),
      };
    };
    let born = 3;
    const living = new Map(
      ["w0", "w1", "w2"].map((name) => [name, startSync({ pollMs: 5, ...mortal(name) })]),
    );
    // A quick machine writes on until enough of them died.
    for (let step = 0; step < 10_000 || born <= 6; step++) {
      world.randomWrite(step);
      if (step % 50 !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      for (const name of living.keys()) {
        if (!kill.has(name)) continue;
        living.delete(name);
        const successor = `w${born}`;
        born += 1;
        living.set(successor, startSync({ pollMs: 5, ...mortal(successor) }));
      }
    }
    for (const name of living.keys()) kill.add(name);
    const { engine, changes, load } = world;
    startWorker({ engine, changes, load, worker: "last" });
    await settled(world);
    expect(await world.indexed()).toEqual(world.stored());
    expect((await changes.state()).parked).toEqual([]);
  });

  it("parks a poison document with its reason, carries its neighbours, and takes it up when it changes", async () => {
    const world = new World(1);
    const { changes, load } = world;
    const tries: string[][] = [];
    const engine: SyncOptions["engine"] = {
      async upsert(index, documents) {
        tries.push(documents.map(({ id }) => id));
        if (documents.some(({ title }) => title === "poison")) {
          throw new SearchError("rejected", "Document n3 cannot be indexed");
        }
        await world.engine.upsert(index, documents);
      },
      remove: world.engine.remove,
    };
    for (let i = 0; i < 8; i++) world.put(`n${i}`, i === 3 ? "poison" : "sain");
    const worker = startWorker({ engine, changes, load, worker: "a" });
    await worker.drain();
    const { parked, waiting } = await changes.state();
    expect(waiting).toBe(0);
    expect(parked).toMatchObject([{ documentId: "n3", reason: "Document n3 cannot be indexed" }]);
    expect(await world.indexed()).toHaveLength(7);
    const before = tries.length;
    await worker.drain();
    expect(tries).toHaveLength(before);
    world.put("n3", "guéri");
    await worker.drain();
    expect(await world.indexed()).toEqual(world.stored());
    expect((await changes.state()).parked).toEqual([]);
  });

  it("parks a document that cannot even be read, after a few tries", async () => {
    const world = new World(1, 20);
    const { engine, changes } = world;
    const load: SyncOptions["load"] = async (index, ids) => {
      if (ids.includes("n0")) throw new Error("n0 has no name");
      return world.load(index, ids);
    };
    for (let i = 0; i < 3; i++) world.put(`n${i}`, "sain");
    startWorker({ engine, changes, load, worker: "a" });
    await until(async () => (await changes.state()).parked.length > 0);
    expect((await changes.state()).parked).toMatchObject([{ documentId: "n0", reason: "n0 has no name" }]);
    expect(await world.indexed()).toHaveLength(2);
  }, 20_000);

  it("waits for an engine that is away, however long, and carries everything once it is back", async () => {
    const world = new World(3, 4);
    const { changes, load } = world;
    let away = true;
    let asked = 0;
    const engine: SyncOptions["engine"] = {
      async upsert(index, documents) {
        asked += 1;
        if (away) throw new SearchError("unavailable", "away");
        await world.engine.upsert(index, documents);
      },
      remove: async (index, ids) => {
        if (away) throw new SearchError("timeout", "away");
        await world.engine.remove(index, ids);
      },
    };
    startWorker({ engine, changes, load, worker: "a" });
    for (let step = 0; step < 1000; step++) world.randomWrite(step);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const state = await changes.state();
    expect(state.waiting).toBeGreaterThan(300);
    expect(state.parked).toEqual([]);
    expect(state.lagMs).toBeGreaterThan(500);
    expect(asked).toBeLessThan(20);
    away = false;
    await settled(world);
    expect(await world.indexed()).toEqual(world.stored());
  });
});
