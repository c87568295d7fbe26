import type { Document } from "bson";
import { CATALOGUE } from "./catalogue.ts";
import type { ChangeEvent } from "./changes.ts";
import { StoreError, writeConflict } from "./errors.ts";
import { once } from "./retryable.ts";
import type { KeyRange, Reader, Storage, Writer } from "./storage.ts";

interface Change {
  key: Buffer;
  /** What the snapshot showed: where it is no longer there at commit, somebody else was first. */
  base: Buffer | undefined;
  value: Buffer | undefined;
}

const nameOf = (key: Buffer): string => key.toString("latin1");
const same = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.equals(b));

/** The answer to a command of a transaction that is not open; its label makes the driver begin anew. */
function noSuchTransaction(number: bigint): StoreError {
  const message = `Given transaction number ${number} does not match any in-progress transactions.`;
  return new StoreError("NoSuchTransaction", message, { errorLabels: ["TransientTransactionError"] });
}

/**
 * A multi-document transaction: reads of one snapshot, writes kept beside it until the commit. Two transactions that
 * write one key conflict at once, as in MongoDB; a write outside of a transaction goes ahead, and the transaction
 * fails when it commits (MongoDB lets the single write wait).
 * https://www.mongodb.com/docs/manual/core/transactions/ and ../core/transactions-production-consideration/
 */
export class Transaction implements Writer {
  readonly #snapshot: ReturnType<Storage["snapshot"]>;
  readonly #committed: Reader;
  readonly #intents: Map<string, Transaction>;
  readonly #changes = new Map<string, Change>();
  readonly #events: (() => ChangeEvent)[] = [];
  /** Catalogue entries that were read: an index made meanwhile must not miss this transaction's documents. */
  readonly #catalogue = new Map<string, { key: Buffer; seen: Buffer | undefined }>();
  #sorted: Change[] | undefined;

  /** `intents` says, for all open transactions, who writes which key. */
  constructor(storage: Storage, intents: Map<string, Transaction>) {
    this.#snapshot = storage.snapshot();
    this.#committed = storage;
    this.#intents = intents;
  }

  get(key: Buffer): Buffer | undefined {
    const name = nameOf(key);
    const change = this.#changes.get(name);
    if (change) return change.value;
    const seen = this.#snapshot.get(key);
    if (key.readUInt32BE() === CATALOGUE) this.#catalogue.set(name, { key, seen });
    return seen;
  }

