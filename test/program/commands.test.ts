import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type EmbeddedStore, startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { ROOT, runCommand } from "../support/command.ts";

/** The commands of package.json that are programs of ours, with the words that npm puts before an operator's. */
const COMMANDS = Object.entries(manifest.scripts)
  .map(
    ([name, script]) =>
      [name, /^(?:exec )?node server\/run\.cjs (.*)$/.exec(script)?.[1]?.split(" ")] as const,
  )
  .filter((entry): entry is [string, string[]] => entry[1] !== undefined);

let dir: string;
let store: EmbeddedStore;
const run = (name: string, ...words: string[]) => {
  const [file = "", ...before] = COMMANDS.find(([each]) => each === name)![1];
  const env = { ...process.env, DATA_DIR: dir, MONGODB_URI: "", MEILI_URL: "", LOG_LEVEL: "silent" };
  return runCommand(file, [...before, ...words], { env });
};

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "bourse-commands-"));
  // As a running service holds it.
  store = await startEmbeddedStore({ dir: path.join(dir, "store") });
});
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

describe("every command", () => {
  it("is a file of ours", () => {
    expect(COMMANDS.length).toBeGreaterThan(12);
    for (const [, [file = ""]] of COMMANDS) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  });

  it.concurrent.each(COMMANDS.map(([name]) => name))(
    "%s answers --help, and does nothing else",
    async (name) => {
      const { code, out, err } = await run(name, "--help");
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(new RegExp(`^Usage: npm (run )?${name}\\b`));
    },
    60_000,
  );

  it.concurrent.each([
    ["seed", ["--demo"], /held by another process \(pid \d+\): stop it first/],
    ["reindex", [], /« Reconstruire les index »/],
    ["admin", ["somebody@example.org"], /held by another process/],
    ["restore", ["package.json"], /is no backup/],
    ["evaluate", ["/nowhere"], /\/nowhere.*does not exist/],
    ["migrate-to", ["mongodb://127.0.0.1:9/bourse?serverSelectionTimeoutMS=200"], /127\.0\.0\.1:9/],
    ["migrate-to", ["bourse"], /begins with mongodb:/],
  ] as [string, string[], RegExp][])(
    "%s %j says in one sentence why it cannot",
    async (name, words, why) => {
      const { code, err } = await run(name, ...words);
      expect(err).toMatch(/^[^\n]+\n$/);
      expect(err).toMatch(why);
      expect(code).toBe(1);
    },
    60_000,
  );

  it.concurrent.each([
    ["seed", ["--scale", "many"]],
    ["bench", ["--only", "nothing"]],
    ["store", []],
  ] as [string, string[]][])(
    "%s %j is told how it is called",
    async (name, words) => {
      const { code, err } = await run(name, ...words);
      expect([code, err]).toEqual([1, expect.stringContaining(`Usage: npm run ${name}`)]);
    },
    60_000,
  );

  it("of the store are told apart, each with how it is called", async () => {
    const { code, out } = await runCommand("server/storage/cli.ts", ["--help"]);
    const verbs = COMMANDS.filter(([, [file]]) => file === "server/storage/cli.ts").map(([name]) => name);
    expect([code, verbs.length]).toEqual([0, 5]);
    for (const verb of verbs) expect(out).toContain(`Usage: npm run ${verb} `);
  }, 60_000);
});
