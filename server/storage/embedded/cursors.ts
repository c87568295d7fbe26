import { type Document, Long } from "bson";
import { StoreError } from "./errors.ts";
import type { RawArray } from "./framing.ts";

/** What a cursor gives: stored bytes as they are, or documents. */
export type Item = Uint8Array | Document;

/** Where a cursor's documents come from; `wait` is there for change streams, which never end. */
export interface Source {
  items: Iterator<Item>;
  /** Waits for more, at most `ms`; then `items` may go on. */
  wait?(ms: number): Promise<void>;
  /** Added to each batch (`postBatchResumeToken`). */
  extra?(): Document;
  close?(): void;
}

interface Cursor {
  ns: string;
  source: Source;
  session: string | undefined;
  used: number;
  ahead: Item | undefined;
}

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 1024 * 1024 - 16 * 1024;
const IDLE_MS = 10 * 60 * 1000;

const sizeOf = (item: Item): number =>
  item instanceof Uint8Array ? item.length : JSON.stringify(item).length;

/**
 * The open cursors. A batch ends at its size or at 16 MB; an unused cursor is closed after ten minutes.
 * https://www.mongodb.com/docs/manual/core/cursors/
 */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #next = BigInt(Date.now()) << 16n;

  #fill(cursor: Cursor, size: number): { batch: Item[]; done: boolean } {
    const batch: Item[] = [];
    let bytes = 0;
    let item = cursor.ahead;
    cursor.ahead = undefined;
    for (;;) {
      if (item === undefined) {
        const next = cursor.source.items.next();
        if (next.done) return { batch, done: cursor.source.wait === undefined };
        item = next.value;
      }
      bytes += sizeOf(item);
      if (batch.length > 0 && (bytes > MAX_BATCH_BYTES || batch.length >= size)) {
        cursor.ahead = item;
        return { batch, done: false };
      }
      batch.push(item);
      item = undefined;
    }
  }

  #reply(cursor: Cursor, id: bigint, name: "firstBatch" | "nextBatch", batch: Item[]): Document {
    const raw: RawArray = { rawArray: batch };
    return {
      cursor: { [name]: raw, id: Long.fromBigInt(id), ns: cursor.ns, ...cursor.source.extra?.() },
      ok: 1,
    };
  }

  /** Answers a command's first batch, and keeps the cursor where more is to come. */
  open(
    ns: string,
    source: Source,
    batchSize: number | undefined,
    single: boolean,
    session?: string,
  ): Document {
    const cursor: Cursor = { ns, source, session, used: Date.now(), ahead: undefined };
    const { batch, done } =
      batchSize === 0 ? { batch: [], done: false } : this.#fill(cursor, batchSize ?? FIRST_BATCH);
    if (done || single) {
      source.items.return?.();
      source.close?.();
      return this.#reply(cursor, 0n, "firstBatch", batch);
    }
    this.#next += 1n;
    this.#open.set(this.#next, cursor);
    return this.#reply(cursor, this.#next, "firstBatch", batch);
  }

  #get(id: bigint, ns: string): Cursor {
    const cursor = this.#open.get(id);
    if (cursor?.ns !== ns) throw new StoreError("CursorNotFound", `cursor id ${id} not found`);
    return cursor;
  }

  /** Answers `getMore`; a change stream waits up to `awaitMs` for its next event. */
  async more(id: bigint, ns: string, batchSize: number | undefined, awaitMs: number): Promise<Document> {
    const cursor = this.#get(id, ns);
    cursor.used = Date.now();
    const size = batchSize || Number.POSITIVE_INFINITY;
    let { batch, done } = this.#fill(cursor, size);
    if (batch.length === 0 && cursor.source.wait) {
      await cursor.source.wait(awaitMs);
      this.#get(id, ns);
      ({ batch, done } = this.#fill(cursor, size));
    }
    if (done) this.#remove(id);
    return this.#reply(cursor, done ? 0n : id, "nextBatch", batch);
  }

  #remove(id: bigint): boolean {
    const cursor = this.#open.get(id);
    cursor?.source.items.return?.();
    cursor?.source.close?.();
    return this.#open.delete(id);
  }

  /** Closes the named cursors; answers which there were and which there were not. */
  kill(ids: bigint[]): { killed: bigint[]; unknown: bigint[] } {
    const killed = ids.filter((id) => this.#remove(id));
    return { killed, unknown: ids.filter((id) => !killed.includes(id)) };
  }

  /** Closes a transaction's cursors, whose snapshot is gone. */
  killSession(session: string): void {
    for (const [id, cursor] of this.#open) if (cursor.session === session) this.#remove(id);
  }

  /** Closes what nobody asked for in ten minutes. */
  sweep(now = Date.now()): void {
    for (const [id, cursor] of this.#open) if (now - cursor.used > IDLE_MS) this.#remove(id);
  }
}
