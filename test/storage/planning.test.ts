import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Collection } from "../../server/storage/embedded/catalogue.ts";
import { readDocument, toStored } from "../../server/storage/embedded/documents.ts";
import { buildIndex, putDocument } from "../../server/storage/embedded/indexes.ts";
import { compareValues, EMPTY_ARRAY, encodeValue } from "../../server/storage/embedded/keys.ts";
import { aggregate, matcher } from "../../server/storage/embedded/language.ts";
import { countSelected, select } from "../../server/storage/embedded/queries.ts";
import { anyText } from "../support/anyText.ts";
import { memoryWriter } from "./memory.ts";

const id = (n: number) => ObjectId.createFromHexString(n.toString(16).padStart(24, "0"));
const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 6 }) },
  { weight: 4, arbitrary: fc.constantFrom("", "a", "ab", "abc", "b", "B", "é", "a\0b", "😀", "\uffff") },
  fc.constantFrom(
    null,
    true,
    false,
    0.5,
    -0.5,
    2 ** 40,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.constantFrom(
    new Date(0),
    new Date(-5),
    new Date(86_400_000),
    id(1),
    id(2),
    new Binary(Buffer.from([1, 2])),
  ),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(fc.integer({ min: -3, max: 6 }), { maxLength: 3 }) },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: scalar }, { requiredKeys: [], noNullPrototype: true }),
  fc.array(fc.record({ b: scalar }, { requiredKeys: [], noNullPrototype: true }), { maxLength: 2 }),
);
const document = fc.record({ a: value, b: value, c: scalar }, { requiredKeys: [], noNullPrototype: true });
const path = fc.constantFrom("a", "b", "c", "a.b");
const condition = fc.oneof(
  { weight: 3, arbitrary: value },
  scalar.map((x) => ({ $gt: x })),
  scalar.map((x) => ({ $lte: x })),
  fc.tuple(scalar, scalar).map(([x, y]) => ({ $gte: x, $lt: y })),
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 5 }).map((x) => ({ $gt: x, $lt: x + 1 })) },
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ $in: list })),
  scalar.map((x) => ({ $ne: x })),
  fc.constantFrom(
    { $exists: true },
    { $exists: false },
    { $regex: "^a" },
    { $regex: "^ab?" },
    { $type: "string" },
  ),
  scalar.map((x) => ({ $elemMatch: { $gte: x } })),
);
/** Equalities on several paths, few values: an index often tells them, or a part of them. */
const equal = fc.dictionary(
  fc.constantFrom("_id", "a", "b", "c"),
  fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }).map(($in) => ({ $in })),
  ),
  { minKeys: 1, maxKeys: 3 },
);
const simple = fc.tuple(path, condition).map(([p, c]): Document => ({ [p]: c }));
const filter = fc.oneof(
  { weight: 3, arbitrary: simple },
  fc.tuple(simple, simple).map(([x, y]) => ({ $and: [x, y] })),
  fc.tuple(simple, simple).map(([x, y]): Document => ({ ...x, ...y })),
  fc.tuple(simple, simple).map(([x, y]) => ({ $or: [x, y] })),
  { weight: 2, arbitrary: equal },
  fc.constant({}),
);
const direction = fc.constantFrom<1 | -1>(1, -1);
const sort = fc.dictionary(path, direction, { minKeys: 0, maxKeys: 2 });
const index = fc.record({
  key: fc.dictionary(path, direction, { minKeys: 1, maxKeys: 3 }),
  sparse: fc.boolean(),
  partial: fc.option(
    fc.constantFrom<Document>({ c: { $gt: 0 } }, { a: { $exists: true } }, { b: { $type: "string" } }),
    { nil: undefined },
  ),
});

const keyOf = (doc: Document) => Buffer.from(serialize(doc)).toString("hex");

