import { join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { MongoClient } from "mongodb";
import { readConfig } from "../config.ts";
import { backup, restore } from "./backup.ts";
import { holderOf } from "./embedded/lock.ts";
import { startEmbeddedStore, uriOf } from "./embedded/start.ts";
import { type Copied, copyAll, exportAll, importAll, type Progress } from "./transfer.ts";

/**
 * `npm run backup -- FILE`, `restore -- FILE`, `export -- DIR`, `import -- DIR`, `migrate-to -- MONGODB_URI`: what an
 * operator does with the store of DATA_DIR, whether it is being served at the time or not.
 */
const USAGE = "usage: (backup FILE | restore FILE | export DIR | import DIR | migrate-to MONGODB_URI)";
const config = readConfig();
const dir = join(config.dataDir, "store");

function onlyEmbedded(): void {
  if (config.mongodbUri) throw new Error("MONGODB_URI is set: use mongodump and mongorestore for a MongoDB.");
}

/** Runs with a client on this installation's store: MongoDB, the embedded one as it is served, or started for this. */
async function withStore<T>(run: (client: MongoClient) => Promise<T>): Promise<T> {
  const served = config.mongodbUri ?? (holderOf(dir) && uriOf(holderOf(dir)!.socket, "admin"));
  const store = served ? undefined : await startEmbeddedStore({ dir });
  const client = await new MongoClient(served ?? store!.uri("admin")).connect();
  try {
    return await run(client);
  } finally {
    await client.close();
    await store?.close();
  }
}

async function withProgress(run: (progress: Progress) => Promise<Copied[]>): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {namespace}",
    clearOnComplete: true,
    hideCursor: true,
  });
  let current = "";
  const copied = await run((namespace, done, of) => {
    if (namespace !== current) bar.start(of, 0, { namespace });
    current = namespace;
    bar.setTotal(Math.max(of, done));
    bar.update(done, { namespace });
  }).finally(() => bar.stop());
  for (const { namespace, documents, checksum } of copied) {
    process.stdout.write(`${checksum.slice(0, 16)}  ${String(documents).padStart(8)}  ${namespace}\n`);
  }
  process.stdout.write(
    `${copied.length} collections, ${copied.reduce((sum, one) => sum + one.documents, 0)} documents\n`,
  );
}

const VERBS: Record<string, (argument: string) => Promise<void>> = {
  async backup(file) {
    onlyEmbedded();
    await backup(dir, resolve(file));
    process.stdout.write(`${resolve(file)}\n`);
  },
  async restore(file) {
    onlyEmbedded();
    await restore(resolve(file), dir);
    process.stdout.write(`${dir}\n`);
  },
  export: (to) => withStore((client) => withProgress((progress) => exportAll(client, resolve(to), progress))),
  import: (from) =>
    withStore((client) => withProgress((progress) => importAll(client, resolve(from), progress))),
  "migrate-to": (uri) =>
    withStore(async (client) => {
      const target = await new MongoClient(uri).connect();
      await withProgress((progress) => copyAll(client, target, progress)).finally(() => target.close());
    }),
};

async function main(): Promise<void> {
  try {
    const [verb = "", argument] = process.argv.slice(2);
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!run || argument === undefined) throw new Error(USAGE);
    await run(argument);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

void main();
