import { parentPort, workerData } from "node:worker_threads";
import { inOneSentence } from "../../errors.ts";
import { openStore, type StoreOptions } from "./store.ts";

const parent = parentPort!;

async function main(): Promise<void> {
  try {
    const store = await openStore(workerData as StoreOptions, (line) => parent.postMessage({ log: line }));
    parent.postMessage({ listening: store.socket });
    parent.once("message", () => store.close().then(() => parent.close()));
  } catch (error) {
    // What an operator can act on is told as such; a fault ends the thread with its error, which the parent hears.
    const refused = inOneSentence(error);
    if (refused === null) throw error;
    parent.postMessage({ refused });
  }
}

void main();
