import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import mongoose from "mongoose";

/** Bytes that the embedded store takes on the disk. */
export async function embeddedSize(dir: string): Promise<number> {
  const files = await readdir(dir, { withFileTypes: true });
  const sizes = files.filter((file) => file.isFile()).map((file) => stat(path.join(dir, file.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

/** Bytes that a MongoDB server keeps for this database, indexes included. @throws where it does not tell. */
export async function serverSize(): Promise<number> {
  const { db } = mongoose.connection;
  if (!db) throw new Error("not connected");
  const { storageSize, indexSize } = await db.stats();
  return storageSize + indexSize;
}
