import { type Document, Long } from "bson";
import * as catalogue from "./catalogue.ts";
import type { Changes } from "./changes.ts";
import { Cursors, type Item } from "./cursors.ts";
import * as diagnostics from "./diagnostics.ts";
import { errorFields, StoreError } from "./errors.ts";
import { matcher, toLanguage } from "./language.ts";
import { count, distinct, explain, find, runPipeline, selectionOf } from "./queries.ts";
import type { Reader, Storage, Writer } from "./storage.ts";
import { forgetAnswers, once, Transactions } from "./transactions.ts";
import { expire, findAndModify, insert, merge, removeAll, updateAll } from "./writing.ts";

/** One command under way; `ns` is `db.collection`, where the command's own value names one. */
interface Call {
  body: Document;
  db: string;
  ns: string;
  reader: Reader;
  /** The session, where the command stands in a transaction. */
  session: string | undefined;
}

interface Command {
  /** Fields that it takes beside the common ones (any other is refused), or "any". */
  fields: string[] | "any";
  read?(call: Call): Document | Promise<Document>;
  /** Runs in the next lmdb transaction, in place of `read`; for a call that `writes` denies, `read` does. */
  write?(call: Call, writer: Writer): Document;
  writes?(call: Call): boolean;
}

const read = (fields: string, run: NonNullable<Command["read"]>): Command => ({
  fields: fields.split(" "),
  read: run,
});
const write = (fields: string, run: NonNullable<Command["write"]>): Command => ({
  fields: fields.split(" "),
  write: run,
});

/** Fields that any command may carry and that ask nothing of a single, journaled node. */
const COMMON =
  "$db lsid txnNumber autocommit startTransaction $readPreference $clusterTime readConcern writeConcern comment maxTimeMS apiVersion apiStrict apiDeprecationErrors".split(
    " ",
  );
/** Commands that may stand in a multi-document transaction. */
const TRANSACTIONAL = new Set(
  "find getMore killCursors aggregate distinct insert update delete findAndModify create createIndexes".split(
    " ",
  ),
);

const idOf = (value: unknown): bigint => BigInt(String(value));
/** A session's name: its UUID. */
const sessionOf = (lsid: Document | undefined): string | undefined => lsid?.["id"]?.toString("hex");
const matching = (documents: Document[], filter: Document = {}) => documents.filter(matcher(filter)).values();

/** Runs commands: finds them, checks their fields, gives them their transaction, and turns failures into replies. */
export class Commands {
  readonly #storage: Storage;
  readonly #changes: Changes;
  readonly #cursors = new Cursors();
  readonly #transactions: Transactions;
  readonly #table: Record<string, Command>;

  constructor(storage: Storage, changes: Changes) {
    this.#storage = storage;
    this.#changes = changes;
    this.#transactions = new Transactions(storage, (session) => this.#cursors.killSession(session));
    this.#table = this.#commands();
  }

  /** Answers one command; never throws. https://www.mongodb.com/docs/manual/reference/method/db.runCommand/ */
  async run(sent: Document): Promise<Document> {
    const session = sessionOf(sent["lsid"]) ?? "";
    const inTransaction = sent["autocommit"] === false;
    try {
      const reply = await this.#answer(sent, session, inTransaction);
      if (inTransaction && reply["writeErrors"]) this.#transactions.abort(session);
      return reply;
    } catch (error) {
      const fields = errorFields(error);
      if (inTransaction && fields["codeName"] !== "NoSuchTransaction") this.#transactions.abort(session);
      return { ok: 0, ...fields };
    }
  }

