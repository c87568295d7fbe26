import { randomBytes } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { StartError } from "./errors.ts";

/** @returns null where nothing is kept yet. @throws where what is kept is no secret */
async function read(file: string): Promise<string | null> {
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (kept === null || kept.trim().length >= 32) return kept?.trim() ?? null;
  throw new StartError(
    `${file} holds no whole secret (a full disk may have cut it off): remove it, and the next start makes one.`,
  );
}

/**
 * The secret that signs sessions, made at the first start and kept in the data directory. It gets its name once it is
 * written: of several processes that start at once, one makes it and all read the same, whole.
 */
export async function secretKeptIn(dir: string): Promise<string> {
  const file = path.join(dir, "session-secret");
  const kept = await read(file);
  if (kept) return kept;
  const made = randomBytes(48).toString("base64url");
  const unnamed = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(unnamed, made, { mode: 0o600, flag: "wx" });
    await link(unnamed, file);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await read(file)) ?? made;
  } finally {
    await unlink(unnamed).catch(() => {});
  }
}
