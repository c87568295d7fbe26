import { join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { type Db, MongoClient } from "mongodb";
import { type Command, command, UsageError } from "../command.ts";
import { type Config, readConfig } from "../config.ts";
import { OperatorError } from "../errors.ts";
import { backup, restore, verifyBackup } from "./backup.ts";
import type { Manifest } from "./backupFile.ts";
import { holderOf } from "./embedded/lock.ts";
import { EMBEDDED_DATABASE, startEmbeddedStore, uriOf } from "./embedded/start.ts";
import { checkExport, exportAll, importAll } from "./exportFiles.ts";
import { type Copied, copyAll, type Progress } from "./transfer.ts";

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

/** Runs with this installation's database: MongoDB's, the embedded one as it is served, or started for this. */
async function withDatabase<T>(run: (db: Db) => Promise<T>): Promise<T> {
  const config = readConfig();
  const dir = storeDir(config);
  const holder = config.mongodbUri ? undefined : holderOf(dir);
  if (holder?.socket === "") throw new OperatorError(`A restore is under way in ${dir} (pid ${holder.pid}).`);
  if (holder) tell("The service is running: what is written meanwhile may be missing from what is copied.");
  const served = config.mongodbUri ?? (holder && uriOf(holder.socket, EMBEDDED_DATABASE));
  const store = served ? undefined : await startEmbeddedStore({ dir });
  try {
    return await withClient(served ?? store!.uri(EMBEDDED_DATABASE), "MONGODB_URI", run);
  } finally {
    await store?.close();
  }
}

/** Runs with the database that an address names. */
async function withClient<T>(uri: string, what: string, run: (db: Db) => Promise<T>): Promise<T> {
  if (!/^mongodb(\+srv)?:\/\//.test(uri))
    throw new OperatorError(`${what} is none of a MongoDB: one begins with mongodb:// or mongodb+srv://.`);
  if (!/^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/.test(uri)) {
    throw new OperatorError(
      `${what} names no database, as in mongodb://HOST/DATABASE: the service would look for its data there.`,
    );
  }
  const client = await new MongoClient(uri).connect();
  try {
    return await run(client.db());
  } finally {
    await client.close();
  }
}

async function withProgress(run: (progress: Progress) => Promise<Copied[]>): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {name}",
    clearOnComplete: true,
    hideCursor: true,
  });
  let current = "";
  const copied = await run((name, done, of) => {
    if (name !== current) bar.start(of, 0, { name });
    current = name;
    bar.setTotal(Math.max(of, done));
    bar.update(done, { name });
  }).finally(() => bar.stop());
  for (const { name, documents, sha256 } of copied) {
    process.stdout.write(`${sha256.slice(0, 16)}  ${String(documents).padStart(8)}  ${name}\n`);
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
    run: ({ positionals: [to = ""] }) =>
      withDatabase((db) => withProgress((progress) => exportAll(db, resolve(to), { progress }))),
  },
  import: {
    usage: `Usage: npm run import -- DIR   reads what export wrote into a store that holds nothing yet
  All of it is checked first; what differs is named, and nothing is kept of what fails.`,
    words: [1, 1],
    async run({ positionals: [from = ""] }) {
      // Looked at before a store is made for it.
      await checkExport(resolve(from));
      await withDatabase((db) =>
        withProgress((progress) => importAll(db, resolve(from), { progress, tell })),
      );
    },
  },
  "migrate-to": {
    usage: `Usage: npm run migrate-to -- MONGODB_URI   copies all documents and indexes into the database that the address names
  Stop the service first. What is there already is refused; what is copied is read again and compared.`,
    words: [1, 1],
    run: ({ positionals: [to = ""] }) =>
      withClient(to, "The address", (target) =>
        withDatabase((db) => withProgress((progress) => copyAll(db, target, { progress, tell }))),
      ),
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
