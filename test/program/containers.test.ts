import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseEnv, promisify } from "node:util";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig, VARIABLES } from "../../server/config.ts";
import { FakeMeilisearch } from "../search/support/fakeMeilisearch.ts";
import { composeFile } from "./support/composeFile.ts";
import { parseDockerfile, stagesOf } from "./support/dockerfile.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
const text = (file: string) => readFile(path.join(ROOT, file), "utf8");
const compose = composeFile.parse(parse(await text("compose.yaml"), { merge: true }));
const services = Object.entries(compose.services);
const instructions = parseDockerfile(await text("Dockerfile"));
const stages = stagesOf(instructions);
const last = stages.at(-1)!;
/** What compose does to a string before it runs it: variables from the environment, `$$` for `$`. */
const interpolated = (value: string): string =>
  value.replace(/\$(?:\$|\{(\w+):-([^}]*)\})/g, (_, name, otherwise) => (name ? otherwise : "$"));

describe.each(services)("compose.yaml, %s", (name, service) => {
  const once = service.restart === "on-failure";

  it("runs a pinned image, or one that the Dockerfile makes", () => {
    if (service.image.endsWith(":local")) {
      const maker = services.find(([, each]) => each.image === service.image && each.build)?.[1];
      expect(stages.map((stage) => stage.name)).toContain(maker?.build?.target);
    } else expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/);
  });

  it("is nobody special, on a root file system that it cannot write", () => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], tmpfs: ["/tmp"] });
    expect(service.security_opt).toContain("no-new-privileges:true");
  });

  it("has a health check and comes back, or runs once", () => {
    if (once) return;
    expect(service.restart).toBe("unless-stopped");
    expect(service.healthcheck).toMatchObject({ test: expect.any(Array), start_period: expect.any(String) });
  });

  it("waits for what it needs, by a condition that can be met", () => {
    for (const [needed, { condition }] of Object.entries(service.depends_on)) {
      const other = compose.services[needed];
      expect(other, `${name} needs ${needed}`).toBeDefined();
      expect(condition).toBe(
        other?.restart === "on-failure" ? "service_completed_successfully" : "service_healthy",
      );
    }
  });

  it("mounts volumes that are declared, and writes what is secret only where it makes it", () => {
    for (const mount of service.volumes) {
      const [volume = "", , mode] = mount.split(":");
      expect(Object.keys(compose.volumes)).toContain(volume);
      if (volume.startsWith("secrets-") && !once) expect(mode, mount).toBe("ro");
    }
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
  });

  it("holds no secret", () => {
    const values = [...Object.values(service.environment), ...[service.command ?? []].flat()];
    for (const value of values) expect(value).not.toMatch(/(:\/\/\w+:[^$@\s]+@)|\b[0-9a-f]{24,}\b/i);
    for (const variable of Object.keys(service.environment)) {
      if (/PASSWORD|MASTER|SECRET|API_KEY/.test(variable)) expect(variable).toMatch(/_FILE$/);
    }
  });
});

