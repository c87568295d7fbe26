import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Connection string of one database of the store; files put their own name in the place of DATABASE. */
    storeUri: string;
  }
}

/**
 * The store removes what the machine's clock calls past, and tests have a day of their own: a link that holds for two hours
 * of that day would be swept away on any later one, in whichever test comes a minute after the start.
 */
const LONGER_THAN_ANY_RUN = 24 * 3_600_000;

/** One embedded store for the whole run; every test file has a database of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), "bourse-test-"));
  const store = await startEmbeddedStore({ dir, sweepMs: LONGER_THAN_ANY_RUN });
  project.provide("storeUri", store.uri("DATABASE"));
  return async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  };
}
