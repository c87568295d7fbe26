import { type ParseArgsConfig, parseArgs } from "node:util";
import { inOneSentence, OperatorError } from "./errors.ts";

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
