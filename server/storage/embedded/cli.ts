import { createRequire } from "node:module";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { uriOf } from "./start.ts";

/** `npm run store -- DIR`: the store alone, its URI on one line, until SIGTERM or SIGINT. */
const { positionals } = parseArgs({ allowPositionals: true });
const [dir] = positionals;
if (!dir) {
  process.stderr.write("usage: npm run store -- DIR\n");
  process.exit(2);
}

try {
  // tsx loads in half the time what is required and not imported, and starting is what a restart waits for.
  const { openStore } = createRequire(import.meta.url)("./store.ts") as typeof import("./store.ts");
  const store = await openStore({ dir: resolve(dir) }, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${uriOf(store.socket, "test")}\n`);
  const stop = (): void => void store.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
