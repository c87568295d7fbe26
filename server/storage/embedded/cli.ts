import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { uriOf } from "./start.ts";
import { openStore } from "./store.ts";

/** `npm run store -- DIR`: the store alone, its URI on one line, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const [dir] = parseArgs({ allowPositionals: true }).positionals;
  if (!dir) {
    process.stderr.write("usage: npm run store -- DIR\n");
    process.exit(2);
  }
  try {
    const store = await openStore({ dir: resolve(dir) }, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${uriOf(store.socket, "test")}\n`);
    const stop = (): void => void store.close().then(() => process.exit(0));
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

void main();
