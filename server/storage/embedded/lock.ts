import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LOCK_FILE = "store.lock";

/** When a process started, where the system tells: a pid that was given again to another is then not mistaken. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Who holds a data directory, and on which socket it serves; undefined where nobody does. */
export function holderOf(dir: string): { pid: number; socket: string } | undefined {
  let line: string;
  try {
    line = readFileSync(join(dir, LOCK_FILE), "utf8");
  } catch {
    return undefined;
  }
  const [pid = 0, start, socket = ""] = JSON.parse(line || "[]") as [number?, string?, string?];
  return isRunning(pid) && startOf(pid) === start ? { pid, socket } : undefined;
}

/**
 * Makes this process the only one on a data directory. Throws one sentence that names the holder; what a killed
 * process left behind is taken over. `socket` is for those who want to talk to the holder.
 */
export function takeDirectory(dir: string, socket = ""): { release(): void } {
  const path = join(dir, LOCK_FILE);
  const claim = join(dir, `${LOCK_FILE}.${process.pid}`);
  // Written apart and linked into place: nobody ever reads half a lock.
  writeFileSync(claim, JSON.stringify([process.pid, startOf(process.pid), socket]), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(claim, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = holderOf(dir);
      if (holder) {
        throw new Error(
          `The data directory ${dir} is held by another process (pid ${holder.pid}): stop it first, or choose another directory.`,
        );
      }
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(claim, { force: true });
  }
}
