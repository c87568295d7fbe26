import { type Document, Long, serialize } from "bson";
import { StoreError } from "./errors.ts";

/** What a cursor gives: stored bytes as they are, or documents. */
export type Item = Uint8Array | Document;

/** Where a cursor's documents come from; `wait` is there for change streams, which never end. */
export interface Source {
  items: Iterator<Item>;
  /** Waits for more, at most `ms`; then `items` may go on. */
  wait?(ms: number): Promise<void>;
  close?(): void;
}

interface Cursor {
  ns: string;
  source: Source;
  session: string | undefined;
  used: number;
}

const FIRST_BATCH = 101;
const BATCH_BYTES = 8 * 1024 * 1024;
const IDLE_MS = 10 * 60 * 1000;
const AWAIT_MS = 1_000;

/**
 * The open cursors. A batch ends at its size or past 8 MB; an unused cursor is closed after ten minutes.
 * https://www.mongodb.com/docs/manual/core/cursors/
 */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #next = BigInt(Date.now()) << 16n;

  /** The next batch; nothing where the cursor is at its end. */
  #fill(cursor: Cursor, size: number): { batch: Uint8Array[]; done: boolean } {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    while (batch.length < size && bytes < BATCH_BYTES) {
      const next = cursor.source.items.next();
      if (next.done) return { batch, done: cursor.source.wait === undefined };
      const item = next.value instanceof Uint8Array ? next.value : serialize(next.value);
      bytes += item.length;
      batch.push(item);
    }
    return { batch, done: false };
  }

  #reply({ ns }: Cursor, id: bigint, name: "firstBatch" | "nextBatch", batch: Uint8Array[]): Document {
    return { cursor: { [name]: batch, id: Long.fromBigInt(id), ns }, ok: 1 };
  }

  /** Answers a command's first batch, sized as its `body` asks, and keeps the cursor where more is to come. */
  open(ns: string, source: Source, body: Document, session?: string): Document {
    const cursor: Cursor = { ns, source, session, used: Date.now() };
    const size = Number(body["batchSize"] ?? body["cursor"]?.batchSize ?? FIRST_BATCH);
    const { batch, done } = this.#fill(cursor, size);
    this.#next += 1n;
    const id = this.#next;
    this.#open.set(id, cursor);
    const ended = done || body["singleBatch"] === true;
    if (ended) this.kill(id);
    return this.#reply(cursor, ended ? 0n : id, "firstBatch", batch);
  }

  #get(id: bigint, ns: string): Cursor {
    const cursor = this.#open.get(id);
    if (cursor?.ns !== ns) throw new StoreError("CursorNotFound", `cursor id ${id} not found`);
    return cursor;
  }

  /** Answers `getMore`; a change stream waits up to `maxTimeMS` for its next event. */
  async more(id: bigint, ns: string, body: Document): Promise<Document> {
    const cursor = this.#get(id, ns);
    cursor.used = Date.now();
    const size = Number(body["batchSize"] || Number.POSITIVE_INFINITY);
    let { batch, done } = this.#fill(cursor, size);
    if (batch.length === 0 && cursor.source.wait) {
      await cursor.source.wait(Number(body["maxTimeMS"] ?? AWAIT_MS));
      this.#get(id, ns);
      ({ batch, done } = this.#fill(cursor, size));
    }
    if (done) this.kill(id);
    return this.#reply(cursor, done ? 0n : id, "nextBatch", batch);
  }

  /** Closes a cursor; false where there is none. */
  kill(id: bigint): boolean {
    const cursor = this.#open.get(id);
    cursor?.source.items.return?.();
    cursor?.source.close?.();
    return this.#open.delete(id);
  }

  /** Closes a transaction's cursors, whose snapshot is gone. */
  killSession(session: string): void {
    for (const [id, cursor] of this.#open) if (cursor.session === session) this.kill(id);
  }

  /** Closes what nobody asked for in ten minutes. */
  sweep(now: number): void {
    for (const [id, { used }] of this.#open) if (now - used > IDLE_MS) this.kill(id);
  }
}
