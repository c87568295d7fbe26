import { parentPort, workerData } from "node:worker_threads";
import { collectGarbage } from "../collectGarbage.ts";
import { SearchError } from "../errors.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { SearchCore } from "./core.ts";
import { pack, perform, type Reply, type Request } from "./protocol.ts";

/** The thread of the embedded engine: indexing and searching never hold up the requests of the application. */
const core = new SearchCore(workerData as SearchVocabulary);

/** So many written documents leave garbage worth collecting, once no more come for a while. */
const MANY_WRITTEN = 3_000;
const QUIET_MS = 3_000;
let written = 0;
let quiet: NodeJS.Timeout | undefined;

parentPort?.on("message", ({ number, call }: Request) => {
  parentPort?.postMessage(replyTo(number, () => pack(call, perform(core, call))));
  if (call.do === "upsert") countWritten(call.documents.length);
});

function countWritten(documents: number): void {
  written += documents;
  clearTimeout(quiet);
  if (written < MANY_WRITTEN) return;
  quiet = setTimeout(() => {
    written = 0;
    void collectGarbage();
  }, QUIET_MS);
}

function replyTo(number: number, work: () => ReturnType<typeof pack>): Reply {
  try {
    return { number, value: work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, error: error instanceof SearchError ? { message, code: error.code } : { message } };
  }
}
