import { createRequire } from "node:module";
import { type Config, readConfig } from "./config.ts";
import { startEngines } from "./engines.ts";
import { StartError } from "./errors.ts";

/** A sentence for whoever starts the program; anything else is a fault, shown whole. */
function explain(error: unknown, { port }: Partial<Config>): string {
  if (error instanceof StartError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `Port ${port} is taken: stop what uses it, or choose another with PORT.`;
  return stack ?? message;
}

// The configuration is read before anything heavy is loaded: a wrong value is told at once.
async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = readConfig();
    const engines = startEngines(config);
    const { serve } = createRequire(import.meta.url)("./serve.ts") as typeof import("./serve.ts");
    await serve(config, engines);
  } catch (error) {
    console.error(explain(error, config ?? {}));
    process.exit(1);
  }
}

void main();
