import { open, type RootDatabase } from "lmdb";
import type { ChangeEvent, Changes } from "./changes.ts";
import { StoreError } from "./errors.ts";

/** Half-open range of keys, `start` included, `end` not. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
  reverse?: boolean;
}

/** What a command may read: committed data, a snapshot, or a transaction's own view. */
export interface Reader {
  get(key: Buffer): Buffer | undefined;
  scan(range: KeyRange): Iterable<[key: Buffer, value: Buffer]>;
  /** How many keys a range has, without reading their values. */
  count(range: KeyRange): number;
}

/** What a command may write to: the lmdb transaction under way, or a multi-document transaction's overlay. */
export interface Writer extends Reader {
  put(key: Buffer, value: Uint8Array): void;
  /** Puts where nothing stands yet; false where something does. */
  insert(key: Buffer, value: Uint8Array): boolean;
  remove(key: Buffer): void;
  /** Tells the change streams, once the write is on disk. */
  note(event: () => ChangeEvent): void;
}

type ReadTransaction = ReturnType<RootDatabase["useReadTransaction"]>;

interface Job {
  run(writer: Writer): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const NO_OVERWRITE = { noOverwrite: true };
const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 1_024;

/**
 * The one lmdb environment of a data directory. Documents, index entries and catalogue are keys of one database, so
 * that they change in one lmdb transaction; its commit has reached the disk before a write is acknowledged
 * (https://www.mongodb.com/docs/manual/reference/write-concern/, `j: true`). Writes that arrive while another commit
 * is under way share the next one: a group commit.
 */
export class Storage {
  readonly #db: RootDatabase<Buffer, Buffer>;
  readonly #changes: Changes;
  #queue: Job[] = [];
  /** What the jobs of the commit under way did. */
  #events: (() => ChangeEvent)[] = [];
  /** lmdb commits so far: fewer than writes, where these came together. */
  commits = 0;
  #closed = false;

  readonly #writer: Writer = {
    get: (key) => this.get(key),
    scan: (range) => this.scan(range),
    count: (range) => this.count(range),
    put: (key, value) => void this.#db.putSync(key, value as Buffer),
    // Typed as giving nothing, it tells whether it put.
    insert: (key, value) => this.#db.putSync(key, value as Buffer, NO_OVERWRITE) as unknown as boolean,
    remove: (key) => void this.#db.removeSync(key),
    note: (event) => {
      if (this.#changes.isWatched) this.#events.push(event);
    },
  };

  /** `changes` is told the events of each commit. */
  constructor(path: string, changes: Changes) {
    this.#db = open<Buffer, Buffer>({
      path,
      noSubdir: true,
      encoding: "binary",
      keyEncoding: "binary",
      // The plain lmdb commit: data, sync, meta page, sync. Nothing to repair after a crash.
      overlappingSync: false,
      // One for each transaction that is open at a time.
      maxReaders: 1_000,
    });
    this.#changes = changes;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.get(key);
  }

  count({ start, end }: KeyRange): number {
    return this.#db.getKeysCount({ start, end });
  }

  /**
   * Reads a range chunk by chunk, each from the key where the last one ended, so that a cursor left open between two
   * batches pins no old pages.
   */
  *scan(range: KeyRange, transaction?: ReadTransaction): Generator<[Buffer, Buffer]> {
    let { start, end } = range;
    let limit = FIRST_CHUNK;
    let resumed = false;
    for (;;) {
      const bounds = range.reverse
        ? { start: end, end: start, inclusiveEnd: true, exclusiveStart: true, reverse: true }
        : { start, end, exclusiveStart: resumed };
      const options = { ...bounds, limit, ...(transaction && { transaction }) };
      const chunk = [...this.#db.getRange(options)].map(({ key, value }): [Buffer, Buffer] => [key, value]);
      yield* chunk;
      if (chunk.length < limit) return;
      const last = chunk[chunk.length - 1]![0];
      if (range.reverse) end = last;
      else start = last;
      resumed = true;
      limit = Math.min(limit * 4, LARGEST_CHUNK);
    }
  }

  /** A view that does not change, to be released; the reads of a multi-document transaction. */
  snapshot(): Reader & { release(): void } {
    const transaction = this.#db.useReadTransaction();
    return {
      get: (key) => this.#db.get(key, { transaction }),
      scan: (range) => this.scan(range, transaction),
      count: ({ start, end }) => this.#db.getKeysCount({ start, end, transaction }),
      release: () => transaction.done(),
    };
  }

  /**
   * Runs `run` in the next lmdb transaction and resolves with its result when that is on disk. Where it throws, what
   * it wrote is undone and nobody else's write is.
   */
  write<T>(run: (writer: Writer) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) throw new StoreError("InternalError", "the store is closing");
      if (this.#queue.length === 0) setImmediate(() => this.#commit());
      this.#queue.push({ run, resolve: resolve as Job["resolve"], reject });
    });
  }

  /** In place of lmdb's own queue, which brings the process down where a commit meets a full disk. */
  #commit(): void {
    const jobs = this.#queue;
    if (jobs.length === 0) return;
    this.#queue = [];
    this.#events = [];
    try {
      // A job that is alone is the commit; where several share one, each is undone without the others.
      const settled =
        jobs.length === 1
          ? [this.#run(jobs[0]!)]
          : this.#db.transactionSync(() => jobs.map((job) => this.#run(job)));
      this.commits += 1;
      for (const settle of settled) settle();
    } catch (error) {
      for (const job of jobs) job.reject(diskError(error));
      return;
    }
    this.#changes.record(this.#events);
  }

  /** Runs one job in a transaction of its own, within the commit's where there is one; answers what to do after it. */
  #run({ run, resolve, reject }: Job): () => void {
    const told = this.#events.length;
    try {
      const result = this.#db.transactionSync(() => run(this.#writer));
      return () => resolve(result);
    } catch (error) {
      this.#events.length = told;
      return () => reject(diskError(error));
    }
  }

  /** Commits what waits, then closes the environment. */
  async close(): Promise<void> {
    this.#commit();
    this.#closed = true;
    await this.#db.close();
  }
}

/** What the system says of a full disk; that an output ends short of its bytes is told as an input/output error. */
function diskError(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!/No space|File too large|Input\/output|ENOSPC|MAP_FULL/i.test(message)) return error;
  return new StoreError("OutOfDiskSpace", `the disk is full or fails, nothing was written: ${message}`);
}
