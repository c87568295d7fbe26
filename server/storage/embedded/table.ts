import { type Document, Long } from "bson";
import type { Changes } from "./changes.ts";
import type { Cursors, Item } from "./cursors.ts";
import { StoreError } from "./errors.ts";
import { MAX_MESSAGE } from "./framing.ts";
import { matcher } from "./language.ts";
import { isWatch, outputOf, watch, writeOutput } from "./pipelines.ts";
import { count, distinct, explain, find, runPipeline, selectionOf } from "./queries.ts";
import * as schema from "./schema.ts";
import type { Reader, Writer } from "./storage.ts";
import type { Transaction, Transactions } from "./transactions.ts";
import {
  deleteStatements,
  findAndModify,
  insert,
  removeAll,
  updateAll,
  updateStatements,
} from "./writing.ts";

/** One command under way. */
export interface Call {
  body: Document;
  db: string;
  /** `db.collection`, where the command's own value names one. */
  ns: string;
  session: string | undefined;
  transaction: Transaction | undefined;
  reader: Reader;
}

/** One command of the table. */
export interface Command {
  /** Fields that it takes beside the common ones; any other is refused. */
  fields: string[] | "any";
  /** May stand in a multi-document transaction. */
  transactional?: boolean;
  read?(call: Call): Document | Promise<Document>;
  /** Runs instead of `read` where it is there and, if `writes` is, that says so. */
  write?(call: Call, writer: Writer): Document;
  writes?(call: Call): boolean;
}

const SERVER = {
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: MAX_MESSAGE,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
};

const QUERY = ["hint", "collation", "let"];
const idOf = (value: unknown): bigint => BigInt(String(value));

/** A session's name: its UUID. */
export const sessionOf = (lsid: Document | undefined): string | undefined => lsid?.["id"]?.toString("hex");

function refuse(names: string[], body: Document): void {
  for (const name of names) {
    if (body[name]) throw new StoreError("NotImplemented", `${name} is not implemented by this store`);
  }
}

const matching = (documents: Document[], filter: Document = {}): Document[] =>
  documents.filter(matcher(filter));
const iterable = <T>(iterator: Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: () => iterator });

