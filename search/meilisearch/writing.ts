import type { EnqueuedTask, Meilisearch, Task } from "meilisearch";
import type { SearchDocument } from "../engine.ts";
import { SearchError } from "../errors.ts";
import { failureOf } from "./failures.ts";

/** A batch is small enough to be resent and to leave room for others in the queue of tasks. */
const MAX_BATCH_DOCUMENTS = 1000;
const MAX_BATCH_BYTES = 4_000_000;
/** The first look comes early, for one document is indexed in milliseconds; then less and less often. */
const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 250;

/** Cuts documents into batches bounded in number and in bytes; a document larger than a batch goes alone. */
export function batchesOf(documents: SearchDocument[]): SearchDocument[][] {
  const batches: SearchDocument[][] = [];
  let batch: SearchDocument[] = [];
  let bytes = 0;
  for (const document of documents) {
    const size = Buffer.byteLength(JSON.stringify(document)) + 1;
    if (batch.length > 0 && (batch.length >= MAX_BATCH_DOCUMENTS || bytes + size > MAX_BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(document);
    bytes += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Sends work to Meilisearch and waits until its tasks are done. */
export class Writing {
  private readonly client: Meilisearch;
  private readonly patienceMs: number;

  /** @param patienceMs how long a task may take, queue included */
  constructor(client: Meilisearch, patienceMs: number) {
    this.client = client;
    this.patienceMs = patienceMs;
  }

  async upsert(uid: string, documents: SearchDocument[]): Promise<void> {
    for (const batch of batchesOf(documents)) {
      await this.carryOut(() =>
        this.client.index<SearchDocument>(uid).addDocuments(batch, { primaryKey: "id" }),
      );
    }
  }

  async remove(uid: string, ids: string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += MAX_BATCH_DOCUMENTS) {
      const some = ids.slice(from, from + MAX_BATCH_DOCUMENTS);
      await this.carryOut(() => this.client.index(uid).deleteDocuments(some));
    }
  }

  /**
   * Enqueues a task and waits for its end.
   * @param unless an error code that means that there was nothing to do
   * @throws SearchError "rejected" when the server will never take it, "unavailable" or "timeout" when it may later
   */
  async carryOut(enqueue: () => Promise<EnqueuedTask>, unless?: string): Promise<void> {
    let task: Task;
    try {
      task = await this.ended((await enqueue()).taskUid);
    } catch (error) {
      throw failureOf(error, "rejected");
    }
    if (task.status === "succeeded" || (unless !== undefined && task.error?.code === unless)) return;
    const message = task.error?.message ?? `task ${task.uid} was ${task.status}`;
    // A fault of the request stays a fault; anything else (a full disk, a cancelled task) may pass.
    throw new SearchError(
      task.error?.type === "invalid_request" ? "rejected" : "unavailable",
      `Meilisearch: ${message}`,
    );
  }

  /** The client's own wait is not used: while it waits, its HTTP time-out has no effect (meilisearch 0.62). */
  private async ended(uid: number): Promise<Task> {
    const deadline = Date.now() + this.patienceMs;
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LAST_LOOK_MS)) {
      const task = await this.client.tasks.getTask(uid);
      if (task.status !== "enqueued" && task.status !== "processing") return task;
      if (Date.now() > deadline) throw new SearchError("timeout", `Meilisearch: task ${uid} is not done yet`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
