import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
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

/**
 * Makes this process the only one on a data directory. Throws one sentence that names the holder; what a killed
 * process left behind is taken over.
 */
export function takeDirectory(dir: string): { release(): void } {
  const path = join(dir, LOCK_FILE);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid)}\n`);
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const [pid = "0", start = ""] = readFileSync(path, "utf8").trim().split(" ");
    const young = pid === "" && Date.now() - statSync(path).mtimeMs < 1_000;
    if (young || (isRunning(Number(pid)) && startOf(Number(pid)) === start) || attempt === 3) {
      throw new Error(
        `The data directory ${dir} is held by another process (pid ${pid}): stop it first, or choose another directory.`,
      );
    }
    rmSync(path, { force: true });
  }
}
