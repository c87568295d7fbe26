import { type Document, deserialize, serialize } from "bson";
import { StoreError } from "./errors.ts";
import { inSpace } from "./keys.ts";
import type { Writer } from "./storage.ts";

/** The space of the answers, one a session. */
const RETRYABLE_SPACE = 1;
const SESSION_MS = 30 * 60 * 1000;

/**
 * Applies a numbered write or commit once: its answer is kept in the same lmdb transaction, and given again where the
 * client, having lost it, repeats the number. https://www.mongodb.com/docs/manual/core/retryable-writes/
 */
export function once(writer: Writer, session: string, number: bigint, run: () => Document): Document {
  const key = inSpace(RETRYABLE_SPACE, Buffer.from(session, "hex"));
  const bytes = writer.get(key);
  const known = bytes && deserialize(bytes, { promoteBuffers: false });
  if (known && BigInt(known["number"]) === number) return known["reply"];
  if (known && BigInt(known["number"]) > number) {
    throw new StoreError(
      "TransactionTooOld",
      `txnNumber ${number} is prohibited: a newer one has started on the session.`,
    );
  }
  const reply = run();
  writer.put(key, serialize({ number: Number(number), reply, at: Date.now() }, { ignoreUndefined: true }));
  return reply;
}

/** Forgets the answers of sessions that are over by MongoDB's own time-out. */
export function forget(writer: Writer, now: number): void {
  const range = { start: inSpace(RETRYABLE_SPACE), end: inSpace(RETRYABLE_SPACE + 1) };
  const old = [...writer.scan(range)].filter(([, bytes]) => now - deserialize(bytes)["at"] > SESSION_MS);
  for (const [key] of old) writer.remove(key);
}
