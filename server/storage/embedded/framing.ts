import { type Document, serialize } from "bson";
import { documentOf, elementOf, readSent } from "./documents.ts";

/**
 * The wire protocol's messages: OP_MSG, and OP_QUERY for the legacy hello only.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const MORE_TO_COME = 2;

/** Largest message that is read, and so `maxMessageSizeBytes`. */
export const MAX_MESSAGE = 48_000_000;

/** A request: the command's body, with the documents of its sequences as the bytes they came in. */
export interface Request {
  id: number;
  legacy: boolean;
  /** False where the client asked for no answer (`moreToCome`). */
  answer: boolean;
  body: Document;
}

/** A frame that breaks the protocol: the connection is closed. */
export class MalformedFrame extends Error {}

/** Splits a connection's bytes into messages. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Takes bytes, gives the messages that they complete. Throws MalformedFrame on an impossible length. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= HEADER) {
      if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
      const size = this.#chunks[0]!.readInt32LE();
      if (size < HEADER || size > MAX_MESSAGE) throw new MalformedFrame(`message length ${size}`);
      if (this.#length < size) return;
      const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      yield all.subarray(0, size);
      this.#chunks = [all.subarray(size)];
      this.#length = all.length - size;
    }
  }
}

function documentAt(frame: Buffer, offset: number, end: number): Buffer {
  if (offset + 5 > end) throw new MalformedFrame("document past the message's end");
  const size = frame.readInt32LE(offset);
  if (size < 5 || offset + size > end) throw new MalformedFrame(`document length ${size}`);
  return frame.subarray(offset, offset + size);
}

function decode(bytes: Buffer): Document {
  try {
    // An insert's documents stay the bytes that they are, wherever they stand; elsewhere the name means nothing.
    const inserts = bytes.toString("latin1", 4, 12) === "\x02insert\0";
    return readSent(bytes, inserts ? { documents: true } : {});
  } catch (error) {
    throw new MalformedFrame(`unreadable BSON: ${(error as Error).message}`);
  }
}

function readMessage(frame: Buffer, id: number): Request {
  const flags = frame.readUInt32LE(HEADER);
  if (flags & 0xffff & ~MORE_TO_COME) throw new MalformedFrame(`unknown required flags ${flags}`);
  const end = frame.length;
  let body: Document | undefined;
  const sequences: Record<string, Buffer[]> = {};
  let at = HEADER + 4;
  while (at < end) {
    const kind = frame[at]!;
    at += 1;
    if (kind === 0 && !body) {
      const bytes = documentAt(frame, at, end);
      body = decode(bytes);
      at += bytes.length;
    } else if (kind === 1) {
      const size = at + 4 <= end ? frame.readInt32LE(at) : 0;
      const stop = at + size;
      const zero = frame.indexOf(0, at + 4);
      if (size < 5 || stop > end || zero < 0 || zero >= stop)
        throw new MalformedFrame("bad document sequence");
      const name = frame.toString("utf8", at + 4, zero);
      const documents: Buffer[] = [];
      for (at = zero + 1; at < stop; at += documents.at(-1)!.length)
        documents.push(documentAt(frame, at, stop));
      sequences[name] = documents;
    } else throw new MalformedFrame(`section kind ${kind}`);
  }
  if (!body) throw new MalformedFrame("message without a body");
  return { id, legacy: false, answer: !(flags & MORE_TO_COME), body: Object.assign(body, sequences) };
}

/** Reads one whole message. Throws MalformedFrame. */
export function readFrame(frame: Buffer): Request {
  const id = frame.readInt32LE(4);
  const opcode = frame.readInt32LE(12);
  if (opcode === OP_MSG && frame.length > HEADER + 9) return readMessage(frame, id);
  if (opcode !== OP_QUERY || frame.length < HEADER + 18) throw new MalformedFrame(`opcode ${opcode}`);
  const zero = frame.indexOf(0, HEADER + 4);
  if (zero < 0) throw new MalformedFrame("unterminated collection name");
  const body = decode(documentAt(frame, zero + 9, frame.length));
  return {
    id,
    legacy: true,
    answer: true,
    body: { ...body, $db: frame.toString("utf8", HEADER + 4, zero).split(".")[0] },
  };
}

const elementsOf = (document: Document): Uint8Array => serialize(document).subarray(4, -1);

/** A reply's BSON; a cursor's batch, the first of its fields, is of bytes that are copied as they stand. */
function encodeReply({ cursor, ...rest }: Document): Uint8Array {
  if (!cursor) return serialize(rest);
  const { firstBatch, nextBatch, ...others } = cursor;
  const batch: Uint8Array[] = firstBatch ?? nextBatch;
  const array = documentOf(batch.map((item, i) => elementOf(3, String(i), item)));
  const first = elementOf(4, firstBatch ? "firstBatch" : "nextBatch", array);
  return documentOf([elementOf(3, "cursor", documentOf([first, elementsOf(others)])), elementsOf(rest)]);
}

/** The message that answers a request. */
export function writeFrame(request: Request, reply: Document): Buffer {
  const body = encodeReply(reply);
  const before = request.legacy ? HEADER + 20 : HEADER + 5;
  const head = Buffer.alloc(before);
  head.writeInt32LE(before + body.length, 0);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}
