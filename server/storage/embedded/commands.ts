import type { Document } from "bson";
import { listCollections } from "./catalogue.ts";
import type { Changes } from "./changes.ts";
import { Cursors } from "./cursors.ts";
import { errorFields, StoreError } from "./errors.ts";
import { forget, once } from "./retryable.ts";
import type { Storage, Writer } from "./storage.ts";
import { type Call, type Command, commandTable, sessionOf, TRANSACTIONAL } from "./table.ts";
import { Transactions } from "./transactions.ts";
import { removeSelected } from "./writing.ts";

/** Fields that any command may carry and that ask nothing of a single, journaled node. */
const COMMON = new Set(
  "$db lsid txnNumber autocommit startTransaction $readPreference $clusterTime readConcern writeConcern comment maxTimeMS apiVersion apiStrict apiDeprecationErrors".split(
    " ",
  ),
);
const SWEEP_BATCH = 1_000;

/** Runs commands: finds them, checks their fields, gives them their transaction, and turns failures into replies. */
export class Commands {
  readonly #storage: Storage;
  readonly #cursors = new Cursors();
  readonly #transactions: Transactions;
  readonly #table: Record<string, Command>;

  constructor(storage: Storage, changes: Changes) {
    this.#storage = storage;
    this.#transactions = new Transactions(storage, (session) => this.#cursors.killSession(session));
    this.#table = commandTable(this.#cursors, changes, this.#transactions);
  }

  /** Answers one command; never throws. https://www.mongodb.com/docs/manual/reference/method/db.runCommand/ */
  async run(body: Document): Promise<Document> {
    const inTransaction = body["autocommit"] === false;
    let session: string | undefined;
    try {
      session = sessionOf(body["lsid"]);
      const number = body["txnNumber"] === undefined ? undefined : BigInt(String(body["txnNumber"]));
      const reply = inTransaction
        ? await this.#inTransaction(body, session, number)
        : await this.#alone(body, session, number);
      if (inTransaction && reply["writeErrors"]) this.#transactions.fail(session);
      return reply;
    } catch (error) {
      const fields = errorFields(error);
      if (inTransaction && fields["codeName"] !== "NoSuchTransaction") this.#transactions.fail(session);
      return { ok: 0, ...fields };
    }
  }

  #find(body: Document): { command: Command; name: string } {
    const [name = ""] = Object.keys(body);
    const command = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (!command) throw new StoreError("CommandNotFound", `no such command: '${name}'`);
    const { fields } = command;
    const unknown = Object.keys(body).find(
      (field) => field !== name && !COMMON.has(field) && !fields.includes(field),
    );
    if (unknown === undefined || fields === "any") return { command, name };
    throw new StoreError("IDLUnknownField", `BSON field '${name}.${unknown}' is an unknown field.`);
  }

  #call(body: Document, name: string, more: Pick<Call, "session" | "transaction" | "reader">): Call {
    const db = String(body["$db"] ?? "test");
    return { body, db, ns: `${db}.${body[name]}`, ...more };
  }

  async #inTransaction(
    body: Document,
    session: string | undefined,
    number: bigint | undefined,
  ): Promise<Document> {
    if (session === undefined || number === undefined)
      throw new StoreError("InvalidOptions", "a transaction needs lsid and txnNumber");
    if (body["commitTransaction"]) return this.#transactions.commit(session, number);
    if (body["abortTransaction"]) return this.#transactions.abort(session, number);
    const { command, name } = this.#find(body);
    if (!TRANSACTIONAL.has(name)) {
      throw new StoreError(
        "OperationNotSupportedInTransaction",
        `Cannot run '${name}' in a multi-document transaction.`,
      );
    }
    const transaction = this.#transactions.of(session, number, body["startTransaction"] === true);
    const call = this.#call(body, name, { session, transaction, reader: transaction });
    return isWrite(command, call) ? command.write!(call, transaction) : command.read!(call);
  }

  async #alone(body: Document, session: string | undefined, number: bigint | undefined): Promise<Document> {
    const { command, name } = this.#find(body);
    const call = this.#call(body, name, { session, transaction: undefined, reader: this.#storage });
    if (!isWrite(command, call)) return command.read!(call);
    return this.#storage.write((writer) => {
      const run = () => command.write!({ ...call, reader: writer }, writer);
      return session && number !== undefined ? once(writer, session, number, run) : run();
    });
  }

  /** Expires documents of TTL indexes, idle cursors, old transactions and the answers of old retryable writes. */
  async sweep(now = Date.now()): Promise<void> {
    this.#cursors.sweep(now);
    this.#transactions.sweep(now);
    await this.#storage.write((writer) => {
      expire(writer, now);
      forget(writer, now);
    });
  }
}

const isWrite = (command: Command, call: Call): boolean =>
  command.write !== undefined && (command.writes?.(call) ?? true);

/** https://www.mongodb.com/docs/manual/core/index-ttl/ */
function expire(writer: Writer, now: number): void {
  for (const { ns, indexes } of listCollections(writer)) {
    for (const { key, expireAfterSeconds, partialFilterExpression = {} } of indexes) {
      if (expireAfterSeconds === undefined) continue;
      const past = { [Object.keys(key)[0]!]: { $lt: new Date(now - expireAfterSeconds * 1000) } };
      removeSelected(writer, ns, { filter: { $and: [past, partialFilterExpression] }, limit: SWEEP_BATCH });
    }
  }
}
