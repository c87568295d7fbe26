import { parentPort, workerData } from "node:worker_threads";
import { SearchError } from "../errors.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { SearchCore } from "./core.ts";
import { pack, perform, type Reply, type Request } from "./protocol.ts";

/** The thread of the embedded engine: indexing and searching never hold up the requests of the application. */
const core = new SearchCore(workerData as SearchVocabulary);

parentPort?.on("message", ({ number, call }: Request) => {
  parentPort?.postMessage(replyTo(number, () => pack(call, perform(core, call))));
});

function replyTo(number: number, work: () => ReturnType<typeof pack>): Reply {
  try {
    return { number, value: work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, error: error instanceof SearchError ? { message, code: error.code } : { message } };
  }
}
