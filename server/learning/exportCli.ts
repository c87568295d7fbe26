import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { VISITOR } from "../domain/policies.ts";
import { StartError } from "../errors.ts";
import { createServices } from "../services.ts";
import { ndjson } from "./ndjson.ts";
import { learningLines } from "./outcomes.ts";

const USAGE = `Usage: npm run learning:export -- FILE
  FILE  where each candidate that was shown, with what came of it, is written as one line of JSON; "-" prints them`;

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;

/** Whoever may read the store's files may do what an administrator may. */
const OPERATOR = { ...VISITOR, name: "Export", admin: true };

async function write(to: string): Promise<void> {
  const services = await createServices(readConfig());
  let count = 0;
  async function* counted() {
    for await (const line of learningLines({ actor: OPERATOR })) {
      count += 1;
      yield line;
    }
  }
  try {
    const lines = Readable.from(ndjson(counted()));
    if (to === "-") await pipeline(lines, process.stdout, { end: false });
    else await pipeline(lines, createWriteStream(to, { mode: 0o600 }));
    console.error(`${count} line${count === 1 ? "" : "s"} written.`);
  } finally {
    await services.close();
  }
}

async function main(): Promise<void> {
  if (!file || positionals.length > 1) {
    console.error(USAGE);
    process.exitCode = 1;
  } else {
    await write(file).catch((error: unknown) => {
      if (!(error instanceof StartError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    });
  }
}

void main();
