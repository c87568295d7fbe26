import { type Document, Long } from "bson";
import type { Changes } from "./changes.ts";
import type { Cursors, Item } from "./cursors.ts";
import { MAX_MESSAGE } from "./framing.ts";
import { matcher } from "./mql/language.ts";
import { isWatch, outputOf, watch, writeOutput } from "./pipelines.ts";
import { count, distinct, explain, find, runPipeline, selectionOf } from "./queries.ts";
import * as schema from "./schema.ts";
import { deleteStatements, findAndModify, updateStatements } from "./statements.ts";
import type { Reader, Writer } from "./storage.ts";
import type { Transaction, Transactions } from "./transactions.ts";
import { insert, removeAll, updateAll } from "./writing.ts";

/** One command under way; `ns` is `db.collection`, where the command's own value names one. */
export interface Call {
  body: Document;
  db: string;
  ns: string;
  session: string | undefined;
  transaction: Transaction | undefined;
  reader: Reader;
}

type Read = (call: Call) => Document | Promise<Document>;
type Write = (call: Call, writer: Writer) => Document;

/** One command of the table. */
export interface Command {
  /** Fields that it takes beside the common ones (any other is refused), or "any". */
  fields: string[] | "any";
  read?: Read;
  /** Runs in the next lmdb transaction, in place of `read`; for a call that `writes` denies, `read` does. */
  write?: Write;
  writes?(call: Call): boolean;
}

const read = (fields: string, run: Read): Command => ({ fields: fields.split(" "), read: run });
const write = (fields: string, run: Write): Command => ({ fields: fields.split(" "), write: run });

/** Commands that may stand in a multi-document transaction. */
export const TRANSACTIONAL = new Set(
  "find getMore killCursors aggregate distinct insert update delete findAndModify create createIndexes".split(
    " ",
  ),
);

const HELLO = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  secondary: false,
  setName: "embedded",
  hosts: [],
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: MAX_MESSAGE,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
};

const idOf = (value: unknown): bigint => BigInt(String(value));
const ordered = (body: Document): boolean => body["ordered"] !== false;
const matching = (documents: Document[], filter: Document = {}): Document[] =>
  documents.filter(matcher(filter));

/** A session's name: its UUID. */
export const sessionOf = (lsid: Document | undefined): string | undefined => lsid?.["id"]?.toString("hex");

