import fc from "fast-check";

/** Any code point but half a pair. fast-check's own unit "binary" lists them all first, which takes half a second. */
const codePoint = fc.oneof(
  fc.nat({ max: 0x7f }),
  fc.nat({ max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0x10ffff }),
);

/** Text of whatever Unicode allows, control characters and unassigned places included. */
export const anyText = (size: fc.StringConstraints = {}): fc.Arbitrary<string> =>
  fc.string({
    ...size,
    unit: codePoint.map(
      (code) => String.fromCodePoint(code),
      (character) => String(character).codePointAt(0)!,
    ),
  });
