import { createRequire } from "node:module";
import { readConfig, VARIABLES } from "./config.ts";
import { startEngines } from "./engines.ts";
import { inOneSentence } from "./errors.ts";

const USAGE = `Usage: npm start
  The service, set up by variables of the environment, which the README explains:
  ${VARIABLES.join(" ")}`;

// The configuration is read before anything heavy is loaded: a wrong value is told at once.
async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    console.log(USAGE);
    return;
  }
  try {
    const config = readConfig();
    const engines = startEngines(config);
    const { serve } = createRequire(import.meta.url)("./serve.ts") as typeof import("./serve.ts");
    await serve(config, engines);
  } catch (error) {
    // A sentence for whoever starts the program; anything else is a fault, shown whole.
    console.error(inOneSentence(error) ?? (error instanceof Error ? error.stack : error));
    process.exit(1);
  }
}

void main();
