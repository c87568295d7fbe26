import type { Binary, BSONRegExp, ObjectId } from "bson";
import { StoreError } from "./errors.ts";
import { isNumeric, residues, toDouble } from "./numbers.ts";

/**
 * Keys whose byte order is BSON's comparison order, so that lmdb's ordered keys are MongoDB's index keys, and any two
 * values are compared by them. Each value is written as its type's rank and a self-delimiting body; no encoding is a
 * prefix of another, so values can stand one after the other, and a descending field is the same bytes inverted.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const RANK = {
  minKey: 0x08,
  emptyArray: 0x0c,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x38,
  array: 0x40,
  binData: 0x48,
  objectId: 0x50,
  bool: 0x58,
  date: 0x60,
  timestamp: 0x68,
  regex: 0x70,
  maxKey: 0xf0,
} as const;

/** By BSON's class, or by JavaScript's type. */
const RANK_OF: Record<string, number> = {
  MinKey: RANK.minKey,
  MaxKey: RANK.maxKey,
  Long: RANK.number,
  Decimal128: RANK.number,
  Int32: RANK.number,
  Double: RANK.number,
  Binary: RANK.binData,
  ObjectId: RANK.objectId,
  Timestamp: RANK.timestamp,
  BSONRegExp: RANK.regex,
  number: RANK.number,
  string: RANK.string,
  boolean: RANK.bool,
  symbol: RANK.emptyArray,
};

/** Stands for an empty array where an index or a sort sees its elements: below null, above MinKey. */
export const EMPTY_ARRAY = Symbol("[]");

/** Place of a value's type in BSON's comparison order. Missing counts as null. */
export function rankOf(value: unknown): number {
  if (value === null || value === undefined) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof Date) return RANK.date;
  if (value instanceof RegExp) return RANK.regex;
  const { _bsontype = typeof value } = value as { _bsontype?: string };
  return RANK_OF[_bsontype] ?? RANK.object;
}

const END = Buffer.from([0]);
const END_OF_TEXT = Buffer.from([0, 0]);
/** Sorts after every continuation of a key: no rank and no inverted rank begins with 0xff. */
export const AFTER = Buffer.from([0xff]);

function double(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if (bytes[0]! & 0x80) return inverted(bytes);
  bytes[0] = bytes[0]! | 0x80;
  return bytes;
}

function number(value: unknown): Buffer[] {
  const given = isNumeric(value) ? value : Number(value);
  const nearest = toDouble(given);
  if (Number.isNaN(nearest)) return [Buffer.alloc(9)];
  const [second, third] = residues(given);
  if (second === 0) return [double(nearest), Buffer.from([0x80])];
  return [double(nearest), Buffer.from([second < 0 ? 0x7f : 0x81]), double(second), double(third)];
}

function escaped(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!bytes.includes(0)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll("\0", "\0\xff"), "latin1");
}

function bodyOf(rank: number, value: unknown): Uint8Array[] {
  switch (rank) {
    case RANK.number:
      return number(value);
    case RANK.string:
      return [escaped(value as string), END_OF_TEXT];
    case RANK.bool:
      return [Buffer.from([Number(value)])];
    case RANK.date:
      return [double(Number(value))];
    case RANK.objectId:
      return [(value as ObjectId).id];
    case RANK.timestamp: {
      const bytes = Buffer.allocUnsafe(8);
      bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(String(value))));
      return [bytes];
    }
    case RANK.binData: {
      const bytes = (value as Binary).value();
      const head = Buffer.allocUnsafe(5);
      head.writeUInt32BE(bytes.length);
      head[4] = (value as Binary).sub_type;
      return [head, bytes];
    }
    case RANK.regex: {
      const { source, flags } = value as RegExp;
      const { pattern = source, options = flags } = value as BSONRegExp;
      return [escaped(pattern), END_OF_TEXT, escaped(options), END_OF_TEXT];
    }
    case RANK.array:
      return [...(value as unknown[]).map(encodeValue), END];
    case RANK.object: {
      const fields = Object.entries(value as object).flatMap(([name, item]) => {
        return [Buffer.from([rankOf(item)]), escaped(name), END_OF_TEXT, encodeValue(item)];
      });
      return [...fields, END];
    }
  }
  return [];
}

