import { afterEach, describe, expect, it } from "vitest";
import { reindex } from "../../search/reindex.ts";
import { settled, startWorker, stopWorkers, World } from "./support/syncWorld.ts";

afterEach(stopWorkers);

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
    startWorker({ engine, changes, load, worker: "a" });
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
    const worker = startWorker({ engine, changes, load, worker: "a" });
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
    const worker = startWorker({ engine, changes, load, worker: "a" });
    await worker.drain();
    expect(await changes.journal("needs", 10)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await worker.drain();
    expect(await changes.journal("needs", 10)).toEqual([]);
    await reindex({ engine, changes, load, indexes: ["needs"], all: all(world) });
    expect(await world.indexed()).toEqual(world.stored());
  });
});
