import { isUtf8 } from "node:buffer";
import { type Document, deserialize, ObjectId, onDemand, serialize } from "bson";
import { StoreError } from "./errors.ts";
import { encodeId, objectIdKey } from "./keys.ts";

/**
 * Documents as they are stored: BSON within MongoDB's limits, `_id` first.
 * https://www.mongodb.com/docs/manual/reference/limits/#bson-documents
 */
const MAX_DOCUMENT = 16 * 1024 * 1024;
const MAX_DEPTH = 100;
/** 64-bit integers that a double cannot hold stay Long, patterns keep their options. */
const READ_OPTIONS = { promoteBuffers: false, bsonRegExp: true } as const;
const STORED_OPTIONS = { ...READ_OPTIONS, validation: { utf8: false } };

/** A stored document as JavaScript. */
export const readDocument = (bytes: Uint8Array): Document => deserialize(bytes, STORED_OPTIONS);

/** A stored document with the BSON types of its numbers. */
export const readTyped = (bytes: Uint8Array): Document =>
  deserialize(bytes, { ...STORED_OPTIONS, promoteValues: false });

/** BSON that a client sent; `raw` names a field whose documents stay the bytes that they are. Throws a BSONError. */
export const readSent = (bytes: Uint8Array, raw: Record<string, boolean> = {}): Document =>
  deserialize(bytes, { ...READ_OPTIONS, fieldsAsRaw: raw });

const TYPE = { string: 0x02, object: 0x03, array: 0x04, objectId: 0x07, bool: 0x08 };
/** Types whose bytes are sound where their length is: all but patterns, binaries, code and what is deprecated. */
const SIMPLE = [0x01, 0x02, 0x03, 0x04, 0x07, 0x08, 0x09, 0x0a, 0x10, 0x11, 0x12, 0x13];
const IS_SIMPLE = Array.from({ length: 256 }, (_, type) => SIMPLE.includes(type));

/** Where an element begins, where its value does, and where it ends within its document. */
interface Place {
  type: number;
  start: number;
  value: number;
  end: number;
}

const ID = [...Buffer.from("_id")];
/** Where a document's first element begins, or a text, after the size. */
const FIRST = 4;
const isId = (bytes: Buffer, at: number): boolean =>
  bytes[at] === ID[0] && bytes[at + 1] === ID[1] && bytes[at + 2] === ID[2];

/** Below this many bytes a look at each costs less than a call out of JavaScript. */
const SHORT = 64;

function isText(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > SHORT) return isUtf8(bytes.subarray(start, end));
  let all = 0;
  for (let at = start; at < end; at += 1) all |= bytes[at]!;
  return all < 0x80 || isUtf8(bytes.subarray(start, end));
}

/**
 * Throws where the decoder would, decoding only what is doubtful, and where a document is too deep. Gives the place of
 * the outermost document's `_id`.
 */
function check(bytes: Buffer, start = 0, depth = 1): Place | undefined {
  if (depth > MAX_DEPTH)
    throw new StoreError("Overflow", `document is nested deeper than ${MAX_DEPTH} levels`);
  let id: Place | undefined;
  for (const element of onDemand.parseToElements(bytes, start)) {
    // By place and not by pattern, which runs an iterator: this is done for every field that is written.
    const type = element[0];
    const name = element[1];
    const at = element[3];
    const end = at + element[4];
    let isSound = IS_SIMPLE[type]!;
    // A length of nothing would take the null that ends a value from what comes before it.
    const hasEnd = end - at > FIRST;
    if (type === TYPE.bool) isSound = bytes[at]! < 2;
    else if (type === TYPE.string)
      isSound = hasEnd && bytes[end - 1] === 0 && isText(bytes, at + FIRST, end - 1);
    else if (type === TYPE.object || type === TYPE.array) {
      if (hasEnd) check(bytes, at, depth + 1);
      isSound = hasEnd;
    }
    if (!isSound) readSent(documentOf([bytes.subarray(name - 1, end)]));
    if (depth === 1 && element[2] === ID.length && isId(bytes, name))
      id = { type, start: name - 1, value: at, end };
  }
  return id;
}

/** Bytes of a value by its type, where all values of the type have as many and any bytes are one; elsewhere -1. */
const SIZES = new Int8Array(256).fill(-1);
for (const [type, size] of [
  ...[[0x01, 8] as const, [0x07, 12] as const, [0x09, 8] as const, [0x0a, 0] as const],
  ...[[0x10, 4] as const, [0x11, 8] as const, [0x12, 8] as const, [0x13, 16] as const],
])
  SIZES[type] = size;

/** Past the end of any document. A small integer, where Infinity would make every place a floating-point number. */
const BEYOND = 0x3fffffff;

