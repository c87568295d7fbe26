import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { setUpKey } from "./setup.ts";

const USAGE = `Usage: npm run search:setup -- URL [--to FILE] < master-key
  Makes the application's restricted key. The master key is read from the standard input, so that it stands in no list of
  processes, no history and no file. The key is printed as a line for the environment, or written to FILE for a service
  that starts after this one.`;

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("Master key: ");
  let text = "";
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (process.stdin.isTTY && text.includes("\n")) break;
  }
  return text.trim();
}

async function main(): Promise<void> {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { to: { type: "string" }, help: { type: "boolean" } },
    });
    const [url] = positionals;
    if (values.help) {
      console.log(USAGE);
      return;
    }
    if (!url) throw new Error(`Which server?\n${USAGE}`);
    const masterKey = await standardInput();
    if (masterKey === "") throw new Error(`The master key is read from the standard input.\n${USAGE}`);
    const line = `MEILI_API_KEY=${await setUpKey(url, masterKey)}\n`;
    if (values.to) await writeFile(values.to, line, { mode: 0o600 });
    else process.stdout.write(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

void main();