  async #answer(sent: Document, session: string, inTransaction: boolean): Promise<Document> {
    const number = sent["txnNumber"] === undefined ? undefined : idOf(sent["txnNumber"]);
    if (inTransaction && (session === "" || number === undefined))
      throw new StoreError("InvalidOptions", "a transaction needs lsid and txnNumber");
    if (inTransaction && sent["commitTransaction"]) return this.#transactions.commit(session, number!);
    if (inTransaction && sent["abortTransaction"]) {
      this.#transactions.of(session, number!, false);
      this.#transactions.abort(session);
      return { ok: 1 };
    }
    const { command, name } = this.#find(sent);
    const db = String(sent["$db"] ?? "test");
    const body = name === "insert" ? sent : toLanguage(sent);
    const call: Call = { body, db, ns: `${db}.${body[name]}`, reader: this.#storage, session: undefined };
    const isWrite = command.write && (command.writes?.(call) ?? true);
    if (inTransaction) {
      if (!TRANSACTIONAL.has(name)) {
        const message = `Cannot run '${name}' in a multi-document transaction.`;
        throw new StoreError("OperationNotSupportedInTransaction", message);
      }
      const transaction = this.#transactions.of(session, number!, body["startTransaction"] === true);
      const within = { ...call, reader: transaction, session };
      return isWrite ? command.write!(within, transaction) : command.read!(within);
    }
    if (!isWrite) return command.read!(call);
    return this.#storage.write((writer) => {
      const run = () => command.write!({ ...call, reader: writer }, writer);
      return session && number !== undefined ? once(writer, session, number, run) : run();
    });
  }

  #find(body: Document): { command: Command; name: string } {
    const [name = "", ...others] = Object.keys(body);
    const command = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (!command) throw new StoreError("CommandNotFound", `no such command: '${name}'`);
    const { fields } = command;
    const unknown = others.find((field) => !COMMON.includes(field) && !fields.includes(field));
    if (unknown === undefined || fields === "any") return { command, name };
    throw new StoreError("IDLUnknownField", `BSON field '${name}.${unknown}' is an unknown field.`);
  }

  #open({ body, session }: Call, ns: string, items: Iterator<Item>): Document {
    return this.#cursors.open(ns, { items }, body, session);
  }

  #aggregate(call: Call): Document {
    const { body, db, reader } = call;
    const ns = body["aggregate"] === 1 ? `${db}.$cmd.aggregate` : call.ns;
    const [first] = body["pipeline"];
    if (first?.$collStats) return this.#open(call, ns, diagnostics.collStats(reader, ns, body["pipeline"]));
    if (!first?.$changeStream) return this.#open(call, ns, runPipeline(reader, ns, body["pipeline"], body));
    const scope = body["aggregate"] === 1 ? `${db}.` : ns;
    const opened = this.#cursors.open(ns, this.#changes.watch(scope, body["pipeline"]), body);
    // Drivers keep it as the place to resume from.
    return { ...opened, operationTime: this.#changes.now() };
  }

  /** The commands that are known. https://www.mongodb.com/docs/manual/reference/command/ */
  #commands(): Record<string, Command> {
    const cursors = this.#cursors;
    // MongoDB ignores what it does not know in a hello: each driver version tells something more of itself.
    const hello: Command = { fields: "any", read: diagnostics.hello };
    return {
      hello,
      ismaster: hello,
      ping: read("", () => ({ ok: 1 })),
      buildInfo: read("", diagnostics.buildInfo),
      buildinfo: read("", diagnostics.buildInfo),
      hostInfo: read("", diagnostics.hostInfo),
      // What is asked for or left out of it is a matter of sections that this one does not have.
      serverStatus: { fields: "any", read: () => diagnostics.serverStatus(this.#storage.commits) },
      dbStats: read("scale freeStorage", ({ body, db, reader }) =>
        diagnostics.dbStats(reader, db, Number(body["scale"] ?? 1)),
      ),
      validate: read("full scandata checkBSONConformance", ({ ns, reader }) =>
        diagnostics.validate(reader, ns),
      ),
      endSessions: read("", ({ body }) => {
        for (const lsid of body["endSessions"]) this.#transactions.abort(sessionOf(lsid) ?? "");
        return { ok: 1 };
      }),
      find: read("filter sort projection skip limit batchSize singleBatch collation", (call) =>
        this.#open(call, call.ns, find(call.reader, call.ns, call.body)),
      ),
      getMore: read("collection batchSize", ({ body, db }) =>
        cursors.more(idOf(body["getMore"]), `${db}.${body["collection"]}`, body),
      ),
      killCursors: read("cursors", ({ body }) => {
        const ids: Long[] = body["cursors"];
        const cursorsKilled = ids.filter((id) => cursors.kill(idOf(id)));
        const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
        return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
      }),
      aggregate: {
        ...read("pipeline cursor collation", (call) => this.#aggregate(call)),
        writes: ({ body }) => body["pipeline"].at(-1)?.$merge !== undefined,
        write: ({ body, db, ns, reader }, writer) => {
          const documents = runPipeline(reader, ns, body["pipeline"].slice(0, -1), body);
          merge(writer, db, body["pipeline"].at(-1).$merge, { [Symbol.iterator]: () => documents });
          return { cursor: { firstBatch: [], id: Long.ZERO, ns }, ok: 1 };
        },
      },
      count: read("query limit skip collation", ({ body, ns, reader }) => ({
        n: count(reader, ns, selectionOf(body, body["query"])),
        ok: 1,
      })),
      distinct: read("key query collation", ({ body, ns, reader }) => ({
        values: distinct(reader, ns, String(body["key"]), selectionOf(body, body["query"])),
        ok: 1,
      })),
      explain: read("verbosity", ({ body, db, reader }) => explain(reader, db, body["explain"])),
      insert: write("documents ordered", ({ body, ns }, writer) => insert(writer, ns, body)),
      update: write("updates ordered", ({ body, ns }, writer) => updateAll(writer, ns, body)),
      delete: write("deletes ordered", ({ body, ns }, writer) => removeAll(writer, ns, body)),
      findAndModify: write(
        "query sort remove update new fields upsert arrayFilters collation",
        ({ body, ns }, writer) => findAndModify(writer, ns, body),
      ),
      create: write("", ({ ns }, writer) => catalogue.create(writer, ns)),
      createIndexes: write("indexes", ({ body, ns }, writer) =>
        catalogue.createIndexes(writer, ns, body["indexes"]),
      ),
      drop: write("", ({ ns }, writer) => catalogue.drop(writer, ns)),
      dropDatabase: write("", ({ db }, writer) => {
        for (const { ns } of catalogue.listCollections(writer, db)) catalogue.drop(writer, ns);
        return { dropped: db, ok: 1 };
      }),
      listIndexes: read("cursor", (call) =>
        this.#open(call, call.ns, catalogue.indexDocuments(call.reader, call.ns).values()),
      ),
      listCollections: read("filter nameOnly cursor authorizedCollections", (call) => {
        const all = catalogue.collectionDocuments(call.reader, call.db);
        return this.#open(call, `${call.db}.$cmd.listCollections`, matching(all, call.body["filter"]));
      }),
      listDatabases: read("filter nameOnly authorizedDatabases", ({ reader, body }) => ({
        databases: [...matching(catalogue.databaseDocuments(reader), body["filter"])],
        totalSize: 0,
        ok: 1,
      })),
    };
  }

  /** Expires documents of TTL indexes, idle cursors, old transactions and the answers of old retryable writes. */
  async sweep(now = Date.now()): Promise<void> {
    this.#cursors.sweep(now);
    this.#transactions.sweep(now);
    await this.#storage.write((writer) => {
      expire(writer, now);
      forgetAnswers(writer, now);
    });
  }
}