/** Where a value ends; beyond `last` where it is not sound, or where the decoder should say. */
function endOf(bytes: Buffer, type: number, value: number, last: number, depth: number): number {
  const size = SIZES[type]!;
  if (size >= 0) return value + size;
  if (type === TYPE.bool) return bytes[value]! < 2 ? value + 1 : BEYOND;
  if (value + 4 > last) return BEYOND;
  const length = bytes.readInt32LE(value);
  if (type === TYPE.string) {
    const end = value + 4 + length;
    const isSound = length > 0 && end <= last && bytes[end - 1] === 0 && isText(bytes, value + 4, end - 1);
    return isSound ? end : BEYOND;
  }
  if (type !== TYPE.object && type !== TYPE.array) return BEYOND;
  return isPlain(bytes, value, value + length, last, depth + 1) ? value + length : BEYOND;
}

/**
 * Whether a document is sound and of the usual types alone: most are, and this makes nothing for each of their fields,
 * where `check` does. https://bsonspec.org/spec.html
 * @param id takes the place of the outermost document's `_id`
 */
function isPlain(
  bytes: Buffer,
  start: number,
  end: number,
  within: number,
  depth: number,
  id?: Place,
): boolean {
  if (depth > MAX_DEPTH || end > within || end - start < 5 || bytes.readInt32LE(start) !== end - start)
    return false;
  const last = end - 1;
  for (let at = start + FIRST; at < last; ) {
    const name = at + 1;
    let value = name;
    while (value < last && bytes[value] !== 0) value += 1;
    value += 1;
    const type = bytes[at]!;
    const next = endOf(bytes, type, value, last, depth);
    if (next > last) return false;
    if (id && value - name === ID.length + 1 && isId(bytes, name)) {
      id.type = type;
      id.start = at;
      id.value = value;
      id.end = next;
    }
    at = next;
  }
  return bytes[last] === 0;
}

/** A document as it is stored, with its key; decoded when somebody looks at it. */
export class Stored {
  readonly id: Buffer;
  readonly bytes: Uint8Array;
  #document: Document | undefined;

  constructor(id: Buffer, bytes: Uint8Array, document?: Document) {
    this.id = id;
    this.bytes = bytes;
    this.#document = document;
  }

  get document(): Document {
    this.#document ??= readDocument(this.bytes);
    return this.#document;
  }
}

/**
 * A document that a client sent: its `_id` moved to the front, in the bytes that came, and made where it is missing;
 * the rest left as it is.
 */
export function insertable(sent: Buffer): Stored {
  if (sent.length > MAX_DOCUMENT) {
    const message = `object to insert too large. size in bytes: ${sent.length}, max size: ${MAX_DOCUMENT}`;
    throw new StoreError("BSONObjectTooLarge", message);
  }
  const plain: Place = { type: 0, start: 0, value: 0, end: 0 };
  const place = isPlain(sent, 0, sent.length, sent.length, 1, plain) ? plain : check(sent);
  if (!place?.type) return toStored({ _id: new ObjectId(), ...readDocument(sent) });
  const { type, start, value, end } = place;
  // What nearly every document has is not decoded.
  const id =
    type === TYPE.objectId
      ? objectIdKey(sent, value)
      : encodeId(readDocument(documentOf([sent.subarray(start, end)]))["_id"]);
  if (start > FIRST) moveToFront(sent, start, end);
  return new Stored(id, sent);
}

/** Where an element waits while others make room for it: an ObjectId's, and nearly every other `_id`'s. */
const ASIDE = new Uint8Array(64);

/** Moves an element to the place of a document's first one. Drivers write an `_id` that they make themselves last. */
function moveToFront(bytes: Buffer, start: number, end: number): void {
  const length = end - start;
  const aside = length <= ASIDE.length ? ASIDE : new Uint8Array(length);
  for (let i = 0; i < length; i += 1) aside[i] = bytes[start + i]!;
  bytes.copyWithin(FIRST + length, FIRST, start);
  for (let i = 0; i < length; i += 1) bytes[FIRST + i] = aside[i]!;
}

/** What an update made of a document; `document` as it is to be read, `typed` with the types that are stored. */
export function toStored(document: Document, typed = document): Stored {
  const { id, bytes } = insertable(Buffer.from(serialize(typed)));
  return new Stored(id, bytes, document);
}

/** One BSON element of a document. */
export const elementOf = (type: number, name: string, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);

/** A BSON document of elements. */
export function documentOf(elements: Uint8Array[]): Buffer {
  const size = Buffer.allocUnsafe(4);
  size.writeInt32LE(elements.reduce((sum, { length }) => sum + length, 5));
  return Buffer.concat([size, ...elements, Buffer.from([0])]);
}
