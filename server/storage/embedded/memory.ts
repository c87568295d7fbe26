import { setFlagsFromString } from "node:v8";

/**
 * Documents and keys are short and many, and Node cuts them from pools of 8 kB: making those pools took a tenth of the
 * time of a large insert, on either side of the socket. Said once in each thread that reads or writes documents.
 */
export function enlargePools(): void {
  Buffer.poolSize = 65_536;
}

/** Megabytes that the thread's heap may hold, buffers included, before all of it is looked at for garbage. */
const QUIET_HEAP = 64;

/**
 * Runs `start`, which starts a thread. The store keeps little in its heap and passes much through it: V8, which sees the
 * little only, would look at all of it after each large insert. No option of a thread says so, hence the flag, which
 * only heaps made meanwhile go by.
 */
export async function withQuietHeap<T>(start: () => Promise<T>): Promise<T> {
  setFlagsFromString(`--initial-old-space-size=${QUIET_HEAP}`);
  try {
    return await start();
  } finally {
    setFlagsFromString("--initial-old-space-size=0");
  }
}
