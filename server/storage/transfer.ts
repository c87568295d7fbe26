import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { serialize } from "bson";
import type { Collection, Db, Document } from "mongodb";
import { OperatorError } from "../errors.ts";
import type { Tell } from "./backup.ts";
import { isRunning } from "./embedded/lock.ts";

/** What was copied of one collection; the checksum is of its documents' BSON in the order of `_id`. */
export interface Copied {
  name: string;
  documents: number;
  sha256: string;
}

/** Told how far a collection is: documents done, of how many. */
export type Progress = (name: string, done: number, of: number) => void;

/** What a copy may be told of: how far it is, and what it found. */
export interface Listener {
  progress?: Progress;
  tell?: Tell;
}

const BATCH = 1_000;
/** Values as they are stored: no number changes its type on the way. */
const FAITHFUL = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const;
/** Says, in the database that is being filled, that it is not whole yet. */
const UNFINISHED = "unfinishedCopy";

/** A copy under way, or cut off. */
export interface Unfinished {
  _id: string;
  /** What fills the database: "npm run import". */
  by: string;
  at: Date;
  host: string;
  pid: number;
  names: string[];
}

/** The collections of a database, by name. */
export async function collectionsOf(db: Db): Promise<Collection[]> {
  const list = await db.listCollections().toArray();
  const names = list.map(({ name }) => name).filter((name) => !/^system\./.test(name) && name !== UNFINISHED);
  return names.sort().map((name) => db.collection(name));
}

export const inOrder = (collection: Collection) => collection.find({}, FAITHFUL).sort({ _id: 1 });

/** The checksum of what a collection holds now. */
export async function checksum(collection: Collection): Promise<Copied> {
  const hash = createHash("sha256");
  let documents = 0;
  for await (const document of inOrder(collection)) {
    hash.update(serialize(document));
    documents += 1;
  }
  return { name: collection.collectionName, documents, sha256: hash.digest("hex") };
}

export async function indexesOf(collection: Collection): Promise<Document[]> {
  const all = await collection.indexes();
  return all.filter((index) => index["name"] !== "_id_").map(({ v: _v, ns: _ns, ...index }) => index);
}

export async function createIndexes(collection: Collection, indexes: Document[]): Promise<void> {
  await collection.db.createCollection(collection.collectionName).catch((error: { code?: number }) => {
    if (error.code !== 48) throw error;
  });
  for (const { key, ...options } of indexes) await collection.createIndex(key, options);
}

async function* batches(documents: AsyncIterable<Document>): AsyncGenerator<Document[]> {
  let batch: Document[] = [];
  for await (const document of documents) {
    batch.push(document);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Inserts documents as they come, and throws where what is kept then is not what was sent. */
export async function fill(
  target: Collection,
  documents: AsyncIterable<Document>,
  tell: (done: number) => void,
): Promise<Copied> {
  const hash = createHash("sha256");
  let done = 0;
  for await (const batch of batches(documents)) {
    for (const document of batch) hash.update(serialize(document));
    await target.insertMany(batch, { bsonRegExp: true });
    done += batch.length;
    tell(done);
  }
  const sent = { name: target.collectionName, documents: done, sha256: hash.digest("hex") };
  const kept = await checksum(target);
  if (kept.documents !== sent.documents || kept.sha256 !== sent.sha256) {
    throw new OperatorError(
      `${target.namespace} differs after the copy: ${sent.documents} sent, ${kept.documents} kept.`,
    );
  }
  return sent;
}

/** The copy that has begun to fill a database and has not come to its end; null where there is none. */
export const unfinishedCopy = (db: Db): Promise<Unfinished | null> =>
  db.collection<Unfinished>(UNFINISHED).findOne();

/** Removes what a copy wrote, then its mark. */
async function undo(db: Db, names: string[]): Promise<void> {
  for (const name of [...names, UNFINISHED])
    await db.dropCollection(name).catch((error: { code?: number }) => {
      if (error.code !== 26) throw error;
    });
}

/**
 * Fills collections that hold nothing yet: all of them, or none. While it runs the database says so, and where it was cut
 * off the service does not start on it; the next copy removes what was there and begins anew.
 * @throws where a collection holds something, or another copy runs.
 */
export async function allOrNothing<T>(
  {
    by,
    target,
    names,
    tell = () => {},
  }: { by: string; target: Db; names: string[]; tell?: Tell | undefined },
  run: () => Promise<T>,
): Promise<T> {
  const left = await unfinishedCopy(target);
  if (left) {
    if (left.host === hostname() && left.pid !== process.pid && isRunning(left.pid))
      throw new OperatorError(`${left.by} is filling ${target.databaseName} already (pid ${left.pid}).`);
    await undo(target, left.names);
    tell(
      `What ${left.by}, cut off on ${left.at.toISOString()}, had written into ${target.databaseName} was removed; all is copied anew.`,
    );
  }
  for (const name of names) {
    const { namespace } = target.collection(name);
    if (await target.collection(name).findOne())
      throw new OperatorError(
        `${namespace} holds documents already: empty it first, or name another database.`,
      );
  }
  const mark = { _id: "copy", by, at: new Date(), host: hostname(), pid: process.pid, names };
  await target.collection<Unfinished>(UNFINISHED).insertOne(mark);
  try {
    const result = await run();
    await target.dropCollection(UNFINISHED);
    return result;
  } catch (error) {
    // Where the server is gone the mark stays, and the next run does it.
    await undo(target, names).catch(() => {});
    throw error;
  }
}

/**
 * Copies one database, documents and indexes, to another one, of any server: from the embedded store to a MongoDB, or the
 * other way. Reads back what it wrote, and throws where count or checksum differ; then nothing of it stays.
 */
export async function copyAll(
  source: Db,
  target: Db,
  { progress = () => {}, tell }: Listener = {},
): Promise<Copied[]> {
  const collections = await collectionsOf(source);
  const names = collections.map(({ collectionName }) => collectionName);
  return allOrNothing({ by: "npm run migrate-to", target, names, tell }, async () => {
    const copied: Copied[] = [];
    for (const from of collections) {
      const to = target.collection(from.collectionName);
      const total = await from.countDocuments();
      await createIndexes(to, await indexesOf(from));
      copied.push(await fill(to, inOrder(from), (done) => progress(from.collectionName, done, total)));
    }
    return copied;
  });
}
