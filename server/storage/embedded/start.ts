import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { StoreOptions } from "./store.ts";

/** A store under way. */
export interface EmbeddedStore {
  /** The connection string of one of its databases, for MongoDB's driver and Mongoose. */
  uri(database: string): string;
  /** Answers what is in flight, closes the file and ends the worker. */
  close(): Promise<void>;
}

type Message = { listening: string } | { failed: string } | { log: string } | { closed: true };

/**
 * Starts the embedded store on a data directory, in a worker thread, and resolves once it listens.
 * Throws one clear sentence where another process holds the directory.
 */
export async function startEmbeddedStore(
  options: StoreOptions & { log?: (line: string) => void },
): Promise<EmbeddedStore> {
  const { log = () => {}, ...rest } = options;
  const entry = JSON.stringify(new URL("./worker.ts", import.meta.url).href);
  // A worker has loaders of its own: where the parent runs under vitest, only this teaches it TypeScript.
  const boot = `import("tsx/esm/api").then(({ register }) => { register(); return import(${entry}); })`;
  const workerData = { ...rest, dir: resolve(options.dir) };
  const worker = new Worker(boot, { eval: true, execArgv: [], workerData });
  const closed = new Promise<void>((done) => worker.once("exit", () => done()));
  const socket = await new Promise<string>((listening, reject) => {
    worker.on("message", (message: Message) => {
      if ("listening" in message) listening(message.listening);
      if ("failed" in message) reject(new Error(message.failed));
      if ("log" in message) log(message.log);
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the embedded store stopped before it could serve")));
  });
  let closing: Promise<void> | undefined;
  return {
    uri: (database) => `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true`,
    close() {
      if (!closing) worker.postMessage("close");
      closing = closed;
      return closing;
    },
  };
}
