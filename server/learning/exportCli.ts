import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { command } from "../command.ts";
import { readConfig } from "../config.ts";
import { VISITOR } from "../domain/policies.ts";
import { createServices } from "../services.ts";
import { ndjson } from "./ndjson.ts";
import { learningLines } from "./outcomes.ts";

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

void command({
  usage: `Usage: npm run learning:export -- FILE
  FILE  where each candidate that was shown, with what came of it, is written as one line of JSON; "-" prints them`,
  words: [1, 1],
  run: ({ positionals }) => write(positionals[0]!),
});
