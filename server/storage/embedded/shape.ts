import { isUtf8 } from "node:buffer";
import { StoreError } from "./errors.ts";

const MAX_DOCUMENT = 16 * 1024 * 1024;
const MAX_DEPTH = 100;

/** Bytes of the types whose values all have one size. https://bsonspec.org/spec.html */
const FIXED = new Map<number, number>([
  [0x01, 8],
  [0x06, 0],
  [0x07, 12],
  [0x08, 1],
  [0x09, 8],
  [0x0a, 0],
  [0x10, 4],
  [0x11, 8],
  [0x12, 8],
  [0x13, 16],
  [0x7f, 0],
  [0xff, 0],
]);

function invalid(what: string): never {
  throw new StoreError("InvalidBSON", `invalid BSON: ${what}`);
}

/** The end of a string value; its length counts the final zero. */
function stringEnd(bytes: Buffer, at: number, end: number): number {
  const stop = at + 4 + (at + 4 < end ? bytes.readInt32LE(at) : 0);
  if (stop <= at + 4 || stop > end || bytes[stop - 1] !== 0) invalid("string");
  if (!isUtf8(bytes.subarray(at + 4, stop - 1))) invalid("string that is not UTF-8");
  return stop;
}

/** The end of a name or pattern; names are short, so that a loop is faster here than a search. */
function zeroAfter(bytes: Buffer, start: number, end: number): number {
  let seen = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    seen |= byte;
    if (byte !== 0) continue;
    if (seen & 0x80 && !isUtf8(bytes.subarray(start, at))) invalid("name that is not UTF-8");
    return at + 1;
  }
  return invalid("unterminated name");
}

function valueEnd(bytes: Buffer, type: number, at: number, end: number, depth: number): number {
  const fixed = FIXED.get(type);
  if (fixed !== undefined) {
    if (type === 0x08 && bytes[at]! > 1) invalid("boolean");
    return at + fixed;
  }
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
      return stringEnd(bytes, at, end);
    case 0x03:
    case 0x04:
      return documentEnd(bytes, at, end, depth + 1);
    case 0x05: {
      const length = at + 5 <= end ? bytes.readInt32LE(at) : -1;
      return length < 0 ? invalid("binary") : at + 5 + length;
    }
    case 0x0b:
      return zeroAfter(bytes, zeroAfter(bytes, at, end), end);
  }
  return invalid(`type ${type}`);
}

function documentEnd(bytes: Buffer, start: number, limit: number, depth: number): number {
  if (depth > MAX_DEPTH)
    throw new StoreError("Overflow", `document is nested deeper than ${MAX_DEPTH} levels`);
  const end = start + (start + 5 <= limit ? bytes.readInt32LE(start) : 0);
  if (end < start + 5 || end > limit || bytes[end - 1] !== 0) invalid("document length");
  let at = start + 4;
  while (at < end - 1) at = valueEnd(bytes, bytes[at]!, zeroAfter(bytes, at + 1, end), end - 1, depth);
  if (at !== end - 1) invalid("element past its document");
  return end;
}

/**
 * Checks that bytes are one well-formed document within MongoDB's limits, without decoding it, and gives where its
 * `_id` element stands (nowhere: both 0). Deprecated DBPointers and scoped code are refused.
 * https://www.mongodb.com/docs/manual/reference/limits/#bson-documents
 */
export function checkDocument(bytes: Buffer): { start: number; end: number } {
  if (bytes.length > MAX_DOCUMENT) {
    const size = `size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT}`;
    throw new StoreError("BSONObjectTooLarge", `object to insert too large. ${size}`);
  }
  if (documentEnd(bytes, 0, bytes.length, 1) !== bytes.length) invalid("document length");
  for (let start = 4; start < bytes.length - 1; ) {
    const value = zeroAfter(bytes, start + 1, bytes.length);
    const end = valueEnd(bytes, bytes[start]!, value, bytes.length - 1, 1);
    if (value === start + 5 && bytes.toString("latin1", start + 1, start + 4) === "_id")
      return { start, end };
    start = end;
  }
  return { start: 0, end: 0 };
}
