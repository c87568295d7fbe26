import { afterEach, describe, expect, it } from "vitest";
import { createInProcessSearch } from "../../search/embedded.ts";
import type { SearchDocument } from "../../search/engine.ts";
import { SearchError } from "../../search/errors.ts";
import { reindex } from "../../search/reindex.ts";
import { type SyncOptions, type SyncWorker, startSync } from "../../search/sync.ts";
import { MemoryChanges } from "./support/memoryChanges.ts";

/** A small database with its outbox: documents are written with a change, in one step. */
class World {
  readonly documents = new Map<string, SearchDocument>();
  readonly changes = new MemoryChanges();
  readonly engine = createInProcessSearch();
  private random: number;

  constructor(seed: number) {
    this.random = seed;
  }

  /** Deterministic, in [0, 1): Park and Miller's generator. */
  next(): number {
    this.random = (this.random * 48_271) % 2_147_483_647;
    return this.random / 2_147_483_647;
  }

  put(id: string, title: string): void {
    this.documents.set(id, { id, title, status: "submitted" });
    this.changes.changed("needs", id);
  }

  remove(id: string): void {
    this.documents.delete(id);
    this.changes.changed("needs", id);
  }

  /** One of a few hundred documents is written, rewritten or deleted. */
  randomWrite(step: number): void {
    const id = `n${Math.floor(this.next() * 700)}`;
    if (this.next() < 0.25) this.remove(id);
    else this.put(id, `Besoin version${step}`);
  }

  readonly load: SyncOptions["load"] = async (_, ids) => {
    await new Promise((resolve) => setImmediate(resolve));
    return ids.map((id) => this.documents.get(id)).filter((document) => document !== undefined);
  };

  /** What the index holds of the stored documents; one more than stored would show as a hole at the end. */
  async indexed(): Promise<(SearchDocument | null)[]> {
    const found: (SearchDocument | null)[] = [];
    const ids = this.stored().map(({ id }) => id);
    for (let from = 0; from < ids.length; from += 1000) {
      const filter = { op: "in", field: "id", values: ids.slice(from, from + 1000) } as const;
      const { hits } = await this.engine.search("needs", { text: "", limit: 1000, filter });
      found.push(...hits.map((hit) => hit.document));
    }
    const { total } = await this.engine.search("needs", { text: "", limit: 0 });
    return [...found, ...Array.from({ length: total - found.length }, () => null)];
  }

