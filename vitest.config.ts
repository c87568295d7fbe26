import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longestFirst.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/store.ts",
    setupFiles: "test/support/offline.ts",
    reporters: ["default", "./test/support/tally.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Files of one worker share its modules: loading Mongoose, Express and the reference lists for each of them would cost
    // more than the tests. What is left in a module is the same for all; databases are not.
    isolate: false,
    // Most of what a test makes dies young: collecting it rarely saves a tenth of the processor's time. Of V8's options only
    // those that Node documents stand here: any other may be gone in the next Node, whose workers then do not start.
    execArgv: ["--max-semi-space-size=64"],
    // Two cores: more workers than that only wait for each other.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