describe("compose.yaml", () => {
  it("shows the service alone, to this machine alone", () => {
    const published = services.filter(([, { ports }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(["app"]);
    for (const port of compose.services["app"]?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const reaching = services.filter(([, { networks }]) =>
      networks.some((network) => !compose.networks[network]?.internal),
    );
    expect(reaching.map(([name]) => name)).toEqual(["app"]);
  });

  it("uses every volume and shows the master key to nobody but the search and its set-up", () => {
    const mounted = (volume: string) =>
      services.filter(([, { volumes }]) => volumes.some((mount) => mount.startsWith(`${volume}:`)));
    for (const volume of Object.keys(compose.volumes)) expect(mounted(volume), volume).not.toEqual([]);
    const readers = mounted("secrets-search").map(([name]) => name);
    expect(readers.sort()).toEqual(["meilisearch", "search-setup", "secrets"]);
    expect(mounted("secrets-mongo").map(([name]) => name)).not.toContain("app");
  });

  it("sets variables that the service reads", () => {
    const variables = Object.keys(compose.services["app"]?.environment ?? {});
    expect(variables.filter((variable) => !VARIABLES.includes(variable))).toEqual([]);
  });
});

describe("what the containers run", () => {
  let dir: string;
  const meilisearch = new FakeMeilisearch();
  const here = (command: string): string => interpolated(command).replaceAll("/secrets/", `${dir}/`);
  const commandOf = (name: string): string[] => compose.services[name]!.command as string[];

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "bourse-secrets-"));
    for (const folder of ["app", "mongo", "search"]) await mkdir(path.join(dir, folder));
  });
  afterAll(async () => {
    await meilisearch.stop();
    await rm(dir, { recursive: true });
  });
  const makeSecrets = () => run("sh", commandOf("secrets").slice(1).map(here));

  it("makes secrets once, long and different", async () => {
    await makeSecrets();
    const read = () =>
      Promise.all(
        ["mongo/root", "mongo/app", "search/master", "app/session"].map((file) =>
          readFile(path.join(dir, file), "utf8"),
        ),
      );
    const made = await read();
    for (const secret of made) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(made).size).toBe(4);
    await makeSecrets();
    expect(await read()).toEqual(made);
  });

  it("makes the restricted key, and gives the service an environment that it accepts", async () => {
    const url = await meilisearch.start();
    const [shell = "", ...rest] = commandOf("search-setup");
    const moved = rest.map((part) => here(part).replace("http://meilisearch:7700", url));
    await run(shell, moved, { cwd: ROOT });
    const files = commandOf("app").flatMap((part) => /^--env-file=(.+)$/.exec(here(part))?.[1] ?? []);
    expect(files).toHaveLength(2);
    const env = Object.assign(
      {},
      ...(await Promise.all(files.map(async (file) => parseEnv(await readFile(file, "utf8"))))),
    );
    const own = compose.services["app"]!.environment;
    for (const [key, value] of Object.entries(own)) env[key] = interpolated(value);
    const config = readConfig(env);
    expect(config.mongodbUri).toMatch(
      /^mongodb:\/\/bourse:[0-9a-f]{64}@mongo:27017\/bourse\?replicaSet=rs0$/,
    );
    expect(config.meilisearch).toMatchObject({ url: "http://meilisearch:7700", apiKey: expect.any(String) });
    expect(config.meilisearch?.apiKey).not.toBe(await readFile(path.join(dir, "search/master"), "utf8"));
    expect(config.metricsToken).toBeNull();
    expect(config.demo).toBeNull();
  });

  it("is shell that a shell can read", async () => {
    for (const [, { command }] of services) {
      if (!Array.isArray(command)) continue;
      const script = command.at(-1) ?? "";
      if (command.length === 1 && script.startsWith("const ")) continue;
      if (command.includes("-ec") || command.length === 1)
        await run("sh", ["-n", "-c", interpolated(script)]);
    }
  });

  it("is a script for mongosh that parses", () => {
    const [script = ""] = commandOf("mongo-setup");
    expect(() => new Function(interpolated(script))).not.toThrow();
  });

  it("is what npm start runs", async () => {
    const { scripts } = JSON.parse(await text("package.json"));
    const started = scripts.start.replace(/^exec /, "");
    const cmd = JSON.parse(last.instructions.findLast(({ name }) => name === "CMD")!.value) as string[];
    expect(cmd.join(" ")).toBe(started);
    const app = commandOf("app").filter((part) => !part.startsWith("--env-file="));
    expect(app.join(" ")).toBe(started);
  });
});

describe("the README's section on production", () => {
  it("names a shard key, or its absence, for every collection", async () => {
    await import("../../server/app.ts");
    const table = (await text("README.md")).split("### Sharding")[1]?.split("## ")[0] ?? "";
    const named = [...table.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const collections = Object.values(mongoose.models).map((model) => model.collection.name);
    expect(collections.length).toBeGreaterThan(10);
    expect(named.sort()).toEqual([...new Set([...collections, "sessions"])].sort());
  });

  it("runs commands that there are", async () => {
    const { scripts } = JSON.parse(await text("package.json"));
    const section = (await text("README.md")).split("## In production")[1]?.split("\n## ")[0] ?? "";
    const used = [...section.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(used.length).toBeGreaterThan(3);
    for (const name of used) expect(Object.keys(scripts)).toContain(name);
  });
});