  stored(): SearchDocument[] {
    return [...this.documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const workers: SyncWorker[] = [];
const start = (options: SyncOptions): SyncWorker => {
  const worker = startSync({ pollMs: 20, firstDelayMs: 40, ...options });
  workers.push(worker);
  return worker;
};
const until = async (done: () => Promise<boolean>): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
};
const settled = (world: World) => until(async () => (await world.changes.state()).waiting === 0);

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

describe("the synchronisation of the index", () => {
  it("carries a change as soon as it is woken, and a deletion too", async () => {
    const world = new World(1);
    const { engine, changes, load } = world;
    const worker = start({ engine, changes, load, worker: "a", pollMs: 60_000 });
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
    await start({ engine, changes, load, worker: "a", pollMs: 60_000 }).drain();
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
    for (let step = 0; step < 10_000; step++) {
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
    expect(born).toBeGreaterThan(6);
    const { engine, changes, load } = world;
    start({ engine, changes, load, worker: "last" });
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
    const worker = start({ engine, changes, load, worker: "a" });
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
    const world = new World(1);
    const { engine, changes } = world;
    const load: SyncOptions["load"] = async (index, ids) => {
      if (ids.includes("n0")) throw new Error("n0 has no name");
      return world.load(index, ids);
    };
    for (let i = 0; i < 3; i++) world.put(`n${i}`, "sain");
    start({ engine, changes, load, worker: "a" });
    await until(async () => (await changes.state()).parked.length > 0);
    expect((await changes.state()).parked).toMatchObject([{ documentId: "n0", reason: "n0 has no name" }]);
    expect(await world.indexed()).toHaveLength(2);
  }, 20_000);

  it("waits for an engine that is away, however long, and carries everything once it is back", async () => {
    const world = new World(3);
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
    start({ engine, changes, load, worker: "a" });
    for (let step = 0; step < 1000; step++) world.randomWrite(step);
    await new Promise((resolve) => setTimeout(resolve, 700));
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

describe("a rebuild", () => {
  const all = (world: World) =>
    async function* () {
      for (const document of [...world.documents.values()]) {
        if (world.next() < 0.02) await new Promise((resolve) => setImmediate(resolve));
        yield { ...document };
      }
    };

  it("of 10,000 documents ends equal to a database that is written meanwhile, and nobody sees it half done", async () => {
    const world = new World(11);
    const { engine, changes, load } = world;
    for (let i = 0; i < 10_000; i++)
      world.documents.set(`m${i}`, { id: `m${i}`, title: `Besoin numéro${i}`, status: "draft" });
    await engine.upsert("needs", [...world.documents.values()]);
    start({ engine, changes, load, worker: "a" });
    let step = 0;
    const writes = setInterval(() => world.randomWrite(step++), 20);
    let least = Number.POSITIVE_INFINITY;
    const reads = setInterval(() => {
      void engine.search("needs", { text: "besoin", limit: 1 }).then(({ total }) => {
        least = Math.min(least, total);
      });
    }, 5);
    const seen: number[] = [];
    const counts = await reindex({
      engine,
      changes,
      load,
      indexes: ["needs"],
      onProgress: (_, documents) => seen.push(documents),
      async *all() {
        for await (const document of all(world)()) {
          if (document.id.endsWith("00")) await new Promise((resolve) => setTimeout(resolve, 10));
          yield document;
        }
      },
    });
    clearInterval(writes);
    await settled(world);
    clearInterval(reads);
    expect(step).toBeGreaterThan(30);
    expect(counts.get("needs")).toBeGreaterThanOrEqual(10_000);
    expect(seen.length).toBeGreaterThan(10);
    expect(least).toBeGreaterThanOrEqual(10_000);
    expect(await world.indexed()).toEqual(world.stored());
  });

  it("is refused while another one runs, and free again afterwards", async () => {
    const world = new World(1);
    const { engine, changes, load } = world;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const options = { engine, changes, load, indexes: ["needs"] as const };
    const first = reindex({
      ...options,
      async *all() {
        await held;
        yield* [];
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(reindex({ ...options, all: all(world) })).rejects.toMatchObject({ name: "RebuildRunning" });
    release();
    await first;
    await reindex({ ...options, all: all(world) });
  });

  it("that fails leaves the index as it was, and what came meanwhile is carried", async () => {
    const world = new World(1);
    const { engine, changes, load } = world;
    world.put("n1", "Marché couvert");
    const worker = start({ engine, changes, load, worker: "a" });
    await worker.drain();
    const failing = reindex({
      engine,
      changes,
      load,
      indexes: ["needs"],
      async *all() {
        world.put("n2", "Gare routière");
        await worker.drain();
        yield { id: "n1", title: "Marché couvert" };
        throw new Error("the store went away");
      },
    });
    await expect(failing).rejects.toThrow("the store went away");
    await worker.drain();
    expect(await world.indexed()).toEqual(world.stored());
  });

  it("that died is noticed: its journal is carried, and another one may run", async () => {
    const world = new World(1);
    const { engine, changes, load } = world;
    await changes.openRebuild("needs", "dead", 40);
    world.put("n1", "Marché couvert");
    const worker = start({ engine, changes, load, worker: "a" });
    await worker.drain();
    expect(await changes.journal("needs", 10)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await worker.drain();
    expect(await changes.journal("needs", 10)).toEqual([]);
    await reindex({ engine, changes, load, indexes: ["needs"], all: all(world) });
    expect(await world.indexed()).toEqual(world.stored());
  });
});
