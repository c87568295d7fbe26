import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Changes } from "./changes.ts";
import { Commands } from "./commands.ts";
import { takeDirectory } from "./lock.ts";
import { type Log, listen } from "./server.ts";
import { Storage } from "./storage.ts";

/** What a store is opened with. */
export interface StoreOptions {
  /** The data directory; made where it is missing, for its owner only. */
  dir: string;
  /** Where the socket goes, if not into the data directory. */
  socketDir?: string | undefined;
  /** Bytes that the file may not grow over, as a disk that is full. */
  maxBytes?: number | undefined;
  /** How often TTL indexes and idle cursors are looked after; a minute, as in MongoDB. */
  sweepMs?: number | undefined;
}

/** A socket's path is kept by the system in about a hundred bytes. */
const MAX_SOCKET_PATH = 100;
export const DATA_FILE = "store.mdb";

function socketPath({ dir, socketDir = dir }: StoreOptions): { path: string; remove(): void } {
  const path = join(socketDir, "store.sock");
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH)
    return { path, remove: () => rmSync(path, { force: true }) };
  const fresh = mkdtempSync(join(tmpdir(), "bourse-"));
  return { path: join(fresh, "store.sock"), remove: () => rmSync(fresh, { recursive: true, force: true }) };
}

/** Opens the data directory and serves it. Throws where another process holds it. */
export async function openStore(
  options: StoreOptions,
  log: Log,
): Promise<{ socket: string; close(): Promise<void> }> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  chmodSync(options.dir, 0o700);
  const socket = socketPath(options);
  const lock = takeDirectory(options.dir, socket.path);
  try {
    mkdirSync(dirname(socket.path), { recursive: true, mode: 0o700 });
    rmSync(socket.path, { force: true });
    const changes = new Changes();
    const limit = options.maxBytes ?? Number.POSITIVE_INFINITY;
    const storage = new Storage(join(options.dir, DATA_FILE), limit, changes);
    const commands = new Commands(storage, changes);
    const server = await listen(socket.path, commands, log);
    const sweep = setInterval(
      () => commands.sweep().catch((error) => log(`sweep: ${error}`)),
      options.sweepMs ?? 60_000,
    );
    sweep.unref();
    return {
      socket: socket.path,
      async close() {
        clearInterval(sweep);
        await server.close();
        await storage.close();
        socket.remove();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