/** One value as ordered bytes. */
export function encodeValue(value: unknown): Buffer {
  const rank = rankOf(value);
  return Buffer.concat([Buffer.from([rank]), ...bodyOf(rank, value)]);
}

/** The bytes that every string beginning with `prefix` begins with. */
export function encodePrefix(prefix: string): Buffer {
  return Buffer.concat([Buffer.from([RANK.string]), escaped(prefix)]);
}

/** The same key in a descending field. */
export function inverted(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}

/** An order of strings: a collation's. */
export type StringOrder = (a: string, b: string) => number;

/** Orders any two values in BSON's comparison order; strings that are not within others by a collation, where given. */
export function compareValues(a: unknown, b: unknown, strings?: StringOrder): number {
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  if (strings && typeof a === "string") return strings(a, b as string);
  // What is compared most, without making keys.
  if (typeof a === "number" && typeof b === "number" && (a < b || a > b)) return a < b ? -1 : 1;
  return Buffer.compare(encodeValue(a), encodeValue(b));
}

/** True where two values are equal as MongoDB's `$eq` sees them: 1 and Long(1) are, null and missing too. */
export function sameValue(a: unknown, b: unknown, strings?: StringOrder): boolean {
  if (a === b) return true;
  if (!strings && typeof a === "string" && typeof b === "string") return false;
  return compareValues(a, b, strings) === 0;
}

/** A key's first bytes: one collection's documents or one index's entries. */
export function inSpace(space: number, ...parts: Uint8Array[]): Buffer {
  let size = 4;
  for (const part of parts) size += part.length;
  const key = Buffer.allocUnsafe(size);
  let at = key.writeUInt32BE(space);
  for (const part of parts) {
    // Most are a few bytes, which a loop copies before a call has begun.
    if (part.length > 32) key.set(part, at);
    else for (let i = 0; i < part.length; i += 1) key[at + i] = part[i]!;
    at += part.length;
  }
  return key;
}

/** All keys of a space. */
export const wholeSpace = (space: number) => ({ start: inSpace(space), end: inSpace(space + 1) });

/** Longest `_id`, which stands in each index entry after the fields, and longest fields: lmdb's keys end at 1,978 bytes. */
const MAX_ID = 700;
const MAX_FIELDS = 1_200;

/** Throws MongoDB's KeyTooLong where a key does not fit. */
function fitting(key: Buffer, most: number, what: string): Buffer {
  if (key.length <= most) return key;
  throw new StoreError("KeyTooLong", `${what} may take ${most} bytes as a key, this one takes ${key.length}`);
}

/** The fields of an index entry. */
export const indexKey = (fields: Buffer[]): Buffer =>
  fitting(fields.length === 1 ? fields[0]! : Buffer.concat(fields), MAX_FIELDS, "an index entry");

/** The key of a document within its collection. https://www.mongodb.com/docs/manual/core/document/#the-_id-field */
export function encodeId(id: unknown): Buffer {
  if (Array.isArray(id) || id === undefined || rankOf(id) === RANK.regex) {
    throw new StoreError("InvalidIdField", "The '_id' value cannot be of type array, regex or undefined");
  }
  return fitting(encodeValue(id), MAX_ID, "an _id");
}

/** The same key, for the ObjectId whose twelve bytes stand at `at`. */
export function objectIdKey(bytes: Buffer, at: number): Buffer {
  const key = Buffer.allocUnsafe(13);
  key[0] = RANK.objectId;
  for (let i = 1; i < key.length; i += 1) key[i] = bytes[at + i - 1]!;
  return key;
}
