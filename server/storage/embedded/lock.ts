import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../../errors.ts";

const LOCK_FILE = "store.lock";

/** When a process started, where the system tells: a pid that was given again to another is then not mistaken. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** Whether a process lives, be it somebody else’s. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Who holds a data directory, and on which socket it serves; undefined where nobody does. */
export function holderOf(dir: string): { pid: number; socket: string } | undefined {
  try {
    const [pid, start, socket] = JSON.parse(readFileSync(join(dir, LOCK_FILE), "utf8"));
    return isRunning(pid) && startOf(pid) === start ? { pid, socket } : undefined;
  } catch {
    return undefined;
  }
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
      const held = `The data directory ${dir} is held by another process`;
      if (holder)
        throw new OperatorError(`${held} (pid ${holder.pid}): stop it first, or choose another directory.`);
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(claim, { force: true });
  }
}
