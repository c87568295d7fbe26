import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { ACTIONS, setUpKey } from "../../search/setup.ts";
import { runCommand } from "../support/command.ts";
import { FakeMeilisearch } from "./support/fakeMeilisearch.ts";

const MASTER = "the-master-key-of-the-server";
const server = new FakeMeilisearch();
let url: string;

beforeAll(async () => {
  url = await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.mood = "well";
  server.keys.length = 0;
  server.requests.length = 0;
});

/** Runs the command as a person would. */
const run = (args: string[], input: string) => runCommand("search/setupCli.ts", args, { input });

describe("the key of the application", () => {
  it("allows its own indexes and what it does, nothing else", async () => {
    await setUpKey(url, MASTER);
    expect(server.keys).toMatchObject([
      { name: "bourse", actions: ACTIONS, indexes: ["bourse_*"], expiresAt: null },
    ]);
    expect(server.keys[0]?.["uid"]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(ACTIONS.some((action) => action.includes("*") || action.startsWith("keys."))).toBe(false);
    expect(new Set(server.requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${MASTER}`]),
    );
  });

  it("is made once", async () => {
    const key = await setUpKey(url, MASTER);
    expect(await setUpKey(url, MASTER)).toBe(key);
    expect(server.keys).toHaveLength(1);
  });

  it("is another one for another installation", async () => {
    await setUpKey(url, MASTER);
    await setUpKey(url, MASTER, "other_");
    expect(server.keys.map((key) => key["indexes"])).toEqual([["bourse_*"], ["other_*"]]);
  });

  it("is made anew when what it must allow has changed", async () => {
    await setUpKey(url, MASTER);
    const [before] = server.keys;
    if (before) before["actions"] = ["*"];
    await setUpKey(url, MASTER);
    expect(server.keys).toHaveLength(1);
    expect(server.keys[0]?.["actions"]).toEqual(ACTIONS);
  });

  it("is not made with a wrong master key, and nobody reads it in the error", async () => {
    server.mood = "forbids";
    const error = await setUpKey(url, MASTER).catch((reason: unknown) => reason as Error);
    expect(String(error)).toContain("API key is invalid");
    expect(JSON.stringify(error)).not.toContain(MASTER);
  });

  it("is printed for the environment by the command", async () => {
    const { code, out, err } = await run([url], `${MASTER}\n`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^MEILI_API_KEY=secret-\d+\n$/);
  });

  it("is written to a file that only its owner reads", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "bourse-setup-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    const file = path.join(dir, "search.env");
    const { code, out } = await run([url, "--to", file], MASTER);
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(await readFile(file, "utf8")).toMatch(/^MEILI_API_KEY=secret-\d+\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is not made without a server or a master key: one sentence says which", async () => {
    expect(await run([], MASTER)).toMatchObject({ code: 1, err: expect.stringContaining("Which server?") });
    expect(await run([url], "")).toMatchObject({ code: 1, err: expect.stringContaining("standard input") });
  });
});
