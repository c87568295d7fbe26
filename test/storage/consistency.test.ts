import { join } from "node:path";
import type { Document } from "bson";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { Collection } from "../../server/storage/embedded/catalogue.ts";
import { Changes } from "../../server/storage/embedded/changes.ts";
import { readDocument, toStored } from "../../server/storage/embedded/documents.ts";
import { buildIndex, putDocument, removeDocument } from "../../server/storage/embedded/indexes.ts";
import { encodeId, inSpace } from "../../server/storage/embedded/keys.ts";
import { Storage } from "../../server/storage/embedded/storage.ts";
import { Transaction } from "../../server/storage/embedded/transactions.ts";
import { memoryWriter } from "./memory.ts";
import { temporaryDirectory } from "./support.ts";

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

const value = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(null, "a", "é"),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
);
const step = fc.record({
  id: fc.integer({ min: 0, max: 4 }),
  document: fc.option(fc.record({ a: value, b: value }, { requiredKeys: [], noNullPrototype: true }), {
    nil: undefined,
  }),
});
const KEYS: Collection["indexes"] = [
  { name: "u", key: { a: 1 }, space: 201, unique: true, sparse: true },
  { name: "c", key: { b: -1, a: 1 }, space: 202 },
  { name: "p", key: { b: 1 }, space: 203, partialFilterExpression: { a: { $gt: 0 } } },
  { name: "t", key: { a: "text" }, space: 204 },
];

test("after any writes the indexes hold what a rebuild would, refused writes left nothing", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const writer = memoryWriter();
      let collection: Collection = { ns: "d.c", space: 100, indexes: KEYS };
      for (const { id, document } of steps) {
        const key = inSpace(100, encodeId(id));
        const bytes = writer.get(key);
        const old = bytes && readDocument(bytes);
        const before = writer.keys();
        try {
          if (document) collection = putDocument(writer, collection, toStored({ _id: id, ...document }), old);
          else if (old) removeDocument(writer, collection, toStored(old));
        } catch (error) {
          expect(String(error)).toMatch(/E11000|parallel arrays/);
          expect(writer.keys()).toEqual(before);
        }
      }
      const rebuilt = memoryWriter();
      for (const [key, bytes] of writer.scan({ start: inSpace(100), end: inSpace(101) }))
        rebuilt.put(key, bytes);
      for (const index of KEYS) buildIndex(rebuilt, { ...collection, indexes: [] }, index);
      const entries = (keys: string[]) =>
        keys.filter((key) => Buffer.from(key, "latin1").readUInt32BE() >= 100);
      expect(entries(writer.keys())).toEqual(entries(rebuilt.keys()));
    }),
    { numRuns: 300 },
  );
});

test("a transaction reads its snapshot with its own writes, forwards and backwards", async () => {
  const { dir, release } = temporaryDirectory();
  releases.push(release);
  const storage = new Storage(join(dir, "a.mdb"), new Changes());
  releases.push(() => storage.close());
  const key = (n: number) => inSpace(50, Buffer.from([n]));
  const small = fc.integer({ min: 0, max: 12 });
  const write = fc.record({ n: small, put: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(small),
      fc.array(write),
      fc.array(write),
      small,
      small,
      async (given, own, others, x, y) => {
        const apply = (model: Map<number, string>, list: { n: number; put: boolean }[], tag: string) => {
          for (const { n, put } of list) put ? model.set(n, tag) : model.delete(n);
        };
        await storage.write((writer) => {
          for (let n = 0; n <= 12; n += 1)
            given.includes(n) ? writer.put(key(n), Buffer.from("given")) : writer.remove(key(n));
        });
        const model = new Map(given.map((n) => [n, "given"]));
        const transaction = new Transaction(storage, new Map());
        for (const { n, put } of own)
          put ? transaction.put(key(n), Buffer.from("own")) : transaction.remove(key(n));
        apply(model, own, "own");
        const free = others.filter(({ n }) => !own.some((one) => one.n === n));
        await storage.write((writer) => {
          for (const { n, put } of free)
            put ? writer.put(key(n), Buffer.from("other")) : writer.remove(key(n));
        });
        const [from, to] = [Math.min(x, y), Math.max(x, y)];
        for (const reverse of [false, true]) {
          const read = [...transaction.scan({ start: key(from), end: key(to), reverse })].map(([k, v]) => [
            k[4],
            v.toString(),
          ]);
          const wanted = [...model]
            .filter(([n]) => n >= from && n < to)
            .sort(([a], [b]) => (reverse ? b - a : a - b));
          expect(read).toEqual(wanted);
        }
        await storage.write((writer) => transaction.apply(writer));
        transaction.release();
        apply(model, free, "other");
        for (let n = 0; n <= 12; n += 1) expect(storage.get(key(n))?.toString()).toBe(model.get(n));
      },
    ),
    { numRuns: 60 },
  );
});

test("of two transactions on one key the first commits, the second conflicts", async () => {
  const { dir, release } = temporaryDirectory();
  releases.push(release);
  const storage = new Storage(join(dir, "a.mdb"), new Changes());
  releases.push(() => storage.close());
  const key = inSpace(50, Buffer.from([1]));
  const labels = { extra: { errorLabels: ["TransientTransactionError"] } satisfies Document };
  const intents = new Map();
  const [one, two] = [new Transaction(storage, intents), new Transaction(storage, intents)];
  one.put(key, Buffer.from("one"));
  expect(() => two.put(key, Buffer.from("two"))).toThrow(expect.objectContaining({ code: 112, ...labels }));
  await storage.write((writer) => one.apply(writer));
  one.release();
  expect(() => two.put(key, Buffer.from("two"))).toThrow(expect.objectContaining({ code: 112 }));
  two.release();
  expect(storage.get(key)?.toString()).toBe("one");
});