  /** The snapshot's range with this transaction's own changes merged in. */
  *scan(range: KeyRange): Iterable<[Buffer, Buffer]> {
    this.#sorted ??= [...this.#changes.values()].sort((a, b) => Buffer.compare(a.key, b.key));
    const own = this.#sorted.filter(
      ({ key }) => Buffer.compare(key, range.start) >= 0 && Buffer.compare(key, range.end) < 0,
    );
    if (range.reverse) own.reverse();
    const sign = range.reverse ? -1 : 1;
    let at = 0;
    for (const [key, value] of this.#snapshot.scan(range)) {
      for (; at < own.length && sign * Buffer.compare(own[at]!.key, key) < 0; at += 1) {
        const { key: mine, value: put } = own[at]!;
        if (put) yield [mine, put];
      }
      if (at < own.length && own[at]!.key.equals(key)) {
        const put = own[at]!.value;
        at += 1;
        if (put) yield [key, put];
      } else yield [key, value];
    }
    for (; at < own.length; at += 1) if (own[at]!.value) yield [own[at]!.key, own[at]!.value!];
  }

  count(range: KeyRange): number {
    let n = 0;
    for (const _ of this.scan(range)) n += 1;
    return n;
  }

  put(key: Buffer, value: Uint8Array): void {
    this.#change(key, Buffer.from(value));
  }

  insert(key: Buffer, value: Uint8Array): boolean {
    if (this.get(key)) return false;
    this.put(key, value);
    return true;
  }

  remove(key: Buffer): void {
    this.#change(key, undefined);
  }

  note(event: () => ChangeEvent): void {
    this.#events.push(event);
  }

  #change(key: Buffer, value: Buffer | undefined): void {
    const name = nameOf(key);
    const known = this.#changes.get(name);
    if (known) known.value = value;
    else {
      const base = this.#snapshot.get(key);
      if ((this.#intents.get(name) ?? this) !== this || !same(this.#committed.get(key), base))
        throw writeConflict();
      this.#intents.set(name, this);
      this.#changes.set(name, { key, base, value });
    }
    this.#sorted = undefined;
  }

  /** Writes everything, or throws WriteConflict where a key changed since the snapshot. */
  apply(writer: Writer): void {
    if (this.#changes.size === 0) return;
    for (const { key, base } of this.#changes.values())
      if (!same(writer.get(key), base)) throw writeConflict();
    for (const [name, { key, seen }] of this.#catalogue) {
      if (!this.#changes.has(name) && !same(writer.get(key), seen)) throw writeConflict();
    }
    for (const { key, value } of this.#changes.values()) {
      if (value) writer.put(key, value);
      else writer.remove(key);
    }
    for (const event of this.#events) writer.note(event);
  }

  /** Lets go of the snapshot and of the keys. */
  release(): void {
    for (const name of this.#changes.keys()) if (this.#intents.get(name) === this) this.#intents.delete(name);
    this.#snapshot.release();
  }
}

interface Session {
  number: bigint;
  used: number;
  /** Undefined once it is committed, under way to it, or aborted. */
  transaction: Transaction | undefined;
  /** The commit under way or done: a repeated one gets the same answer. */
  commit?: Promise<Document>;
}

const LIFETIME_MS = 60_000;
const SESSION_MS = 30 * 60_000;

/** The sessions' transactions: at most one a session, each no longer than a minute. */
export class Transactions {
  readonly #storage: Storage;
  readonly #sessions = new Map<string, Session>();
  readonly #intents = new Map<string, Transaction>();
  readonly #ended: (session: string) => void;

  /** `ended` is told the session whose transaction is over. */
  constructor(storage: Storage, ended: (session: string) => void) {
    this.#storage = storage;
    this.#ended = ended;
  }

  /** The transaction that a command runs in, begun where it says `startTransaction`. */
  of(id: string, number: bigint, start: boolean): Transaction {
    const known = this.#sessions.get(id);
    if (known && number < known.number) {
      throw new StoreError(
        "TransactionTooOld",
        `Transaction ${number} is too old: ${known.number} has already started.`,
      );
    }
    if (start) {
      this.fail(id);
      const transaction = new Transaction(this.#storage, this.#intents);
      this.#sessions.set(id, { number, used: Date.now(), transaction });
      return transaction;
    }
    if (known?.number === number && known.transaction) return known.transaction;
    if (known?.number === number && known.commit) {
      throw new StoreError("TransactionCommitted", `Transaction ${number} has been committed.`);
    }
    throw noSuchTransaction(number);
  }

  /** Commits, and remembers it beside the data: a commit repeated after it succeeded succeeds again. */
  commit(id: string, number: bigint): Promise<Document> {
    const session = this.#sessions.get(id);
    if (session?.number === number && session.commit) return session.commit;
    const transaction = session?.number === number ? session.transaction : undefined;
    const done = this.#storage.write((writer) =>
      once(writer, id, number, () => {
        if (!transaction) throw noSuchTransaction(number);
        transaction.apply(writer);
        return { ok: 1 };
      }),
    );
    if (!session || !transaction) return done;
    session.transaction = undefined;
    session.commit = done.finally(() => this.#release(id, transaction));
    return session.commit;
  }

  #release(id: string, transaction: Transaction): void {
    transaction.release();
    this.#ended(id);
  }

  abort(id: string, number: bigint): Document {
    this.of(id, number, false);
    this.fail(id);
    return { ok: 1 };
  }

  /** Aborts what a session has open: MongoDB does so where one of its commands fails. */
  fail(id: string | undefined): void {
    const session = this.#sessions.get(id ?? "");
    if (!session?.transaction) return;
    this.#release(id!, session.transaction);
    session.transaction = undefined;
  }

  /** Forgets an ended session. */
  end(id: string): void {
    this.fail(id);
    this.#sessions.delete(id);
  }

  /** Aborts transactions older than a minute, forgets sessions that nobody used for half an hour. */
  sweep(now: number): void {
    for (const [id, { used }] of this.#sessions) {
      if (now - used > SESSION_MS) this.end(id);
      else if (now - used > LIFETIME_MS) this.fail(id);
    }
  }
}