/** The commands that are known. https://www.mongodb.com/docs/manual/reference/command/ */
export function commandTable(
  cursors: Cursors,
  changes: Changes,
  transactions: Transactions,
): Record<string, Command> {
  const open = (call: Call, ns: string, items: Iterator<Item>): Document => {
    const size = call.body["batchSize"] ?? call.body["cursor"]?.batchSize;
    const session = call.transaction && call.session;
    const single = call.body["singleBatch"] === true;
    return cursors.open(ns, { items }, size === undefined ? undefined : Number(size), single, session);
  };
  const hello: Command = {
    // MongoDB ignores what it does not know here: each driver version tells something more of itself.
    fields: "any",
    read: () => ({
      helloOk: true,
      isWritablePrimary: true,
      ismaster: true,
      secondary: false,
      setName: "embedded",
      hosts: [],
      localTime: new Date(),
      ...SERVER,
      ok: 1,
    }),
  };
  const ok: Command = { fields: [], read: () => ({ ok: 1 }) };
  return {
    hello,
    isMaster: hello,
    ismaster: hello,
    ping: ok,
    buildInfo: {
      fields: [],
      read: () => ({
        version: "7.0.0",
        versionArray: [7, 0, 0, 0],
        gitVersion: "embedded",
        modules: [],
        bits: 64,
        maxBsonObjectSize: SERVER.maxBsonObjectSize,
        ok: 1,
      }),
    },
    connectionStatus: {
      fields: ["showPrivileges"],
      read: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
    },
    endSessions: {
      fields: [],
      read: ({ body }) => {
        transactions.end(body["endSessions"].map(sessionOf).filter((id: unknown) => id !== undefined));
        return { ok: 1 };
      },
    },
    refreshSessions: ok,
    commitTransaction: { fields: ["recoveryToken"], transactional: true },
    abortTransaction: { fields: ["recoveryToken"], transactional: true },
    find: {
      fields: [
        ...QUERY,
        "filter",
        "sort",
        "projection",
        "skip",
        "limit",
        "batchSize",
        "singleBatch",
        "allowDiskUse",
        "noCursorTimeout",
        "allowPartialResults",
        "returnKey",
        "showRecordId",
        "tailable",
        "awaitData",
        "min",
        "max",
      ],
      transactional: true,
      read: (call) => {
        refuse(
          ["returnKey", "showRecordId", "tailable", "awaitData", "noCursorTimeout", "min", "max"],
          call.body,
        );
        return open(call, call.ns, find(call.reader, call.ns, call.body).items);
      },
    },
    getMore: {
      fields: ["collection", "batchSize"],
      transactional: true,
      read: ({ body, db }) =>
        cursors.more(
          idOf(body["getMore"]),
          `${db}.${body["collection"]}`,
          Number(body["batchSize"] ?? 0),
          Number(body["maxTimeMS"] ?? 1_000),
        ),
    },
    killCursors: {
      fields: ["cursors"],
      transactional: true,
      read: ({ body }) => {
        const { killed, unknown } = cursors.kill(body["cursors"].map(idOf));
        const longs = (ids: bigint[]): Long[] => ids.map((id) => Long.fromBigInt(id));
        return {
          cursorsKilled: longs(killed),
          cursorsNotFound: longs(unknown),
          cursorsAlive: [],
          cursorsUnknown: [],
          ok: 1,
        };
      },
    },
    aggregate: {
      fields: [...QUERY, "pipeline", "cursor", "explain", "allowDiskUse", "bypassDocumentValidation"],
      transactional: true,
      writes: ({ body }) => outputOf(body["pipeline"]) !== undefined,
      write: ({ body, db, reader }, writer) => {
        const stage = outputOf(body["pipeline"])!;
        const pipeline = body["pipeline"].slice(0, -1);
        writeOutput(writer, db, stage, [
          ...iterable(runPipeline(reader, db, body["aggregate"], { ...body, pipeline })),
        ]);
        return { cursor: { firstBatch: [], id: Long.ZERO, ns: `${db}.$cmd.aggregate` }, ok: 1 };
      },
      read: (call) => {
        const { body, db, reader } = call;
        if (body["explain"]) return explain(reader, db, body);
        const ns = body["aggregate"] === 1 ? `${db}.$cmd.aggregate` : call.ns;
        if (!isWatch(body["pipeline"]))
          return open(call, ns, runPipeline(reader, db, body["aggregate"], body));
        const source = watch(changes, body["aggregate"] === 1 ? `${db}.` : ns, body["pipeline"]);
        return cursors.open(ns, source, body["cursor"]?.batchSize, false);
      },
    },
    count: {
      fields: [...QUERY, "query", "limit", "skip"],
      read: ({ body, ns, reader }) => ({ n: count(reader, ns, selectionOf(body, body["query"])), ok: 1 }),
    },
    distinct: {
      fields: [...QUERY, "key", "query"],
      transactional: true,
      read: ({ body, ns, reader }) => ({
        values: distinct(reader, ns, String(body["key"]), selectionOf(body, body["query"])),
        ok: 1,
      }),
    },
    explain: { fields: ["verbosity"], read: ({ body, db, reader }) => explain(reader, db, body["explain"]) },
    insert: {
      fields: ["documents", "ordered", "bypassDocumentValidation"],
      transactional: true,
      write: ({ body, ns }, writer) => insert(writer, ns, body["documents"], body["ordered"] !== false),
    },
    update: {
      fields: ["updates", "ordered", "let", "bypassDocumentValidation"],
      transactional: true,
      write: ({ body, ns }, writer) =>
        updateAll(writer, ns, updateStatements(body), body["ordered"] !== false),
    },
    delete: {
      fields: ["deletes", "ordered", "let"],
      transactional: true,
      write: ({ body, ns }, writer) =>
        removeAll(writer, ns, deleteStatements(body), body["ordered"] !== false),
    },
    findAndModify: {
      fields: [
        ...QUERY,
        "query",
        "sort",
        "remove",
        "update",
        "new",
        "fields",
        "upsert",
        "arrayFilters",
        "bypassDocumentValidation",
      ],
      transactional: true,
      write: ({ body, ns }, writer) => findAndModify(writer, ns, body),
    },
    create: {
      fields: [
        "validator",
        "capped",
        "timeseries",
        "viewOn",
        "collation",
        "expireAfterSeconds",
        "clusteredIndex",
      ],
      transactional: true,
      write: ({ body, ns }, writer) => {
        refuse(
          [
            "validator",
            "capped",
            "timeseries",
            "viewOn",
            "collation",
            "expireAfterSeconds",
            "clusteredIndex",
          ],
          body,
        );
        return schema.create(writer, ns);
      },
    },
    createIndexes: {
      fields: ["indexes", "commitQuorum"],
      transactional: true,
      write: ({ body, ns }, writer) => schema.createIndexes(writer, ns, body["indexes"]),
    },
    dropIndexes: {
      fields: ["index"],
      write: ({ body, ns }, writer) => schema.dropIndexes(writer, ns, body["index"]),
    },
    drop: { fields: [], write: ({ ns }, writer) => schema.drop(writer, ns) },
    dropDatabase: { fields: [], write: ({ db }, writer) => schema.dropDatabase(writer, db) },
    listIndexes: {
      fields: ["cursor"],
      read: (call) => open(call, call.ns, schema.indexDocuments(call.reader, call.ns)[Symbol.iterator]()),
    },
    listCollections: {
      fields: ["filter", "nameOnly", "cursor", "authorizedCollections"],
      read: (call) => {
        const all = schema.collectionDocuments(call.reader, call.db);
        const wanted = matching(all, call.body["filter"]);
        return open(call, `${call.db}.$cmd.listCollections`, wanted[Symbol.iterator]());
      },
    },
    listDatabases: {
      fields: ["filter", "nameOnly", "authorizedDatabases"],
      read: ({ reader, body }) => ({
        databases: matching(schema.databaseDocuments(reader), body["filter"]),
        totalSize: 0,
        ok: 1,
      }),
    },
  };
}
