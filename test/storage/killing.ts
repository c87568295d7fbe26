import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { MongoClient } from "mongodb";
import { verifyBackup } from "../../server/storage/backup.ts";
import { startEmbeddedStore } from "../../server/storage/embedded/start.ts";
import { checksum, collectionsOf, unfinishedCopy } from "../../server/storage/transfer.ts";
import { commandLine, runCommand } from "../support/command.ts";
import { temporaryDirectory } from "./support.ts";

/**
 * `node server/run.cjs test/storage/killing.ts [MOMENTS]`: kills backup, restore, import and migrate-to at so many moments
 * each, and looks at what is there then: as it was, or the whole new state; and at what the next run says.
 */
const MOMENTS = Number(process.argv[2] ?? 30);
const CLI = "server/storage/cli.ts";
const { dir, release } = temporaryDirectory();
const environment = (dataDir: string) => ({ ...process.env, DATA_DIR: dataDir, MONGODB_URI: "" });

/** What a store's database holds, in one text; "unfinished" where a copy into it was cut off. */
async function stateOf(dataDir: string): Promise<string> {
  if (!existsSync(join(dataDir, "store/store.mdb"))) return "nothing";
  const store = await startEmbeddedStore({ dir: join(dataDir, "store") });
  const client = await new MongoClient(store.uri("bourse")).connect();
  try {
    if (await unfinishedCopy(client.db())) return "unfinished";
    const held = [];
    for (const each of await collectionsOf(client.db())) held.push(await checksum(each));
    return held.length === 0 ? "nothing" : JSON.stringify(held);
  } finally {
    await client.close();
    await store.close();
  }
}

async function killedAfter(ms: number, dataDir: string, args: string[]): Promise<void> {
  const [node = "", ...words] = commandLine(CLI, ...args);
  const child = spawn(node, words, { env: environment(dataDir), stdio: "ignore" });
  const ended = once(child, "exit");
  await Promise.race([setTimeout(ms), ended]);
  child.kill("SIGKILL");
  await ended;
}

async function main(): Promise<void> {
  const source = join(dir, "source");
  mkdirSync(source);
  const store = await startEmbeddedStore({ dir: join(source, "store") });
  const client = await new MongoClient(store.uri("bourse")).connect();
  for (const name of ["a", "b", "c"]) {
    const documents = Array.from({ length: 8_000 }, (_, n) => ({ n, text: `${name} ${n} `.repeat(20) }));
    await client.db().collection(name).insertMany(documents);
    await client.db().collection(name).createIndex({ n: 1 });
  }
  await client.close();
  await store.close();
  const whole = await stateOf(source);
  const file = join(dir, "whole.backup");
  const folder = join(dir, "export");
  for (const args of [
    ["backup", file],
    ["export", folder],
  ]) {
    const { code, err } = await runCommand(CLI, args, { env: environment(source) });
    if (code !== 0) throw new Error(err);
  }

  const verbs: Record<string, { args: string[] }> = {
    restore: { args: ["restore", file] },
    import: { args: ["import", folder] },
  };
  for (const [verb, { args }] of Object.entries(verbs)) {
    const began = performance.now();
    await killedAfter(1e6, join(dir, `${verb}-timed`), args);
    const full = performance.now() - began;
    const found: Record<string, number> = {};
    let told = 0;
    for (let i = 0; i < MOMENTS; i += 1) {
      const to = join(dir, `${verb}-${i}`);
      await killedAfter((full * (i + 1)) / (MOMENTS + 1), to, args);
      const state = await stateOf(to);
      const name = state === whole ? "whole" : state.startsWith("[") ? "TORN" : state;
      found[name] = (found[name] ?? 0) + 1;
      if (state === whole) continue;
      if (verb === "restore" && existsSync(join(to, "store/store.mdb")))
        throw new Error("a restore left a part");
      const again = await runCommand(CLI, args, { env: environment(to) });
      if (again.code !== 0 || (await stateOf(to)) !== whole) throw new Error(`${verb} again: ${again.err}`);
      if (again.err.includes("cut off")) told += 1;
    }
    console.log(`${verb}: ${JSON.stringify(found)}, ${told} told by the next run, all whole after it`);
  }

  const began = performance.now();
  await killedAfter(1e6, source, ["backup", join(dir, "timed.backup")]);
  const full = performance.now() - began;
  const found = { whole: 0, none: 0 };
  let told = 0;
  for (let i = 0; i < MOMENTS; i += 1) {
    const at = join(dir, `backup-${i}`);
    mkdirSync(at);
    const to = join(at, "a.backup");
    await killedAfter((full * (i + 1)) / (MOMENTS + 1), source, ["backup", to]);
    if (existsSync(to)) await verifyBackup(to);
    found[existsSync(to) ? "whole" : "none"] += 1;
    if (existsSync(to)) continue;
    const again = await runCommand(CLI, ["backup", to], { env: environment(source) });
    if (again.code !== 0 || readdirSync(at).length !== 1) throw new Error(`backup again: ${again.err}`);
    if (again.err.includes("cut off")) told += 1;
  }
  console.log(`backup: ${JSON.stringify(found)}, ${told} told by the next run, all whole after it`);
  if ((await stateOf(source)) !== whole) throw new Error("the source changed");

  const target = await startEmbeddedStore({ dir: join(dir, "target") });
  const targets = await new MongoClient(target.uri("admin")).connect();
  const moved: Record<string, number> = {};
  const migrated = async (name: string) => {
    const held = [];
    for (const each of await collectionsOf(targets.db(name))) held.push(await checksum(each));
    if (await unfinishedCopy(targets.db(name))) return "unfinished";
    return held.length === 0 ? "nothing" : JSON.stringify(held) === whole ? "whole" : "TORN";
  };
  const start = performance.now();
  await killedAfter(1e6, source, ["migrate-to", target.uri("timed")]);
  const long = performance.now() - start;
  for (let i = 0; i < MOMENTS; i += 1) {
    const args = ["migrate-to", target.uri(`to${i}`)];
    await killedAfter((long * (i + 1)) / (MOMENTS + 1), source, args);
    const state = await migrated(`to${i}`);
    moved[state] = (moved[state] ?? 0) + 1;
    if (state === "whole") continue;
    const again = await runCommand(CLI, args, { env: environment(source) });
    if (again.code !== 0 || (await migrated(`to${i}`)) !== "whole")
      throw new Error(`migrate-to again: ${again.err}`);
  }
  console.log(`migrate-to: ${JSON.stringify(moved)}, all whole after the next run`);
  await targets.close();
  await target.close();
}

void main().finally(release);
