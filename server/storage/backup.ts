import { constants, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, open as openFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { open } from "lmdb";
import { takeDirectory } from "./embedded/lock.ts";
import { DATA_FILE } from "./embedded/store.ts";

async function openReadOnly(path: string) {
  const db = open({ path, readOnly: true, noSubdir: true, encoding: "binary", keyEncoding: "binary" });
  // Reads the root page: a file that is no store fails here and not at the first need.
  db.getStats();
  return db;
}

/**
 * Copies the store of a data directory into one file, as it is at this moment, whether it is being served or not:
 * lmdb copies from a snapshot and holds up nobody. Throws where there is no store or the file exists.
 */
export async function backup(dir: string, file: string): Promise<void> {
  const path = join(dir, DATA_FILE);
  if (!existsSync(path)) throw new Error(`There is no store in ${dir}.`);
  if (existsSync(file)) throw new Error(`${file} exists already: choose another name.`);
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  const db = await openReadOnly(path);
  try {
    await db.backup(partial, false);
  } finally {
    await db.close();
  }
  await chmod(partial, 0o600);
  const handle = await openFile(partial, "r+");
  await handle.sync();
  await handle.close();
  await rename(partial, file);
}

/** Puts a backup into a data directory that holds no store yet. Throws where it does, or where the file is none. */
export async function restore(file: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = takeDirectory(dir);
  const path = join(dir, DATA_FILE);
  try {
    if (existsSync(path)) throw new Error(`${dir} holds a store already: move it away first.`);
    await copyFile(file, path, constants.COPYFILE_EXCL);
    try {
      await (await openReadOnly(path)).close();
    } catch (error) {
      await rm(path);
      throw new Error(`${file} is no backup of a store: ${(error as Error).message}`);
    }
    await chmod(path, 0o600);
  } finally {
    lock.release();
  }
}
