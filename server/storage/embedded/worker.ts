import { parentPort, workerData } from "node:worker_threads";
import { openStore, type StoreOptions } from "./store.ts";

const parent = parentPort!;

// A store that cannot be opened ends the thread with its error, which the parent hears.
void openStore(workerData as StoreOptions, (line) => parent.postMessage({ log: line })).then((store) => {
  parent.postMessage({ listening: store.socket });
  parent.once("message", () => store.close().then(() => parent.close()));
});
