import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig, VARIABLES } from "../../server/config.ts";
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

  /** What is wrong, and what the sentence must name. */
  const WRONG: [what: string, env: (dir: string) => Promise<Record<string, string>>, named: RegExp][] = [
    ["a variable", async () => ({ PORT: "abc" }), /PORT must be a whole number.*“abc”/],
    [
      "a data directory that is a file",
      async (dir) => ({ DATA_DIR: await written(dir, "file", "x") }),
      /DATA_DIR \(.*file\)/,
    ],
    [
      "a data directory below a file",
      async (dir) => ({ DATA_DIR: path.join(await written(dir, "file", "x"), "data") }),
      /DATA_DIR \(.*file/,
    ],
    [
      "a data directory that cannot be made",
      async () => ({ DATA_DIR: "/proc/data" }),
      /DATA_DIR \(\/proc\/data\)/,
    ],
    [
      "a store that is empty",
      async (dir) => withStore(dir, Buffer.alloc(0)),
      /store\.mdb is damaged.*restore/,
    ],
    [
      "a store whose copy was interrupted",
      async (dir) => withStore(dir, await readFile(path.join(dataDir, "store/store.mdb")), 0.5),
      /store\.mdb is damaged.*ends after/,
    ],
    [
      "a session secret that a full disk cut off",
      async (dir) => {
        await written(dir, "session-secret", "");
        return { DATA_DIR: dir };
      },
      /session-secret holds no whole secret/,
    ],
    ["a port that is taken", async () => ({ PORT: String(taken) }), /Port \d+ is taken/],
    ["an address that is not this machine’s", async () => ({ HOST: "192.0.2.1" }), /HOST \(192\.0\.2\.1\)/],
    [
      "a MongoDB that is away",
      async () => ({ MONGODB_URI: "mongodb://127.0.0.1:9/bourse", SESSION_SECRET: "x".repeat(32) }),
      /MONGODB_URI/,
    ],
  ];
  let taken = 0;
  const listener = createServer();
  beforeAll(async () => {
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    taken = (listener.address() as AddressInfo).port;
  });
  afterAll(() => listener.close());

  async function written(dir: string, name: string, content: string): Promise<string> {
    await writeFile(path.join(dir, name), content);
    return path.join(dir, name);
  }

  async function withStore(dir: string, bytes: Buffer, share = 1): Promise<Record<string, string>> {
    await mkdir(path.join(dir, "store"));
    await writeFile(path.join(dir, "store/store.mdb"), bytes.subarray(0, Math.floor(bytes.length * share)));
    return { DATA_DIR: dir };
  }

  it.concurrent.each(WRONG)(
    "%s stops it with one sentence and the exit code 1",
    async (_what, wrong, named) => {
      const dir = await mkdtemp(path.join(tmpdir(), "bourse-wrong-"));
      const { url, stopped, errors } = await start({ DATA_DIR: dir, DEMO: "0", ...(await wrong(dir)) });
      expect([url, ...(await stopped)]).toEqual([null, 1, null]);
      expect(errors()).toMatch(/^[^\n]+\.\n$/);
      expect(errors()).toMatch(named);
      await rm(dir, { recursive: true, force: true });
    },
    60_000,
  );

  it.each([
    ["PORT", "abc"],
    ["PORT", "70000"],
    ["TRUST_PROXY", "-1"],
    ["SEARCH_RATE_PER_MINUTE", "0"],
    ["DEMO", "maybe"],
    ["MONGODB_URI", "http://example.org"],
    ["MEILI_URL", "search:7700"],
    ["SMTP_URL", "mail.example.org"],
    ["LOG_LEVEL", "loud"],
    ["SESSION_SECRET", "short"],
    ["METRICS_TOKEN", "short"],
    ["CONTACT_EMAIL", "nobody"],
    ["CONTACT_PHONE", "call me"],
    ["PUBLIC_URL", "not an address"],
  ])("says in plain words what is wrong with %s", (name, value) => {
    let message = "";
    try {
      readConfig({ [name]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^Configuration: ${name} must (be|begin with|hold) [^\\n]*\\.$`));
    expect(message).not.toMatch(/Invalid|expected|received/);
    if (/SECRET|TOKEN|UR[IL]/.test(name)) expect(message).not.toContain(value);
  });

  it("takes what is empty for what is not set", () => {
    const empty = Object.fromEntries(VARIABLES.map((name) => [name, ""]));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});
