import path from "node:path";
import { SingleBar } from "cli-progress";
import { command } from "../command.ts";
import { readConfig } from "../config.ts";
import { OperatorError } from "../errors.ts";
import { createServices } from "../services.ts";
import { holderOf } from "../storage/embedded/lock.ts";
import { beginRebuild } from "./rebuildRun.ts";

async function reindex(): Promise<void> {
  const config = readConfig();
  const holder = config.mongodbUri === null && holderOf(path.join(config.dataDir, "store"));
  if (holder) {
    throw new OperatorError(
      `The service runs on the embedded store (pid ${holder.pid}): use « Reconstruire les index » in its administration, or stop it first.`,
    );
  }
  const services = await createServices(config);
  const { dependencies } = services;
  const bar = new SingleBar({ format: "{index} [{bar}] {value}/{total} documents", stopOnComplete: true });
  try {
    const { documents } = await dependencies.search.health();
    const done = new Map<string, number>();
    bar.start(Math.max(documents, 1), 0, { index: "" });
    const { done: rebuilt } = await beginRebuild(dependencies, {
      by: "",
      onProgress(index, count) {
        done.set(index, count);
        const total = [...done.values()].reduce((sum, each) => sum + each, 0);
        if (total > bar.getTotal()) bar.setTotal(total);
        bar.update(total, { index });
      },
    });
    const counts = await rebuilt;
    bar.stop();
    for (const [index, count] of counts) console.log(`${index}: ${count} documents`);
    if (!config.meilisearch) {
      console.log("The embedded search lives in the memory of the service, which rebuilds it at each start.");
    }
  } finally {
    bar.stop();
    await services.close();
  }
}

void command({
  usage: `Usage: npm run reindex
  Rebuilds every index from the database, beside the live ones, and swaps them. Safe while the service runs on a MongoDB;
  refused while another rebuild does.`,
  run: reindex,
});
