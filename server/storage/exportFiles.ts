import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { EJSON, serialize } from "bson";
import type { Db, Document } from "mongodb";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import {
  allOrNothing,
  type Copied,
  collectionsOf,
  createIndexes,
  fill,
  indexesOf,
  inOrder,
  type Listener,
} from "./transfer.ts";

/**
 * An export is a folder: for each collection `NAME.ndjson`, one line of extended JSON a document; `NAME.indexes.json`; and
 * `NAME.lines`, a digest of each line, by which a changed one is found again. `manifest.json` is written last: without it
 * the export was cut off.
 */
const MANIFEST = "manifest.json";
const FORMAT = "bourse-export 1";

const manifestShape = z.object({
  format: z.literal(FORMAT),
  at: z.string(),
  collections: z.array(
    z.object({
      name: z.string().regex(/^[\w-]+$/),
      documents: z.number(),
      sha256: z.string(),
      /** SHA-256 of each file, by its name. */
      files: z.record(z.string(), z.string()),
    }),
  ),
});
type Manifest = z.infer<typeof manifestShape>;

const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const lineDigest = (line: string): string => sha256(line).slice(0, 8);
const filesOf = (name: string) => ({
  documents: `${name}.ndjson`,
  lines: `${name}.lines`,
  indexes: `${name}.indexes.json`,
});

async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** The lines of a file. (Node's `readline` takes U+2028, which may stand in any text, for the end of one.) */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Writes every document of a database into a folder that holds nothing yet. */
export async function exportAll(
  db: Db,
  dir: string,
  { progress = () => {} }: Listener = {},
): Promise<Copied[]> {
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    const cutOff = existsSync(join(dir, MANIFEST)) ? "" : " (an export that was cut off, perhaps)";
    throw new OperatorError(
      `${dir} holds something already${cutOff}: name a folder that is empty or not there.`,
    );
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const collections: Manifest["collections"] = [];
  for (const from of await collectionsOf(db)) {
    const { collectionName: name } = from;
    const files = filesOf(name);
    const total = await from.countDocuments();
    const hash = createHash("sha256");
    const digests: string[] = [];
    async function* lines(): AsyncGenerator<string> {
      for await (const document of inOrder(from)) {
        const line = EJSON.stringify(document, { relaxed: false });
        hash.update(serialize(document));
        digests.push(lineDigest(line));
        if (digests.length % 1_000 === 0 || digests.length === total) progress(name, digests.length, total);
        yield `${line}\n`;
      }
    }
    const own = { mode: 0o600, flush: true };
    await pipeline(lines, createWriteStream(join(dir, files.documents), { ...own, flags: "wx" }));
    await writeFile(join(dir, files.lines), digests.map((digest) => `${digest}\n`).join(""), own);
    await writeFile(
      join(dir, files.indexes),
      EJSON.stringify(await indexesOf(from), { relaxed: false }),
      own,
    );
    const written = await Promise.all(
      Object.values(files).map(async (file) => [file, await fileDigest(join(dir, file))] as const),
    );
    collections.push({
      name,
      documents: digests.length,
      sha256: hash.digest("hex"),
      files: Object.fromEntries(written),
    });
  }
  const manifest: Manifest = { format: FORMAT, at: new Date().toISOString(), collections };
  await writeFile(join(dir, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  return collections.map(({ name, documents, sha256 }) => ({ name, documents, sha256 }));
}

/** The first line that is not what was exported, in words. */
async function whereItDiffers(dir: string, name: string, documents: number): Promise<string> {
  const files = filesOf(name);
  const digests = (await readFile(join(dir, files.lines), "utf8")).split("\n");
  let line = 0;
  for await (const text of linesOf(join(dir, files.documents))) {
    if (digests[line] !== lineDigest(text)) {
      const found = line >= documents ? "there is more than was exported" : "it is not what was exported";
      return `line ${line + 1}: ${found}`;
    }
    line += 1;
  }
  return line < documents ? `it ends after line ${line} of ${documents}` : "its last line has no end";
}

/**
 * Checks that a folder holds what was exported, no more and no less.
 * @throws OperatorError that names the file, and the line where there is one.
 */
export async function checkExport(dir: string): Promise<Manifest> {
  const path = join(dir, MANIFEST);
  if (!(await stat(dir)).isDirectory()) throw new OperatorError(`${dir} is no folder.`);
  if (!existsSync(path))
    throw new OperatorError(`${dir} has no ${MANIFEST}: it is no export, or one that was cut off.`);
  let manifest: Manifest;
  try {
    manifest = manifestShape.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    throw new OperatorError(`${path} is damaged, or was written by another version.`);
  }
  const named = new Set([MANIFEST, ...manifest.collections.flatMap(({ files }) => Object.keys(files))]);
  const missing = [...named].find((file) => !existsSync(join(dir, file)));
  if (missing) throw new OperatorError(`${join(dir, missing)} is missing.`);
  const unknown = readdirSync(dir).find((file) => !named.has(file));
  if (unknown) throw new OperatorError(`${join(dir, unknown)} is no part of this export: move it away.`);
  for (const { name, documents, files } of manifest.collections) {
    // The documents last: what finds the line in them has been checked then.
    const last = filesOf(name).documents;
    for (const file of Object.keys(files).sort((a, b) => Number(a === last) - Number(b === last))) {
      if ((await fileDigest(join(dir, file))) === files[file]) continue;
      const where =
        file === last ? await whereItDiffers(dir, name, documents) : "it is not what was exported";
      throw new OperatorError(`${join(dir, file)}, ${where}.`);
    }
  }
  return manifest;
}

/** Reads what `exportAll` wrote into a database: all of it, checked before and compared after, or nothing. */
export async function importAll(
  target: Db,
  dir: string,
  { progress = () => {}, tell }: Listener = {},
): Promise<Copied[]> {
  const { collections } = await checkExport(dir);
  const names = collections.map(({ name }) => name);
  return allOrNothing({ by: "npm run import", target, names, tell }, async () => {
    const imported: Copied[] = [];
    for (const { name, documents: total, sha256 } of collections) {
      const to = target.collection(name);
      const files = filesOf(name);
      await createIndexes(to, EJSON.parse(await readFile(join(dir, files.indexes), "utf8")));
      async function* documents(): AsyncGenerator<Document> {
        for await (const line of linesOf(join(dir, files.documents)))
          yield EJSON.parse(line, { relaxed: false });
      }
      const copied = await fill(to, documents(), (done) => progress(name, done, total));
      if (copied.sha256 !== sha256)
        throw new OperatorError(`${name} is not what was exported: ${dir} changed.`);
      imported.push(copied);
    }
    return imported;
  });
}
