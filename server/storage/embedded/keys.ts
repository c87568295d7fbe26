import { createHash } from "node:crypto";
import { StoreError } from "./errors.ts";
import { isNumeric, type Numeric, residues, toDouble } from "./mql/numbers.ts";
import { binaryParts, RANK, rankOf, regexParts } from "./mql/ordering.ts";

/**
 * Keys whose byte order is BSON's comparison order, so that lmdb's ordered keys are MongoDB's index keys.
 * Each value is written as its type's rank and a self-delimiting body; no encoding is a prefix of another, so values
 * can stand one after the other, and a descending field is the same bytes inverted.
 * https://www.mongodb.com/docs/manual/indexes/ and ../reference/bson-type-comparison-order/
 */
const ZERO = Buffer.from([0]);
const END_OF_STRING = Buffer.from([0, 0]);
/** Sorts after every continuation of a key: no rank and no inverted rank begins with 0xff. */
export const AFTER = Buffer.from([0xff]);

/** Longest part of a key that stays as it is; beyond, a digest takes the place of the rest (lmdb allows 1,978 bytes). */
const MAX_FIELDS = 1_200;
/** How much of a longer key stands before its digest. */
export const KEPT_OF_CLIPPED = MAX_FIELDS - 32;
/** Longest `_id`: it stands in each index entry after the fields. */
const MAX_ID = 700;

function double(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if (bytes[0]! & 0x80) for (let i = 0; i < 8; i += 1) bytes[i] = bytes[i]! ^ 0xff;
  else bytes[0] = bytes[0]! | 0x80;
  return bytes;
}

function number(value: Numeric): Buffer[] {
  const nearest = toDouble(value);
  if (Number.isNaN(nearest)) return [Buffer.alloc(9)];
  const [second, third] = residues(value);
  if (second === 0) return [double(nearest), Buffer.from([0x80])];
  return [double(nearest), Buffer.from([second < 0 ? 0x7f : 0x81]), double(second), double(third)];
}

function escaped(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!bytes.includes(0)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll("\0", "\0\xff"), "latin1");
}

function write(out: Uint8Array[], value: unknown): void {
  const rank = rankOf(value);
  out.push(Buffer.from([rank]));
  switch (rank) {
    case RANK.number:
      out.push(...number(isNumeric(value) ? value : Number(value)));
      break;
    case RANK.string:
    case RANK.code:
      out.push(escaped(String(value)), END_OF_STRING);
      break;
    case RANK.regex:
      for (const part of regexParts(value)) out.push(escaped(part), END_OF_STRING);
      break;
    case RANK.boolean:
      out.push(Buffer.from([value ? 1 : 0]));
      break;
    case RANK.date:
      out.push(double(Number(value)));
      break;
    case RANK.objectId:
      out.push((value as { id: Uint8Array }).id);
      break;
    case RANK.timestamp: {
      const bytes = Buffer.allocUnsafe(8);
      bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(String(value))));
      out.push(bytes);
      break;
    }
    case RANK.binary: {
      const { subtype, bytes } = binaryParts(value);
      const head = Buffer.allocUnsafe(5);
      head.writeUInt32BE(bytes.length);
      head[4] = subtype;
      out.push(head, bytes);
      break;
    }
    case RANK.array:
      for (const item of value as unknown[]) write(out, item);
      out.push(ZERO);
      break;
    case RANK.object:
      for (const [name, item] of Object.entries(value as object)) {
        out.push(Buffer.from([rankOf(item)]), escaped(name), END_OF_STRING);
        write(out, item);
      }
      out.push(ZERO);
      break;
  }
}

/** One value as ordered bytes. */
export function encodeValue(value: unknown): Buffer {
  const out: Uint8Array[] = [];
  write(out, value);
  return Buffer.concat(out);
}

/** The bytes that every string beginning with `prefix` begins with. */
export function encodePrefix(prefix: string): Buffer {
  return Buffer.concat([Buffer.from([RANK.string]), escaped(prefix)]);
}

/** The same key in a descending field. */
export function inverted(bytes: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) out[i] = bytes[i]! ^ 0xff;
  return out;
}

/** The key of a document within its collection. https://www.mongodb.com/docs/manual/core/document/#the-_id-field */
export function encodeId(id: unknown): Buffer {
  if (Array.isArray(id) || id === undefined || rankOf(id) === RANK.regex) {
    throw new StoreError("InvalidIdField", "The '_id' value cannot be of type array, regex or undefined");
  }
  const key = encodeValue(id);
  if (key.length > MAX_ID) {
    throw new StoreError(
      "KeyTooLong",
      `an _id may take ${MAX_ID} bytes as a key of this store, this one takes ${key.length}`,
    );
  }
  return key;
}

/** The fields of an index key; a key cut short still tells equality, but no longer order (`isClipped`). */
export function clipFields(bytes: Buffer): Buffer {
  if (!isClipped(bytes)) return bytes;
  return Buffer.concat([bytes.subarray(0, KEPT_OF_CLIPPED), createHash("sha256").update(bytes).digest()]);
}

/** True where `clipFields` had to cut. */
export function isClipped(bytes: Buffer): boolean {
  return bytes.length > MAX_FIELDS;
}

/** A space is one collection's documents or one index's entries: a 4-byte prefix. */
export function inSpace(space: number, ...parts: Uint8Array[]): Buffer {
  const key = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, 4));
  key.writeUInt32BE(space);
  let at = 4;
  for (const part of parts) {
    key.set(part, at);
    at += part.length;
  }
  return key;
}
