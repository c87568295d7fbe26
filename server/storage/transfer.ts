import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { EJSON, serialize } from "bson";
import type { Collection, Document, MongoClient } from "mongodb";

/** What was copied of one collection; the checksum is of its documents' BSON in the order of `_id`. */
export interface Copied {
  namespace: string;
  documents: number;
  checksum: string;
}

/** Told how far a collection is: documents done, of how many. */
export type Progress = (namespace: string, done: number, of: number) => void;

const BATCH = 1_000;
const OWN_DATABASES = new Set(["admin", "local", "config"]);
/** Values as they are stored: no number changes its type on the way. */
const FAITHFUL = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const;

async function collectionsOf(client: MongoClient): Promise<Collection[]> {
  const { databases } = await client.db("admin").admin().listDatabases();
  const found: Collection[] = [];
  for (const { name } of databases) {
    if (OWN_DATABASES.has(name)) continue;
    const list = await client.db(name).listCollections().toArray();
    for (const one of list)
      if (!one.name.startsWith("system.")) found.push(client.db(name).collection(one.name));
  }
  return found.sort((a, b) => a.namespace.localeCompare(b.namespace));
}

const inOrder = (collection: Collection) => collection.find({}, FAITHFUL).sort({ _id: 1 });

/** The checksum of what a collection holds now. */
export async function checksum(collection: Collection): Promise<Copied> {
  const hash = createHash("sha256");
  let documents = 0;
  for await (const document of inOrder(collection)) {
    hash.update(serialize(document));
    documents += 1;
  }
  return { namespace: collection.namespace, documents, checksum: hash.digest("hex") };
}

async function indexesOf(collection: Collection): Promise<Document[]> {
  const all = await collection.indexes();
  return all.filter((index) => index["name"] !== "_id_").map(({ v: _v, ns: _ns, ...index }) => index);
}

async function createIndexes(collection: Collection, indexes: Document[]): Promise<void> {
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

async function fill(
  target: Collection,
  documents: AsyncIterable<Document>,
  tell: (done: number) => void,
): Promise<void> {
  let done = 0;
  for await (const batch of batches(documents)) {
    await target.insertMany(batch, { bsonRegExp: true });
    done += batch.length;
    tell(done);
  }
}

/**
 * Copies all databases, documents and indexes, from one server to another: from the embedded store to a MongoDB, or
 * the other way. Reads back what it wrote, and throws where count or checksum differ, or where the target holds a
 * collection of the name already.
 */
export async function copyAll(
  source: MongoClient,
  target: MongoClient,
  progress: Progress = () => {},
): Promise<Copied[]> {
  const collections = await collectionsOf(source);
  const targets = collections.map((one) => target.db(one.dbName).collection(one.collectionName));
  for (const one of targets) {
    if (await one.findOne()) throw new Error(`The target holds ${one.namespace} already: empty it first.`);
  }
  const copied: Copied[] = [];
  for (const [i, from] of collections.entries()) {
    const to = targets[i]!;
    const total = await from.countDocuments();
    await createIndexes(to, await indexesOf(from));
    const hash = createHash("sha256");
    let documents = 0;
    async function* read(): AsyncGenerator<Document> {
      for await (const document of inOrder(from)) {
        hash.update(serialize(document));
        documents += 1;
        yield document;
      }
    }
    await fill(to, read(), (done) => progress(from.namespace, done, total));
    const sent = { namespace: from.namespace, documents, checksum: hash.digest("hex") };
    const kept = await checksum(to);
    if (kept.documents !== sent.documents || kept.checksum !== sent.checksum) {
      throw new Error(
        `${from.namespace} differs after the copy: ${sent.documents} sent, ${kept.documents} kept.`,
      );
    }
    copied.push(sent);
  }
  return copied;
}

/** Writes each collection as `DATABASE/COLLECTION.ndjson` (canonical Extended JSON) and its indexes beside it. */
export async function exportAll(
  source: MongoClient,
  dir: string,
  progress: Progress = () => {},
): Promise<Copied[]> {
  const exported: Copied[] = [];
  for (const from of await collectionsOf(source)) {
    const path = join(dir, from.dbName, from.collectionName);
    await mkdir(join(dir, from.dbName), { recursive: true, mode: 0o700 });
    const total = await from.countDocuments();
    const hash = createHash("sha256");
    let documents = 0;
    async function* lines(): AsyncGenerator<string> {
      for await (const document of inOrder(from)) {
        hash.update(serialize(document));
        documents += 1;
        if (documents % BATCH === 0 || documents === total) progress(from.namespace, documents, total);
        yield `${EJSON.stringify(document, { relaxed: false })}\n`;
      }
    }
    await pipeline(lines, createWriteStream(`${path}.ndjson`, { mode: 0o600, flags: "wx" }));
    await writeFile(`${path}.indexes.json`, EJSON.stringify(await indexesOf(from), { relaxed: false }), {
      mode: 0o600,
    });
    exported.push({ namespace: from.namespace, documents, checksum: hash.digest("hex") });
  }
  return exported;
}

/** Reads what `exportAll` wrote into a server. Throws where it holds a collection of the name already. */
export async function importAll(
  target: MongoClient,
  dir: string,
  progress: Progress = () => {},
): Promise<Copied[]> {
  const imported: Copied[] = [];
  for (const database of await readdir(dir)) {
    for (const file of await readdir(join(dir, database))) {
      if (!file.endsWith(".ndjson")) continue;
      const name = file.slice(0, -".ndjson".length);
      const to = target.db(database).collection(name);
      if (await to.findOne()) throw new Error(`The target holds ${to.namespace} already: empty it first.`);
      const indexes = await readFile(join(dir, database, `${name}.indexes.json`), "utf8");
      await createIndexes(to, EJSON.parse(indexes));
      async function* documents(): AsyncGenerator<Document> {
        const lines = createInterface({
          input: createReadStream(join(dir, database, file)),
          crlfDelay: Number.POSITIVE_INFINITY,
        });
        for await (const line of lines) if (line !== "") yield EJSON.parse(line, { relaxed: false });
      }
      await fill(to, documents(), (done) => progress(to.namespace, done, done));
      imported.push(await checksum(to));
    }
  }
  return imported;
}
