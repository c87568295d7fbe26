import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/store.ts",
    setupFiles: "test/support/offline.ts",
    reporters: ["default", "./test/support/tally.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: more workers than that only wait for each other.
    maxWorkers: 2,
  },
});
