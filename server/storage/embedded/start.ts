import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { OperatorError } from "../../errors.ts";
import { enlargePools, withQuietHeap } from "./memory.ts";
import type { StoreOptions } from "./store.ts";

/** The one database that the service keeps in it. */
export const EMBEDDED_DATABASE = "bourse";

/** The connection string of a database behind a socket. */
export function uriOf(socket: string, database: string): string {
  return `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true`;
}

/** A store under way. */
export interface EmbeddedStore {
  /** The connection string of one of its databases, for MongoDB's driver and Mongoose. */
  uri(database: string): string;
  /** Answers what is in flight, closes the file and ends the worker. */
  close(): Promise<void>;
}

/**
 * Starts the embedded store on a data directory, in a worker thread, and resolves once it listens.
 * Throws one clear sentence where another process holds the directory.
 */
export async function startEmbeddedStore(
  options: StoreOptions & { log?: (line: string) => void },
): Promise<EmbeddedStore> {
  const { log = () => {}, ...rest } = options;
  const workerData = { ...rest, dir: resolve(options.dir) };
  enlargePools();
  return withQuietHeap(() => listening(workerData, log));
}

/** Starts the thread; resolves once it listens. */
async function listening(workerData: StoreOptions, log: (line: string) => void): Promise<EmbeddedStore> {
  const worker = new Worker(new URL("../../run.cjs", import.meta.url), {
    argv: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
    execArgv: [],
    name: "embedded-store",
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const closed = new Promise<void>((done) => worker.once("exit", () => done()));
  const socket = await new Promise<string>((resolve, reject) => {
    worker.on("message", (message: { listening: string } | { refused: string } | { log: string }) => {
      if ("listening" in message) resolve(message.listening);
      else if ("refused" in message) reject(new OperatorError(message.refused));
      else log(message.log);
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the embedded store stopped before it could serve")));
  });
  return {
    uri: (database) => uriOf(socket, database),
    close() {
      worker.postMessage("close");
      return closed;
    },
  };
}
