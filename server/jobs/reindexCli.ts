import { SingleBar } from "cli-progress";
import { readConfig } from "../config.ts";
import { createServices } from "../services.ts";
import { beginRebuild } from "./rebuildRun.ts";

/**
 * `npm run reindex`: rebuilds every index from the database, beside the live ones, and swaps them. Safe while the service
 * runs; refused while another rebuild does.
 */
async function main(): Promise<void> {
  const config = readConfig();
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
  } catch (error) {
    bar.stop();
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await services.close();
  }
}

void main();
