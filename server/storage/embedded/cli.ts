import { resolve } from "node:path";
import { command } from "../../command.ts";
import { uriOf } from "./start.ts";
import { openStore } from "./store.ts";

void command({
  usage: `Usage: npm run store -- DIR
  Serves the embedded store of DIR alone, its URI on one line, until SIGTERM or SIGINT.`,
  words: [1, 1],
  async run({ positionals: [dir = ""] }) {
    const store = await openStore({ dir: resolve(dir) }, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${uriOf(store.socket, "test")}\n`);
    const stop = (): void => void store.close().then(() => process.exit(0));
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  },
});