/** The commands that are known. https://www.mongodb.com/docs/manual/reference/command/ */
export function commandTable(
  cursors: Cursors,
  changes: Changes,
  transactions: Transactions,
): Record<string, Command> {
  const open = (call: Call, ns: string, items: Iterator<Item>): Document =>
    cursors.open(ns, { items }, call.body, call.transaction && call.session);
  const aggregate: Read = (call) => {
    const { body, db, reader } = call;
    const { aggregate: name, pipeline } = body;
    if (body["explain"]) return explain(reader, db, body);
    const ns = name === 1 ? `${db}.$cmd.aggregate` : call.ns;
    if (!isWatch(pipeline)) return open(call, ns, runPipeline(reader, db, name, body));
    return cursors.open(ns, watch(changes, name === 1 ? `${db}.` : ns, pipeline), body);
  };
  const aggregateInto: Write = ({ body, db, reader }, writer) => {
    const pipeline = body["pipeline"].slice(0, -1);
    const documents = runPipeline(reader, db, body["aggregate"], { ...body, pipeline });
    writeOutput(writer, db, outputOf(body["pipeline"])!, [...{ [Symbol.iterator]: () => documents }]);
    return { cursor: { firstBatch: [], id: Long.ZERO, ns: `${db}.$cmd.aggregate` }, ok: 1 };
  };
  // MongoDB ignores what it does not know in a hello: each driver version tells something more of itself.
  const hello: Command = { ...read("", () => ({ ...HELLO, localTime: new Date() })), fields: "any" };
  const ok = read("", () => ({ ok: 1 }));
  return {
    hello,
    isMaster: hello,
    ismaster: hello,
    ping: ok,
    refreshSessions: ok,
    buildInfo: read("", () => ({
      version: "7.0.0",
      versionArray: [7, 0, 0, 0],
      modules: [],
      bits: 64,
      ok: 1,
    })),
    connectionStatus: read("showPrivileges", () => ({
      authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
      ok: 1,
    })),
    endSessions: read("", ({ body }) => {
      for (const lsid of body["endSessions"]) transactions.end(sessionOf(lsid) ?? "");
      return { ok: 1 };
    }),
    find: read(
      "filter sort projection skip limit batchSize singleBatch hint collation let allowDiskUse allowPartialResults",
      (call) => open(call, call.ns, find(call.reader, call.ns, call.body)),
    ),
    getMore: read("collection batchSize", ({ body, db }) =>
      cursors.more(idOf(body["getMore"]), `${db}.${body["collection"]}`, body),
    ),
    killCursors: read("cursors", ({ body }) => {
      const { killed, unknown } = cursors.kill(body["cursors"].map(idOf));
      const [cursorsKilled, cursorsNotFound] = [killed, unknown].map((ids) =>
        ids.map((id) => Long.fromBigInt(id)),
      );
      return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
    }),
    aggregate: {
      ...read("pipeline cursor explain hint collation let allowDiskUse bypassDocumentValidation", aggregate),
      write: aggregateInto,
      writes: ({ body }) => outputOf(body["pipeline"]) !== undefined,
    },
    count: read("query limit skip hint collation", ({ body, ns, reader }) => ({
      n: count(reader, ns, selectionOf(body, body["query"])),
      ok: 1,
    })),
    distinct: read("key query hint collation", ({ body, ns, reader }) => ({
      values: distinct(reader, ns, String(body["key"]), selectionOf(body, body["query"])),
      ok: 1,
    })),
    explain: read("verbosity", ({ body, db, reader }) => explain(reader, db, body["explain"])),
    insert: write("documents ordered bypassDocumentValidation", ({ body, ns }, writer) =>
      insert(writer, ns, body["documents"], ordered(body)),
    ),
    update: write("updates ordered let bypassDocumentValidation", ({ body, ns }, writer) =>
      updateAll(writer, ns, updateStatements(body), ordered(body)),
    ),
    delete: write("deletes ordered let", ({ body, ns }, writer) =>
      removeAll(writer, ns, deleteStatements(body), ordered(body)),
    ),
    findAndModify: write(
      "query sort remove update new fields upsert arrayFilters hint collation let bypassDocumentValidation",
      ({ body, ns }, writer) => findAndModify(writer, ns, body),
    ),
    create: write("", ({ ns }, writer) => schema.create(writer, ns)),
    createIndexes: write("indexes commitQuorum", ({ body, ns }, writer) =>
      schema.createIndexes(writer, ns, body["indexes"]),
    ),
    dropIndexes: write("index", ({ body, ns }, writer) => schema.dropIndexes(writer, ns, body["index"])),
    drop: write("", ({ ns }, writer) => schema.drop(writer, ns)),
    dropDatabase: write("", ({ db }, writer) => schema.dropDatabase(writer, db)),
    listIndexes: read("cursor", (call) =>
      open(call, call.ns, schema.indexDocuments(call.reader, call.ns).values()),
    ),
    listCollections: read("filter nameOnly cursor authorizedCollections", (call) => {
      const found = matching(schema.collectionDocuments(call.reader, call.db), call.body["filter"]);
      return open(call, `${call.db}.$cmd.listCollections`, found.values());
    }),
    listDatabases: read("filter nameOnly authorizedDatabases", ({ reader, body }) => ({
      databases: matching(schema.databaseDocuments(reader), body["filter"]),
      totalSize: 0,
      ok: 1,
    })),
  };
}
