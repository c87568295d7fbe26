import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openStore, type StoreOptions } from "./store.ts";

/** The worker thread: opens the store that it is told of, says where it listens, closes it when asked. */
const port = parentPort;
if (!port) throw new Error("to be started as a worker thread, see start.ts");

async function serve(port: MessagePort): Promise<void> {
  try {
    const store = await openStore(workerData as StoreOptions, (line) => port.postMessage({ log: line }));
    port.postMessage({ listening: store.socket });
    port.once("message", async () => {
      await store.close();
      port.close();
    });
  } catch (error) {
    port.postMessage({ failed: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}

void serve(port);