test("the answer with indexes is the answer of mingo alone over all documents", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(document, { maxLength: 12 }),
      filter,
      sort,
      fc.array(index, { maxLength: 3 }),
      fc.option(fc.integer({ min: 1, max: 5 }), { nil: 0 }),
      fc.integer({ min: 0, max: 3 }),
      (documents, wanted, order, indexes, limit, skip) => {
        const writer = memoryWriter();
        let collection: Collection = { ns: "d.c", space: 100, indexes: [] };
        const half = Math.floor(documents.length / 2);
        const stored = documents.map((doc, i) => readDocument(serialize({ _id: i, ...doc })));
        const put = (doc: Document) => {
          try {
            collection = putDocument(writer, collection, toStored(doc));
            return true;
          } catch (error) {
            // Two arrays in one compound index: MongoDB refuses such a document too.
            expect(String(error)).toContain("parallel arrays");
            return false;
          }
        };
        const kept = stored.slice(0, half).filter(put);
        for (const [i, { key, sparse, partial }] of indexes.entries()) {
          const spec = {
            name: `i${i}`,
            key,
            space: 200 + i,
            sparse,
            ...(partial && { partialFilterExpression: partial }),
          };
          try {
            collection = {
              ...collection,
              indexes: [...collection.indexes, buildIndex(writer, collection, spec)],
            };
          } catch (error) {
            expect(String(error)).toContain("parallel arrays");
          }
        }
        kept.push(...stored.slice(half).filter(put));

        const found = [
          ...select(writer, collection, {
            filter: wanted,
            sort: Object.keys(order).length ? order : undefined,
            limit,
          }),
        ].map((one) => one.document);
        const all = kept.map((doc) => readDocument(serialize(doc)));
        const matching = all.filter(matcher(wanted));
        const stages: Document[] = Object.keys(order).length ? [{ $sort: order }] : [];
        const expected = [...aggregate(stages, matching)];
        const asked = { filter: wanted, ...(Object.keys(order).length && { sort: order }) };
        const window = { ...asked, skip, limit };
        const counted = Math.min(Math.max(0, matching.length - skip), limit || Number.POSITIVE_INFINITY);
        expect(countSelected(writer, collection, window)).toBe(counted);
        expect([...select(writer, collection, window)].map(({ id: key }) => String(key))).toEqual(
          [...select(writer, collection, asked)]
            .slice(skip, limit ? skip + limit : undefined)
            .map(({ id: key }) => String(key)),
        );
        if (!limit) {
          expect(found.map(keyOf).sort()).toEqual(matching.map(keyOf).sort());
        } else expect(found).toHaveLength(Math.min(limit, matching.length));
        // Documents that tie in the sort may come in any order: hold the sort keys against each other.
        const again = [...aggregate(stages, found)];
        if (stages.length) expect(found.map(keyOf)).toEqual(again.map(keyOf));
        if (stages.length && limit) {
          const ranks = (docs: Document[]) =>
            docs.map((doc) =>
              expected.findIndex(
                (other) =>
                  [...aggregate(stages, [doc, other])][0] === doc &&
                  [...aggregate(stages, [other, doc])][0] === other,
              ),
            );
          for (const [i, rank] of ranks(found).entries()) expect(rank).toBeLessThanOrEqual(i);
        }
      },
    ),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 500) },
  );
});

