import { createInProcessSearch } from "../../../search/embedded.ts";
import type { SearchDocument } from "../../../search/engine.ts";
import { type SyncOptions, type SyncWorker, startSync } from "../../../search/sync.ts";
import { MemoryChanges } from "./memoryChanges.ts";

/** A small database with its outbox: documents are written with a change, in one step. */
export class World {
  readonly documents = new Map<string, SearchDocument>();
  readonly changes: MemoryChanges;
  readonly engine = createInProcessSearch();
  private random: number;

  /** @param pace how much quicker than the machine's its clock goes: what is put off comes back so much sooner. */
  constructor(seed: number, pace = 1) {
    this.random = seed;
    const began = Date.now();
    this.changes = new MemoryChanges(() => new Date(began + (Date.now() - began) * pace));
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

/** A worker in a hurry, unless told otherwise; `stopWorkers` ends it. */
export const startWorker = (options: SyncOptions): SyncWorker => {
  const worker = startSync({ pollMs: 20, firstDelayMs: 40, ...options });
  workers.push(worker);
  return worker;
};

/** Stops what `startWorker` started since. */
export const stopWorkers = async (): Promise<void> => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
};

/** Waits, as long as the test may, until `done` says so. */
export const until = async (done: () => Promise<boolean>): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** Waits until no change of this world is waiting. */
export const settled = (world: World): Promise<void> =>
  until(async () => (await world.changes.state()).waiting === 0);
