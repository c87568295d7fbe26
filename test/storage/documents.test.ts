import {
  Binary,
  calculateObjectSize,
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  serialize,
  Timestamp,
} from "bson";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { insertable, readDocument, readTyped } from "../../server/storage/embedded/documents.ts";
import { anyText } from "../support/anyText.ts";

// Letters only: JavaScript puts names that are numbers before the others.
const name = fc.string({ unit: fc.constantFrom("a", "é", "i", "d", "Z"), minLength: 1, maxLength: 4 });
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    anyText(),
    fc.string({ minLength: 60, maxLength: 90 }),
    fc.boolean(),
    fc.constant(null),
    fc.double().map((n) => new Double(n)),
    fc.integer().map((n) => new Int32(n)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 9 }).map((bytes) => new Binary(bytes)),
    fc.constant(/^a.*b$/i),
    fc.constant(Decimal128.fromString("1.50")),
    fc.constant(new Timestamp({ t: 5, i: 1 })),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(name, tie("any"), { maxKeys: 3 }),
  ),
})).any;
const document = fc
  .tuple(
    fc.dictionary(name, value, { maxKeys: 4 }),
    fc.oneof(fc.constant(new ObjectId()), fc.string(), fc.integer()),
    fc.boolean(),
  )
  .map(([rest, _id, isFirst]) => (isFirst ? { _id, ...rest } : { ...rest, _id }));
const bytesOf = (one: object) => Buffer.from(serialize(one));

describe("a document that is sent to be inserted", () => {
  it("keeps its fields and their types, _id first", () => {
    fc.assert(
      fc.property(document, (sent) => {
        const { _id, ...rest } = readTyped(bytesOf(sent));
        const { bytes } = insertable(bytesOf(sent));
        expect(Buffer.from(bytes)).toEqual(bytesOf({ _id, ...rest }));
        expect(bytes).toHaveLength(calculateObjectSize(sent));
      }),
      { numRuns: 150 },
    );
  });

  // A pattern keeps the quick check of the usual types from deciding.
  it.each([
    ["a text", { _id: 1, n: new Int32(0), z: /a/ }, "\x10n\0", 0x02],
    ["a document", { _id: 1, z: /a/, n: [null] }, "\x0a", 0x03],
    ["a list", { _id: 1, z: /a/, n: [null] }, "\x0a", 0x04],
  ])("is refused with %s of no bytes, which has no end either", (_, sent, element, type) => {
    const bytes = bytesOf(sent);
    bytes[bytes.lastIndexOf(element)] = type;
    expect(() => insertable(bytes)).toThrow(/bad (string|embedded (document|array)) length/);
  });

  it("is refused where it could not be read again, whatever byte of it is wrong", () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.integer({ min: 0, max: 255 }), (sent, place, byte) => {
        const bytes = bytesOf(sent);
        bytes[place % bytes.length] = byte;
        let stored: Uint8Array;
        try {
          stored = insertable(bytes).bytes;
        } catch {
          return;
        }
        expect(() => readDocument(stored)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
