import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../server/config.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
let dataDir: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "bourse-start-"));
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the program, and waits for its line. */
async function start(env: Record<string, string> = {}, command = "node server/run.cjs server/main.ts") {
  const [program = "", ...words] = command.split(" ");
  const child = spawn(program, words, {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: "0",
      LOG_LEVEL: "warn",
      ...env,
    } as NodeJS.ProcessEnv,
  });
  running.push(child);
  const stopped = once(child, "exit") as Promise<[number | null]>;
  let output = "";
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const url = await new Promise<string | null>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      const found = /ready on (http:\/\/\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", () => resolve(null));
  });
  return { child, url, stopped, errors: () => errors };
}

const json = async (url: string, options: RequestInit = {}) => {
  const answer = await fetch(url, {
    ...options,
    headers: { "content-type": "application/json", ...(options.headers as Record<string, string>) },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
};

describe("the program", () => {
  it("seeds the demo, and stops while it is still filling its indexes", async () => {
    const { child, stopped, errors, url } = await start({}, "npm start");
    expect(url).not.toBeNull();
    child.kill("SIGTERM");
    // What npm has to say of this machine is not the program's.
    expect([...(await stopped), errors().replace(/^npm .*\n/gm, "")]).toEqual([0, null, ""]);
  }, 60_000);

  it("finds everything again, and finishes the requests in flight on SIGTERM", async () => {
    const { child, stopped, errors, url } = await start();
    const credentials = { email: "collectivite@demo.example", password: "demo-bourse-2027" };
    const { body: signedIn } = await json(`${url}/api/v1/tokens`, {
      method: "POST",
      body: JSON.stringify(credentials),
    });
    const { body: experts } = await json(`${url}/api/v1/experts`);
    expect(experts.total).toBeGreaterThanOrEqual(150);
    const page = await (await fetch(`${url}/connexion`)).text();
    expect(page).toContain("expert@demo.example");
    const { body: need } = await json(`${url}/api/v1/needs`, {
      method: "POST",
      headers: { authorization: `Bearer ${signedIn.token}` },
      body: JSON.stringify({ title: "Un besoin qui doit rester" }),
    });
    const inFlight = json(`${url}/api/v1/preview`, {
      method: "POST",
      body: JSON.stringify({ description: "Eau potable à Natitingou" }),
    });
    // Long enough for the request to have been accepted, far too short for it to be over.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const before = Date.now();
    child.kill("SIGTERM");
    expect((await inFlight).status).toBe(200);
    expect([...(await stopped), errors()]).toEqual([0, null, ""]);
    // Sooner than the connection, kept alive by its client, would be cut off.
    expect(Date.now() - before).toBeLessThan(2500);

    const store = await startEmbeddedStore({ dir: path.join(dataDir, "store") });
    const client = await new MongoClient(store.uri("bourse")).connect();
    const kept = await client
      .db()
      .collection<{ _id: string }>("needs")
      .findOne({ _id: String(need.id) });
    expect(kept).toMatchObject({ title: "Un besoin qui doit rester" });
    await client.close();
    await store.close();
  }, 60_000);

  it("keeps mails as files and data to itself", async () => {
    const files = await readdir(dataDir);
    expect(files).toContain("store");
    expect(files).toContain("session-secret");
  });

  it("a wrong setting stops it with one sentence that names it", async () => {
    const wrong = await start({ PORT: "abc" });
    expect(wrong.url).toBeNull();
    expect(wrong.errors().trim().split("\n")).toHaveLength(1);
    expect(wrong.errors()).toContain("PORT");
  }, 30_000);

  it.each([
    ["PORT", "abc"],
    ["MONGODB_URI", "http://example.org"],
    ["LOG_LEVEL", "loud"],
    ["SESSION_SECRET", "short"],
    ["PUBLIC_URL", "not an address"],
  ])("says in one sentence what is wrong with %s", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^[^\\n]*${name}[^\\n]*$`));
  });
});