test("what an index alone tells is counted and skipped without reading a document", () => {
  const writer = memoryWriter();
  let collection: Collection = { ns: "d.c", space: 100, indexes: [] };
  const spec = { name: "i", key: { status: 1, at: -1 } as const, space: 200 };
  collection = { ...collection, indexes: [buildIndex(writer, collection, spec)] };
  for (let i = 0; i < 20; i += 1) {
    const doc = { _id: i, status: i % 2 ? "open" : "closed", at: new Date(i) };
    collection = putDocument(writer, collection, toStored(readDocument(serialize(doc))));
  }
  let read = 0;
  const counting = {
    ...writer,
    get: (key: Buffer) => {
      read += 1;
      return writer.get(key);
    },
  };
  expect(countSelected(counting, collection, { filter: { $and: [{ status: "open" }] } })).toBe(10);
  expect(countSelected(counting, collection, { filter: { status: { $in: ["open", "closed"] } } })).toBe(20);
  expect(read).toBe(0);
  // The index, or the document's own key, tells a part of these only.
  const parts = [
    { status: "open", _id: 1 },
    { status: "open", a: 1 },
    { status: "open", at: { $ne: 0 } },
  ];
  const kept = parts.map((filter) => countSelected(writer, collection, { filter }));
  expect(kept).toEqual([1, 0, 10]);
  expect(countSelected(writer, collection, { filter: { _id: 1, status: "closed" } })).toBe(0);
  expect([...select(writer, collection, { filter: { _id: 1, status: "closed" } })]).toEqual([]);
  const page = { filter: { status: "open" }, sort: { at: -1 }, skip: 7, limit: 2 };
  expect([...select(counting, collection, page)].map(({ document: { _id } }) => _id)).toEqual([5, 3]);
  expect(read).toBe(2);
});

/** From MongoDB's page on comparison order, least first; values of one line are equal. */
const IN_ORDER: unknown[][] = [
  [new MinKey()],
  [EMPTY_ARRAY],
  [null, undefined],
  [Number.NaN, Decimal128.fromString("NaN")],
  [Number.NEGATIVE_INFINITY],
  [-1e300],
  [Decimal128.fromString("-2.5"), -2.5],
  [-0.5],
  [0, -0, Long.ZERO, Decimal128.fromString("0.000")],
  [Decimal128.fromString("0.1000000000000000000000000000000001")],
  [Decimal128.fromString("0.1000000000000000000000000000000002")],
  [1, Long.ONE, Decimal128.fromString("1.0")],
  [2 ** 53, Long.fromString("9007199254740992")],
  [Long.fromString("9007199254740993")],
  [Decimal128.fromString("9007199254740993.5")],
  [Long.fromString("9007199254740994")],
  [Number.POSITIVE_INFINITY],
  ...["", "a", "a\0", "a\0b", "aa", "b", "é", "\uffff", "😀"].map((text) => [text]),
  ...[{}, { a: 1 }, { a: 1, b: 0 }, { a: 2 }, { b: 1 }, { a: "" }].map((object) => [object]),
  ...[[], [1], [1, 2], [2], ["a"], [[]]].map((array) => [array]),
  [new Binary(Buffer.from([9]))],
  [new Binary(Buffer.from([1, 2]))],
  [new Binary(Buffer.from([1, 2]), 4)],
  [id(1)],
  [id(2)],
  [false],
  [true],
  [new Date(-5)],
  [new Date(86_400_000)],
  [Timestamp.fromBits(9, 1)],
  [Timestamp.fromBits(1, 2)],
  [/a/],
  [new BSONRegExp("a", "i"), /a/i],
  [new MaxKey()],
];

test("values are in BSON's order, as keys and compared", () => {
  const all = IN_ORDER.flatMap((equal, place) => equal.map((item) => ({ item, place })));
  for (const a of all) {
    for (const b of all) {
      const expected = Math.sign(a.place - b.place);
      expect(Math.sign(Buffer.compare(encodeValue(a.item), encodeValue(b.item)))).toBe(expected);
      expect(Math.sign(compareValues(a.item, b.item))).toBe(expected);
    }
  }
});

test("keys of numbers and texts have their order", () => {
  const sign = (a: unknown, b: unknown) => Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)));
  const numbers = fc.double({ noNaN: true });
  const ofNumbers = fc.property(numbers, numbers, (a, b) => {
    expect(sign(a, b)).toBe(a < b ? -1 : a > b ? 1 : 0);
  });
  const texts = anyText();
  const ofTexts = fc.property(texts, texts, (a, b) => {
    expect(sign(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  });
  fc.assert(ofNumbers, { numRuns: 1_000 });
  fc.assert(ofTexts, { numRuns: 1_000 });
});
