import { createHash } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { OperatorError } from "../errors.ts";
import { isStoreFile } from "./embedded/storeFile.ts";
import type { Held } from "./held.ts";

/**
 * A backup is one file that says what it is and what it holds:
 *
 *     "bourse-backup 1\n"                                       16 bytes
 *     each key and value of the store, in the order of keys     u32 length of the key, u32 of the value, the two
 *     a length of 0                                             u32
 *     the manifest                                              JSON
 *     its length, the length of the file, SHA-256 of all before u32, u64, 32 bytes
 *     "bourse-backup/1\n"                                       16 bytes
 *
 * Numbers are big-endian.
 */
const BEGINS = Buffer.from("bourse-backup 1\n");
const ENDS = Buffer.from("bourse-backup/1\n");
const FOOT = 4 + 8 + 32 + ENDS.length;
const CHUNK = 1 << 20;

/** What a backup says of itself. */
export interface Manifest extends Held {
  /** The version of the program that made it. */
  version: string;
  /** When, in UTC. */
  at: string;
}

/** A file that is not the backup it should be. */
export class BackupError extends OperatorError {}

/** Writes a backup to an open file, entry by entry; `end` makes sure of the disk. */
export function backupWriter(file: number) {
  const hash = createHash("sha256");
  let length = 0;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = (): void => {
    const chunk = Buffer.concat(waiting);
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    length += chunk.length;
    waiting = [];
    bytes = 0;
  };
  const put = (...parts: Buffer[]): void => {
    for (const part of parts) {
      waiting.push(part);
      bytes += part.length;
    }
    if (bytes >= CHUNK) flush();
  };
  put(BEGINS);
  return {
    entry(key: Buffer, value: Buffer): void {
      const lengths = Buffer.alloc(8);
      lengths.writeUInt32BE(key.length, 0);
      lengths.writeUInt32BE(value.length, 4);
      put(lengths, key, value);
    },
    end(manifest: Manifest): void {
      const json = Buffer.from(JSON.stringify(manifest));
      put(Buffer.alloc(4), json);
      const lengths = Buffer.alloc(12);
      lengths.writeUInt32BE(json.length, 0);
      lengths.writeBigUInt64BE(BigInt(length + bytes + FOOT), 4);
      put(lengths);
      flush();
      const foot = Buffer.concat([hash.digest(), ENDS]);
      for (let at = 0; at < foot.length; ) at += writeSync(file, foot, at);
      fsyncSync(file);
    },
  };
}

/** Reads a part of a file, whole. */
function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, at + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

/** The SHA-256 of the first bytes of a file. */
function digestOf(file: number, length: number): Buffer {
  const hash = createHash("sha256");
  for (let at = 0; at < length; at += CHUNK) hash.update(readAt(file, at, Math.min(CHUNK, length - at)));
  return hash.digest();
}

/**
 * Checks all of a backup: its length, its hash, its manifest.
 * @returns its manifest; null for a file of the older form, a copy of the store, of which nothing can be checked.
 * @throws BackupError
 */
export function checkBackup(path: string): Manifest | null {
  const file = openSync(path, "r");
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new BackupError(`${path} is no file.`);
    const { size } = stats;
    if (size === 0) throw new BackupError(`${path} is empty: it is no backup.`);
    const begins = readAt(file, 0, 4096);
    if (isStoreFile(begins)) return null;
    if (!begins.subarray(0, BEGINS.length).equals(BEGINS)) {
      throw new BackupError(`${path} is no backup of this program, or its beginning is damaged.`);
    }
    const foot = readAt(file, Math.max(0, size - FOOT), FOOT);
    if (size < BEGINS.length + 4 + FOOT || !foot.subarray(-ENDS.length).equals(ENDS))
      throw new BackupError(`${path} is not whole: it was cut off, or its end is damaged.`);
    const sealed = size - FOOT + 12;
    const manifestLength = foot.readUInt32BE(0);
    const isWhole = foot.readBigUInt64BE(4) === BigInt(size) && manifestLength < size - FOOT;
    if (!isWhole || !digestOf(file, sealed).equals(foot.subarray(12, 44)))
      throw new BackupError(`${path} is damaged: it does not hold what was written (its SHA-256 differs).`);
    return JSON.parse(readAt(file, size - FOOT - manifestLength, manifestLength).toString());
  } finally {
    closeSync(file);
  }
}

/** The entries of a backup that was checked. */
export function* entriesOf(path: string): Generator<[key: Buffer, value: Buffer]> {
  const file = openSync(path, "r");
  try {
    let at = BEGINS.length;
    let chunk = Buffer.alloc(0);
    const take = (length: number): Buffer => {
      if (chunk.length < length) {
        const more = readAt(file, at, Math.max(CHUNK, length));
        at += more.length;
        chunk = Buffer.concat([chunk, more]);
      }
      const taken = chunk.subarray(0, length);
      chunk = chunk.subarray(length);
      return taken;
    };
    for (;;) {
      const keyLength = take(4).readUInt32BE();
      if (keyLength === 0) return;
      const valueLength = take(4).readUInt32BE();
      yield [take(keyLength), take(valueLength)];
    }
  } finally {
    closeSync(file);
  }
}
