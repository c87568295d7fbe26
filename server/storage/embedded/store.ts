import { accessSync, chmodSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Changes } from "./changes.ts";
import { Commands } from "./commands.ts";
import { takeDirectory } from "./lock.ts";
import { enlargePools } from "./memory.ts";
import { type Log, listen } from "./server.ts";
import { Storage } from "./storage.ts";
import { lookAtStoreFile } from "./storeFile.ts";

/** What a store is opened with. */
export interface StoreOptions {
  /** The data directory; made where it is missing, for its owner only. */
  dir: string;
  /** How often TTL indexes and idle cursors are looked after; a minute, as in MongoDB. */
  sweepMs?: number | undefined;
}

/** A socket's path is kept by the system in about a hundred bytes; where the data's is longer, the socket is elsewhere. */
const MAX_SOCKET_PATH = 100;
export const DATA_FILE = "store.mdb";

/** Opens the data directory and serves it. Throws where another process holds it. */
export async function openStore(
  { dir, sweepMs = 60_000 }: StoreOptions,
  log: Log,
): Promise<{ socket: string; close(): Promise<void> }> {
  enlargePools();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const isLong = Buffer.byteLength(join(dir, "store.sock")) > MAX_SOCKET_PATH;
  const socketDir = isLong ? mkdtempSync(join(tmpdir(), "bourse-")) : dir;
  const socket = join(socketDir, "store.sock");
  const removeSocket = () => rmSync(isLong ? socketDir : socket, { recursive: true, force: true });
  const lock = takeDirectory(dir, socket);
  try {
    rmSync(socket, { force: true });
    const file = join(dir, DATA_FILE);
    if (existsSync(file)) {
      accessSync(file, constants.R_OK | constants.W_OK);
      lookAtStoreFile(file);
    }
    const changes = new Changes();
    const storage = new Storage(file, changes);
    const commands = new Commands(storage, changes);
    const server = await listen(socket, commands, log);
    const sweep = setInterval(() => commands.sweep().catch((error) => log(`sweep: ${error}`)), sweepMs);
    sweep.unref();
    return {
      socket,
      async close() {
        clearInterval(sweep);
        await server.close();
        await storage.close();
        removeSocket();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
