import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const RUN = "server/run.cjs";

/** A program of ours in a process of its own, under this one's environment and some variables more. */
const start = (file: string, args: string[], variables: Record<string, string>) => {
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  return spawn("env", [...pairs, process.execPath, RUN, file, ...args], { cwd: ROOT, stdio });
};

/** Runs a command to its end. @throws where it fails. */
export async function runProgram(
  file: string,
  args: string[],
  variables: Record<string, string>,
): Promise<void> {
  const child = start(file, args, variables);
  child.stdout.resume();
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
}

/** Starts a server and waits for the line that says where it is. */
export async function startServer(
  file: string,
  variables: Record<string, string>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = start(file, [], variables);
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const found = /^ready on (http:\S+)$/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
