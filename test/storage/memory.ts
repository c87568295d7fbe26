import type { KeyRange, Writer } from "../../server/storage/embedded/storage.ts";

/** Ordered keys in memory, in place of lmdb: the property is about keys and plans. */
export function memoryWriter(): Writer & { keys(): string[] } {
  const entries = new Map<string, [Buffer, Buffer]>();
  const within = ({ start, end }: KeyRange) =>
    [...entries.values()].filter(([key]) => Buffer.compare(key, start) >= 0 && Buffer.compare(key, end) < 0);
  return {
    get: (key) => entries.get(key.toString("latin1"))?.[1],
    put: (key, value) => void entries.set(key.toString("latin1"), [key, Buffer.from(value)]),
    insert: (key, value) =>
      !entries.has(key.toString("latin1")) &&
      !!entries.set(key.toString("latin1"), [key, Buffer.from(value)]),
    remove: (key) => void entries.delete(key.toString("latin1")),
    note: () => {},
    keys: () => [...entries.keys()].sort(),
    count: (range) => within(range).length,
    scan: (range) => {
      const found = within(range).sort((a, b) => Buffer.compare(a[0], b[0]));
      return range.reverse ? found.reverse() : found;
    },
  };
}
