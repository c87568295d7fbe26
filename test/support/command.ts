import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The words that run one of our TypeScript files, named from the root, in a process of its own, as npm does. */
export const commandLine = (file: string, ...args: string[]): string[] => [
  process.execPath,
  ...["server/run.cjs", file].map((name) => path.join(ROOT, name)),
  ...args,
];

export type Outcome = { code: number | null; out: string; err: string };

/** Runs a command to its end, with `input` on its standard input. */
export function runCommand(
  file: string,
  args: string[],
  { input = "", env = process.env }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const [node = "", ...words] = commandLine(file, ...args);
  const child: ChildProcessWithoutNullStreams = spawn(node, words, { env });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    err += String(chunk);
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
