import { SingleBar } from "cli-progress";
import { accountsExist } from "../server/accounts/administration.ts";
import { command, UsageError } from "../server/command.ts";
import { readConfig } from "../server/config.ts";
import { OperatorError } from "../server/errors.ts";
import { createServices, fillSearch } from "../server/services.ts";
import { seedDemo, seedScale } from "./run.ts";

type Wanted = { demo: boolean; scale: number | null };

/** @throws UsageError */
function wantedBy({ demo = false, scale }: { demo?: boolean; scale?: string }): Wanted {
  const count = scale === undefined ? null : Number(scale);
  if (count !== null && !(Number.isInteger(count) && count >= 1 && count <= 1_000_000)) {
    throw new UsageError(`--scale takes a whole number from 1 to 1,000,000, not “${scale}”.`);
  }
  if (!demo && count === null) throw new UsageError("Say what to seed.");
  return { demo, scale: count };
}

async function seed({ demo, scale }: Wanted): Promise<void> {
  const config = readConfig();
  const services = await createServices(config);
  const now = services.dependencies.clock();
  try {
    if (demo && (await accountsExist()))
      throw new OperatorError("There are accounts in this store already: the demo goes into an empty one.");
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

void command({
  usage: `Usage: npm run seed -- [--demo] [--scale N]
  --demo     real organisations, needs and funding schemes, 150 experts, the demo accounts (into an empty store)
  --scale N  N generated organisations, experts and needs, 1 to 1,000,000`,
  options: { demo: { type: "boolean" }, scale: { type: "string" } },
  run: ({ values }) => seed(wantedBy(values)),
});
