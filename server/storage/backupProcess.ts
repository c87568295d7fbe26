import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { firstSentence, OperatorError } from "../errors.ts";

const run = promisify(execFile);
const WORDS = ["../run.cjs", "./nightlyCli.ts"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
/** A disk that does not answer must not keep the next night from being told. */
const LONGEST_MS = 3 * 3_600_000;

/** Writes the store of a directory into a file, and verifies it, beside this process. @throws OperatorError */
export async function backUpBeside(dir: string, file: string, signal?: AbortSignal): Promise<void> {
  await run(process.execPath, [...WORDS, dir, file], { timeout: LONGEST_MS, signal }).catch(
    (error: Error & { stderr?: string; killed?: boolean; signal?: string | null }) => {
      if (error.killed) throw new OperatorError("The backup did not end within three hours.");
      throw new OperatorError(firstSentence({ ...error, message: error.stderr || error.message }));
    },
  );
}
