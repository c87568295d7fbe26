import { execFile } from "node:child_process";
import { closeSync, existsSync, fsyncSync, openSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open } from "lmdb";
import { BackupError, backupWriter, checkBackup, entriesOf, type Manifest } from "./backupFile.ts";
import { holderOf, isRunning, takeDirectory } from "./embedded/lock.ts";
import { DATA_FILE } from "./embedded/store.ts";
import { lookAtStoreFile, openToRead } from "./embedded/storeFile.ts";
import { counting, type Held } from "./held.ts";

/** Told in one sentence of what an earlier run left and what was done about it. */
export type Tell = (sentence: string) => void;

const PROGRAM = fileURLToPath(new URL("../../package.json", import.meta.url));
const ENTRIES_A_COMMIT = 20_000;

/** What is on its way to the disk stays there when the machine stops. */
function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads a store at one moment, entry by entry in the order of keys, whether it is being written or not. */
async function readStore(path: string, each: (key: Buffer, value: Buffer) => void): Promise<void> {
  const db = openToRead(path);
  const transaction = db.useReadTransaction();
  try {
    for (const { key, value } of db.getRange({ transaction })) each(key, value);
  } finally {
    transaction.done();
    await db.close();
  }
}

/** What a store's file holds, counted and hashed. */
export async function inspectStore(path: string): Promise<Held> {
  lookAtStoreFile(path);
  const count = counting();
  await readStore(path, count.add);
  return count.held();
}

/** Removes what a backup, or its verification, that was killed left beside the file; throws where another one writes it now. */
async function clearLeft(file: string, tell: Tell): Promise<void> {
  const left = (await readdir(dirname(file))).filter((name) => name.startsWith(`${basename(file)}.`));
  for (const name of left) {
    const [, what, pid] = /\.(partial|verified)-(\d+)(?:-lock)?$/.exec(name) ?? [];
    if (!what) continue;
    if (Number(pid) !== process.pid && isRunning(Number(pid))) {
      if (what === "verified") continue;
      throw new BackupError(`Process ${pid} is writing ${file} already.`);
    }
    await rm(join(dirname(file), name), { force: true });
    if (!name.endsWith("-lock"))
      tell(`${name}, what a backup or its verification that was cut off had left, was removed.`);
  }
}

/**
 * Writes the store of a data directory into one file, as it is at this moment, whether it is being served or not: it is
 * read from a snapshot and nobody is held up. The file is its owner's alone; it has its name once it is whole.
 * @throws where there is no store, or the file exists.
 */
export async function backup(dir: string, file: string, tell: Tell = () => {}): Promise<Manifest> {
  const path = join(dir, DATA_FILE);
  if (!existsSync(path)) throw new BackupError(`There is no store in ${dir}: nothing to back up.`);
  if (existsSync(file)) throw new BackupError(`${file} exists already: choose another name.`);
  // Whoever serves it has looked at it, and changes it meanwhile.
  if (!holderOf(dir)) lookAtStoreFile(path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await clearLeft(file, tell);
  const { version } = JSON.parse(await readFile(PROGRAM, "utf8"));
  const at = new Date().toISOString();
  const partial = `${file}.partial-${process.pid}`;
  const target = openSync(partial, "wx", 0o600);
  try {
    const writer = backupWriter(target);
    const count = counting();
    await readStore(path, (key, value) => {
      count.add(key, value);
      writer.entry(key, value);
    });
    const manifest = { version, at, ...count.held() };
    writer.end(manifest);
    await rename(partial, file);
    sync(dirname(file));
    return manifest;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    closeSync(target);
  }
}

/** Builds a store's file from a checked backup, opens it again, and compares what it holds with what the backup says. */
async function build(backupFile: string, path: string, manifest: Manifest): Promise<void> {
  await writeFile(path, "", { mode: 0o600, flag: "wx" });
  // One sync at the end: until the file has its name nobody counts on it.
  const db = open<Buffer, Buffer>({
    path,
    noSubdir: true,
    encoding: "binary",
    keyEncoding: "binary",
    overlappingSync: false,
    noSync: true,
  });
  try {
    const entries = entriesOf(backupFile);
    for (let more = true; more; ) {
      db.transactionSync(() => {
        for (let i = 0; i < ENTRIES_A_COMMIT && more; i += 1) {
          const { done, value } = entries.next();
          if (done) more = false;
          else db.putSync(value[0], value[1]);
        }
      });
    }
  } finally {
    await db.close();
  }
  sync(path);
  const held = await inspectStore(path);
  const isSame =
    held.entries === manifest.entries &&
    JSON.stringify(held.collections) === JSON.stringify(manifest.collections);
  if (!isSame) throw new BackupError(`What was built from ${backupFile} is not what it says it holds.`);
}

const inspect = promisify(execFile);

/**
 * Copies a backup of the older form, which is a store's file and says nothing of itself. It is opened in a process of its
 * own: one that is damaged within may end it.
 */
async function copyOlder(backupFile: string, path: string): Promise<void> {
  lookAtStoreFile(backupFile);
  await copyFile(backupFile, path);
  await chmod(path, 0o600);
  sync(path);
  const words = ["../run.cjs", "./inspectCli.ts"].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  await inspect(process.execPath, [...words, path]).catch(() => {
    throw new BackupError(`${backupFile} is damaged: what it holds cannot be read.`);
  });
}

const clear = (path: string): Promise<unknown> =>
  Promise.all([path, `${path}-lock`].map((each) => rm(each, { force: true })));

/** Builds a store beside the place where it is to be. @returns the manifest; null where the backup has none. */
async function buildBeside(file: string, path: string): Promise<Manifest | null> {
  const manifest = checkBackup(file);
  await clear(path);
  try {
    if (manifest) await build(file, path, manifest);
    else await copyOlder(file, path);
    return manifest;
  } catch (error) {
    await clear(path);
    throw error;
  } finally {
    await rm(`${path}-lock`, { force: true });
  }
}

/**
 * Checks all of a backup, and that a store can be built from it; leaves nothing behind.
 * @returns its manifest; null for one of the older form, which has none.
 * @throws BackupError
 */
export async function verifyBackup(file: string, tell: Tell = () => {}): Promise<Manifest | null> {
  const path = `${file}.verified-${process.pid}`;
  checkBackup(file);
  await clearLeft(file, tell);
  try {
    return await buildBeside(file, path);
  } finally {
    await clear(path);
  }
}

/**
 * Puts a backup into a data directory that holds no store yet: checked, built beside, opened and compared first.
 * @returns its manifest; null for one of the older form, which has none.
 * @throws where there is a store, or the file is no backup or not whole; nothing has changed then.
 */
export async function restore(file: string, dir: string, tell: Tell = () => {}): Promise<Manifest | null> {
  checkBackup(file);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = takeDirectory(dir);
  try {
    const path = join(dir, DATA_FILE);
    const beside = join(dir, `${DATA_FILE}.restoring`);
    if (existsSync(path)) throw new BackupError(`${dir} holds a store already: move it away first.`);
    if (existsSync(beside)) tell(`${beside}, the beginning of a restore that was cut off, was removed.`);
    const manifest = await buildBeside(file, beside);
    await rename(beside, path);
    sync(dir);
    return manifest;
  } finally {
    lock.release();
  }
}
