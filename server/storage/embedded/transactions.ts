import { type Document, deserialize, serialize } from "bson";
import { CATALOGUE } from "./catalogue.ts";
import type { ChangeEvent } from "./changes.ts";
import { StoreError, writeConflict } from "./errors.ts";
import { inSpace, wholeSpace } from "./keys.ts";
import type { KeyRange, Reader, Storage, Writer } from "./storage.ts";

/** The space of the answers to numbered writes, one a session. */
const ANSWERS = 1;
const SESSION_MS = 30 * 60_000;
const LIFETIME_MS = 60_000;

/**
 * Applies a numbered write or commit once: its answer is kept in the same lmdb transaction, and given again where the
 * client, having lost it, repeats the number. https://www.mongodb.com/docs/manual/core/retryable-writes/
 */
export function once(writer: Writer, session: string, number: bigint, run: () => Document): Document {
  const key = inSpace(ANSWERS, Buffer.from(session, "hex"));
  const bytes = writer.get(key);
  const known = bytes && deserialize(bytes, { promoteBuffers: false });
  if (known && BigInt(known["number"]) === number) return known["reply"];
  if (known && BigInt(known["number"]) > number)
    throw new StoreError("TransactionTooOld", `txnNumber ${number}: a newer one has started on the session.`);
  const reply = run();
  writer.put(key, serialize({ number: Number(number), reply, at: Date.now() }));
  return reply;
}

/** Forgets the answers of sessions that are over by MongoDB's own time-out. */
export function forgetAnswers(writer: Writer, now: number): void {
  const isOld = ([, bytes]: [Buffer, Buffer]) => now - deserialize(bytes)["at"] > SESSION_MS;
  for (const [key] of [...writer.scan(wholeSpace(ANSWERS))].filter(isOld)) writer.remove(key);
}

interface Change {
  key: Buffer;
  /** What the snapshot showed: where it is no longer there at commit, somebody else was first. */
  base: Buffer | undefined;
  value: Buffer | undefined;
}

const nameOf = (key: Buffer): string => key.toString("latin1");
const same = (a: Buffer | undefined, b: Buffer | undefined): boolean => (a && b ? a.equals(b) : a === b);

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
  readonly #catalogue = new Map<string, { key: Buffer; base: Buffer | undefined }>();

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
    const base = this.#snapshot.get(key);
    if (key.readUInt32BE() === CATALOGUE) this.#catalogue.set(name, { key, base });
    return base;
  }

  /** The snapshot's range with this transaction's own changes merged in. */
  *scan(range: KeyRange): Iterable<[Buffer, Buffer]> {
    const sign = range.reverse ? -1 : 1;
    const isWithin = ({ key }: Change) => key.compare(range.start) >= 0 && key.compare(range.end) < 0;
    const own = [...this.#changes.values()].filter(isWithin);
    own.sort((a, b) => sign * a.key.compare(b.key));
    function* upTo(key?: Buffer): Generator<[Buffer, Buffer]> {
      while (own[0] && (!key || sign * own[0].key.compare(key) <= 0)) {
        const { key: mine, value } = own.shift()!;
        if (value) yield [mine, value];
      }
    }
    for (const [key, value] of this.#snapshot.scan(range)) {
      yield* upTo(key);
      if (!this.#changes.has(nameOf(key))) yield [key, value];
    }
    yield* upTo();
  }

  count(range: KeyRange): number {
    return [...this.scan(range)].length;
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
    const base = this.#changes.has(name) ? this.#changes.get(name)!.base : this.#snapshot.get(key);
    const holder = this.#intents.get(name) ?? this;
    if (holder !== this || !same(this.#committed.get(key), base)) throw writeConflict();
    this.#intents.set(name, this);
    this.#changes.set(name, { key, base, value });
  }

  /** Writes everything, or throws WriteConflict where a key changed since the snapshot. */
  apply(writer: Writer): void {
    if (this.#changes.size === 0) return;
    for (const { key, base } of [...this.#changes.values(), ...this.#catalogue.values()])
      if (!same(writer.get(key), base)) throw writeConflict();
    for (const { key, value } of this.#changes.values()) {
      if (value) writer.put(key, value);
      else writer.remove(key);
    }
    for (const event of this.#events) writer.note(event);
  }

  /** Lets go of the snapshot and of the keys. */
  release(): void {
    for (const name of this.#changes.keys()) this.#intents.delete(name);
    this.#snapshot.release();
  }
}

interface Open {
  number: bigint;
  began: number;
  transaction: Transaction;
}

/** The open transactions: at most one a session, each no longer than a minute. */
export class Transactions {
  readonly #storage: Storage;
  readonly #open = new Map<string, Open>();
  readonly #intents = new Map<string, Transaction>();
  readonly #ended: (session: string) => void;

  /** `ended` is told the session whose transaction is over. */
  constructor(storage: Storage, ended: (session: string) => void) {
    this.#storage = storage;
    this.#ended = ended;
  }

  /** The transaction that a command runs in, begun where it says `startTransaction`. */
  of(session: string, number: bigint, start: boolean): Transaction {
    if (start) {
      this.abort(session);
      const transaction = new Transaction(this.#storage, this.#intents);
      this.#open.set(session, { number, began: Date.now(), transaction });
    }
    const open = this.#open.get(session);
    if (open?.number !== number) throw noSuchTransaction(number);
    return open.transaction;
  }

  /** Commits, and remembers it beside the data: a commit repeated after it succeeded succeeds again. */
  async commit(session: string, number: bigint): Promise<Document> {
    const open = this.#open.get(session);
    const transaction = open?.number === number ? open.transaction : undefined;
    if (transaction) this.#open.delete(session);
    const apply = (writer: Writer): Document => {
      if (!transaction) throw noSuchTransaction(number);
      transaction.apply(writer);
      return { ok: 1 };
    };
    try {
      return await this.#storage.write((writer) => once(writer, session, number, () => apply(writer)));
    } finally {
      if (transaction) this.#release(session, transaction);
    }
  }

  #release(session: string, transaction: Transaction): void {
    transaction.release();
    this.#ended(session);
  }

  /** Aborts what a session has open; MongoDB also does so where one of its commands fails. */
  abort(session: string): void {
    const open = this.#open.get(session);
    if (!open) return;
    this.#open.delete(session);
    this.#release(session, open.transaction);
  }

  /** Aborts transactions older than a minute. */
  sweep(now: number): void {
    for (const [session, { began }] of this.#open) if (now - began > LIFETIME_MS) this.abort(session);
  }
}

/** The answer to a command of a transaction that is not open; its label makes the driver begin anew. */
function noSuchTransaction(number: bigint): StoreError {
  const message = `Given transaction number ${number} does not match any in-progress transactions.`;
  return new StoreError("NoSuchTransaction", message, { errorLabels: ["TransientTransactionError"] });
}
