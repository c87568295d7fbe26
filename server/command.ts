import { type ParseArgsConfig, parseArgs } from "node:util";
import { AppError, OperatorError } from "./errors.ts";

/** What the system says of a file, in a sentence; `path` is the file. */
const OF_FILES: Record<string, (path: string) => string> = {
  ENOENT: (path) => `${path} does not exist.`,
  ENOTDIR: (path) => `${path} leads through something that is no folder: name another place.`,
  EISDIR: (path) => `${path} is a folder: name a file.`,
  EEXIST: (path) => `${path} exists already: name another place.`,
  EACCES: (path) => `${path} may not be used by the account that runs this: change its owner or its rights.`,
  EPERM: (path) => `${path} may not be used by the account that runs this: change its owner or its rights.`,
  EROFS: (path) => `${path} is on a disk that is read only: name another place.`,
  ENOSPC: (path) => `The disk of ${path} is full, nothing was kept: make room and try again.`,
  EFBIG: (path) => `The disk of ${path} is full, or files may not be so large: make room and try again.`,
  EDQUOT: (path) => `The quota of the disk of ${path} is used up, nothing was kept: make room and try again.`,
};

/** A failure in one sentence for whoever is at the terminal; null where it is a fault of the program. */
export function inOneSentence(error: unknown): string | null {
  if (error instanceof OperatorError || error instanceof AppError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const ofFile = typeof code === "string" && syscall !== "listen" ? OF_FILES[code] : undefined;
  if (ofFile) return ofFile(path ?? "the data");
  // What MongoDB's driver says of an address, a password or a server is one sentence already, on its first line.
  if (/^Mongo(Server|Network|Parse|API|InvalidArgument|MissingCredentials)\w*Error$/.test(error.name))
    return `MongoDB: ${error.message.split("\n")[0]}`;
  return null;
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O & { help: { type: "boolean" } }; allowPositionals: true }>
>;

/** What a command is. */
export interface Command<O extends Options> {
  /** What `--help` shows: how it is called, and what each word does. */
  usage: string;
  options?: O;
  /** How many words it takes beside its options: least and most. */
  words?: [least: number, most: number];
  run(parsed: { values: Parsed<O>["values"]; positionals: string[] }): Promise<unknown>;
}

/** A command line that means nothing. */
export class UsageError extends OperatorError {}

/**
 * Runs a command to its end. `--help` says how it is called; whatever it cannot do is one sentence on standard error, with
 * the exit code 1; only a fault of the program is shown whole.
 */
export async function command<O extends Options>(spec: Command<O>): Promise<void> {
  try {
    const parsed = parse(spec);
    if (parsed.values.help) process.stdout.write(`${spec.usage}\n`);
    else await spec.run(parsed as never);
  } catch (error) {
    process.exitCode = 1;
    const sentence = inOneSentence(error);
    const text = sentence ?? (error instanceof Error ? error.stack : String(error));
    process.stderr.write(`${text}\n${error instanceof UsageError ? `${spec.usage}\n` : ""}`);
  }
}

function parse<O extends Options>({ options, words: [least, most] = [0, 0] }: Command<O>) {
  let parsed: { values: { help?: boolean }; positionals: string[] };
  try {
    parsed = parseArgs({
      options: { ...options, help: { type: "boolean" } },
      allowPositionals: true,
    }) as typeof parsed;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { length } = parsed.positionals;
  if (!parsed.values.help && length < least) throw new UsageError("Something is missing.");
  if (!parsed.values.help && length > most)
    throw new UsageError(`“${parsed.positionals[most]}” is one too many.`);
  return parsed;
}
