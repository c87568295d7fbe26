import { parseArgs } from "node:util";
import { startEmbeddedStore } from "./start.ts";

/** `npm run store -- DIR`: the store alone, its URI on one line, until SIGTERM or SIGINT. */
const { positionals } = parseArgs({ allowPositionals: true });
const [dir] = positionals;
if (!dir) {
  process.stderr.write("usage: npm run store -- DIR\n");
  process.exit(2);
}

try {
  const store = await startEmbeddedStore({ dir, log: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`${store.uri("test")}\n`);
  const stop = (): void => void store.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // Nothing else keeps this thread alive: the worker does its own waiting.
  setInterval(() => {}, 1 << 30);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
