import { arch, cpus, hostname, platform, release, totalmem } from "node:os";
import { type Document, Long } from "bson";
import { type Collection, findCollection, listCollections } from "./catalogue.ts";
import { readDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { MAX_MESSAGE } from "./framing.ts";
import { wholeSpace } from "./keys.ts";
import { aggregate } from "./language.ts";
import type { Reader } from "./storage.ts";

/** What shells and desktop clients ask a server about itself. Figures are those of the data, counted when they are asked for. */

const VERSION = "7.0.0";
const HELLO = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  setName: "embedded",
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: MAX_MESSAGE,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  ok: 1,
};

/** https://www.mongodb.com/docs/manual/reference/command/hello/ */
export const hello = (): Document => ({ ...HELLO, localTime: new Date() });

/** https://www.mongodb.com/docs/manual/reference/command/buildInfo/ */
export const buildInfo = (): Document => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: "none",
  modules: [],
  bits: 64,
  debug: false,
  maxBsonObjectSize: 16 * 1024 * 1024,
  storageEngines: ["lmdb"],
  ok: 1,
});

interface Sizes {
  count: number;
  size: number;
  indexSizes: Record<string, number>;
  totalIndexSize: number;
}

function sizesOf(reader: Reader, { space, indexes }: Collection): Sizes {
  let count = 0;
  let size = 0;
  for (const [, bytes] of reader.scan(wholeSpace(space))) {
    count += 1;
    size += bytes.length;
  }
  const indexSizes: Record<string, number> = { _id_: 0 };
  for (const index of indexes) {
    let bytes = 0;
    for (const [key, value] of reader.scan(wholeSpace(index.space))) bytes += key.length + value.length;
    indexSizes[index.name] = bytes;
  }
  const totalIndexSize = Object.values(indexSizes).reduce((sum, bytes) => sum + bytes, 0);
  return { count, size, indexSizes, totalIndexSize };
}

/** https://www.mongodb.com/docs/manual/reference/command/dbStats/ */
export function dbStats(reader: Reader, db: string, scale: number): Document {
  const collections = listCollections(reader, db);
  const sizes = collections.map((collection) => sizesOf(reader, collection));
  const sum = (of: (each: Sizes) => number) => sizes.reduce((all, each) => all + of(each), 0);
  const objects = sum(({ count }) => count);
  const dataSize = sum(({ size }) => size);
  const indexSize = sum(({ totalIndexSize }) => totalIndexSize);
  return {
    db,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize: dataSize / scale,
    storageSize: dataSize / scale,
    indexes: sum(({ indexSizes }) => Object.keys(indexSizes).length),
    indexSize: indexSize / scale,
    totalSize: (dataSize + indexSize) / scale,
    scaleFactor: scale,
    ok: 1,
  };
}

const PARTS = new Set(["storageStats", "count"]);

/** The one document of `$collStats`, through what follows it. https://www.mongodb.com/docs/manual/reference/operator/aggregation/collStats/ */
export function collStats(reader: Reader, ns: string, [first, ...pipeline]: Document[]): Iterator<Document> {
  const asked = (first?.["$collStats"] ?? {}) as Document;
  const unknown = Object.keys(asked).find((part) => !PARTS.has(part));
  if (unknown)
    throw new StoreError("NotImplemented", `$collStats.${unknown} is not implemented by this store`);
  const collection = findCollection(reader, ns);
  if (!collection) throw new StoreError("NamespaceNotFound", `Collection [${ns}] not found.`);
  const { count, size, indexSizes, totalIndexSize } = sizesOf(reader, collection);
  const storageStats = {
    size,
    count,
    avgObjSize: count === 0 ? 0 : Math.round(size / count),
    storageSize: size,
    capped: false,
    nindexes: Object.keys(indexSizes).length,
    indexSizes,
    totalIndexSize,
    totalSize: size + totalIndexSize,
    scaleFactor: 1,
  };
  const document: Document = { ns, host: hostname(), localTime: new Date() };
  if (asked["storageStats"]) document["storageStats"] = storageStats;
  if (asked["count"]) document["count"] = count;
  return aggregate(pipeline, [document])[Symbol.iterator]();
}

/** https://www.mongodb.com/docs/manual/reference/command/serverStatus/ */
export const serverStatus = (commits: number): Document => ({
  host: hostname(),
  version: VERSION,
  process: "embedded-store",
  pid: Long.fromNumber(process.pid),
  uptime: Math.floor(process.uptime()),
  uptimeMillis: Long.fromNumber(Math.floor(process.uptime() * 1000)),
  localTime: new Date(),
  storageEngine: { name: "lmdb", persistent: true, supportsCommittedReads: true },
  mem: { bits: 64, resident: Math.round(process.memoryUsage.rss() / 2 ** 20), supported: true },
  commits,
  ok: 1,
});

/** https://www.mongodb.com/docs/manual/reference/command/hostInfo/ */
export const hostInfo = (): Document => ({
  system: {
    currentTime: new Date(),
    hostname: hostname(),
    cpuAddrSize: 64,
    cpuArch: arch(),
    memSizeMB: Math.round(totalmem() / 2 ** 20),
    numCores: cpus().length,
  },
  os: { type: platform(), name: platform(), version: release() },
  ok: 1,
});

/** Reads every document, and counts every entry. https://www.mongodb.com/docs/manual/reference/command/validate/ */
export function validate(reader: Reader, ns: string): Document {
  const collection = findCollection(reader, ns);
  if (!collection)
    throw new StoreError("NamespaceNotFound", `Collection '${ns}' does not exist to validate.`);
  let nrecords = 0;
  const errors: string[] = [];
  for (const [, bytes] of reader.scan(wholeSpace(collection.space))) {
    nrecords += 1;
    try {
      readDocument(bytes);
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  const keysPerIndex: Record<string, number> = { _id_: nrecords };
  for (const { name, space } of collection.indexes) keysPerIndex[name] = reader.count(wholeSpace(space));
  return {
    ns,
    nInvalidDocuments: errors.length,
    nrecords,
    nIndexes: Object.keys(keysPerIndex).length,
    keysPerIndex,
    valid: errors.length === 0,
    errors,
    warnings: [],
    ok: 1,
  };
}
