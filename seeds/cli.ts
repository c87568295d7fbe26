import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { accountsExist } from "../server/accounts/administration.ts";
import { ConfigError, readConfig } from "../server/config.ts";
import { createServices, fillSearch } from "../server/services.ts";
import { seedDemo, seedScale } from "./run.ts";

const USAGE = `Usage: npm run seed -- [--demo] [--scale N]
  --demo     real organisations, needs and funding schemes, 150 experts, the demo accounts (into an empty store)
  --scale N  N generated organisations, experts and needs, 1 to 1,000,000`;

/** A wrong command line. `message` is a sentence for the person at the terminal. */
class UsageError extends Error {}

type Wanted = { demo: boolean; scale: number | null };

/** @throws UsageError */
function readArguments(args: string[]): Wanted {
  const { demo, scale } = parse(args);
  const count = scale === undefined ? null : Number(scale);
  if (count !== null && !(Number.isInteger(count) && count >= 1 && count <= 1_000_000)) {
    throw new UsageError(`--scale takes a whole number from 1 to 1,000,000, not “${scale}”.`);
  }
  if (!demo && count === null) throw new UsageError("Say what to seed.");
  return { demo: demo ?? false, scale: count };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { demo: { type: "boolean" }, scale: { type: "string" } } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function seed({ demo, scale }: Wanted): Promise<void> {
  const config = readConfig();
  const services = await createServices(config);
  const now = services.dependencies.clock();
  try {
    if (demo && (await accountsExist())) {
      console.error("There are accounts in this store already: the demo goes into an empty one.");
      process.exitCode = 1;
      return;
    }
    if (demo) {
      await seedDemo(now);
      console.log("The demo is there.");
    }
    if (scale !== null) {
      const bar = new SingleBar({
        format: "{bar} {percentage} % · {value} of {total} · {eta_formatted} left",
      });
      bar.start(scale * 3, 0);
      await seedScale(scale, now, (done) => bar.update(done));
      bar.stop();
    }
    // The embedded search keeps nothing: it reads the store when the service starts.
    if (config.meilisearch) await fillSearch(services);
  } finally {
    await services.close();
  }
}

async function main(): Promise<void> {
  try {
    await seed(readArguments(process.argv.slice(2)));
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (error instanceof UsageError) console.error(`${error.message}\n${USAGE}`);
    else throw error;
    process.exitCode = 1;
  }
}

void main();
