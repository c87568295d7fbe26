import { join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { MongoClient } from "mongodb";
import { type Command, command, UsageError } from "../command.ts";
import { type Config, readConfig } from "../config.ts";
import { OperatorError } from "../errors.ts";
import { backup, restore, verifyBackup } from "./backup.ts";
import type { Manifest } from "./backupFile.ts";
import { holderOf } from "./embedded/lock.ts";
import { startEmbeddedStore, uriOf } from "./embedded/start.ts";
import { type Copied, copyAll, exportAll, importAll, type Progress } from "./transfer.ts";

/** What an operator does with the store of DATA_DIR, whether it is being served at the time or not. */

const storeDir = ({ dataDir }: Config): string => join(dataDir, "store");
const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** The directory of the embedded store. */
function embeddedDir(): string {
  const config = readConfig();
  if (config.mongodbUri)
    throw new OperatorError("MONGODB_URI is set: use mongodump and mongorestore for a MongoDB.");
  return storeDir(config);
}

function describe(file: string, manifest: Manifest | null): string {
  if (!manifest)
    return `${file} is of the older form: it says nothing of itself, so nothing can be compared.`;
  const documents = manifest.collections.reduce((sum, one) => sum + one.documents, 0);
  return `${file}: ${manifest.collections.length} collections, ${documents} documents, of ${manifest.at}, whole.`;
}

/** Runs with a client on this installation's store: MongoDB, the embedded one as it is served, or started for this. */
async function withStore<T>(run: (client: MongoClient) => Promise<T>): Promise<T> {
  const config = readConfig();
  const dir = storeDir(config);
  const holder = holderOf(dir);
  const served = config.mongodbUri ?? (holder && uriOf(holder.socket, "admin"));
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

const VERIFY = { verify: { type: "boolean" } } as const;

const VERBS: Record<string, Command<typeof VERIFY>> = {
  backup: {
    usage: `Usage: npm run backup -- FILE            writes the embedded store into FILE, while it is served or not
       npm run backup -- --verify FILE   says whether FILE is whole: all of it is read, built and compared`,
    options: VERIFY,
    words: [1, 1],
    async run({ values, positionals }) {
      const file = resolve(positionals[0]!);
      if (values.verify) process.stdout.write(`${describe(file, await verifyBackup(file, tell))}\n`);
      else process.stdout.write(`${describe(file, await backup(embeddedDir(), file, tell))}\n`);
    },
  },
  restore: {
    usage: `Usage: npm run restore -- FILE   puts a backup into a DATA_DIR that holds no store yet
  All of it is checked, built beside and compared first; what is not whole changes nothing.`,
    words: [1, 1],
    async run({ positionals }) {
      const file = resolve(positionals[0]!);
      const dir = embeddedDir();
      process.stdout.write(`${describe(file, await restore(file, dir, tell))}\nRestored to ${dir}\n`);
    },
  },
  export: {
    usage: `Usage: npm run export -- DIR   writes all documents into a new folder, one line of JSON each`,
    words: [1, 1],
    run: ({ positionals }) =>
      withStore((client) =>
        withProgress((progress) => exportAll(client, resolve(positionals[0]!), progress)),
      ),
  },
  import: {
    usage: `Usage: npm run import -- DIR   reads what export wrote into a store that holds nothing of it yet`,
    words: [1, 1],
    run: ({ positionals }) =>
      withStore((client) =>
        withProgress((progress) => importAll(client, resolve(positionals[0]!), progress)),
      ),
  },
  "migrate-to": {
    usage: `Usage: npm run migrate-to -- MONGODB_URI   copies all documents and indexes to another server, and compares`,
    words: [1, 1],
    run: ({ positionals }) =>
      withStore(async (client) => {
        const target = await new MongoClient(positionals[0]!).connect();
        await withProgress((progress) => copyAll(client, target, progress)).finally(() => target.close());
      }),
  },
};

const [verb = ""] = process.argv[2]?.startsWith("-") ? [] : process.argv.splice(2, 1);
void command(
  Object.hasOwn(VERBS, verb)
    ? VERBS[verb]!
    : {
        usage: Object.values(VERBS)
          .map(({ usage }) => usage)
          .join("\n"),
        words: [0, Number.POSITIVE_INFINITY],
        async run() {
          throw new UsageError(`There is no command “${verb}”.`);
        },
      },
);
