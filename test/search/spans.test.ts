import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter, withBlocks } from "../../search/meilisearch/filter.ts";
import { blocksIn, blocksMeeting, spanOf } from "../../search/spans.ts";
import { addDays } from "../../server/domain/days.ts";
import type { Period } from "../../server/domain/vocabulary.ts";

const anyPeriod = (longest: number): fc.Arbitrary<Period> =>
  fc.tuple(fc.integer({ min: 0, max: 36_000 }), fc.integer({ min: 0, max: longest })).map(([first, more]) => {
    const from = addDays("2000-01-01", first);
    return { from, to: addDays(from, more) };
  });
/** Spans near each other, so that some touch and some do not. */
const anyPeriods = fc
  .tuple(
    anyPeriod(0),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 40 })), { maxLength: 5 }),
  )
  .map(([{ from }, parts]) =>
    parts.map(([first, more]) => ({ from: addDays(from, first), to: addDays(from, first + more) })),
  );

const meets = (spans: Period[], { from, to }: Period) =>
  spans.some((span) => span.from <= to && span.to >= from);
const found = (spans: Period[], { from, to }: Period) => {
  const held = new Set(blocksIn(spans.map(spanOf)));
  return blocksMeeting(from, to).some((block) => held.has(block));
};

describe("spans of days as values of a list", () => {
  it("are found exactly by the days they share", () => {
    fc.assert(
      fc.property(anyPeriods, fc.integer({ min: -20, max: 220 }), fc.nat(60), (spans, first, more) => {
        const from = addDays(spans[0]?.from ?? "2027-01-01", first);
        const asked = { from, to: addDays(from, more) };
        expect(found(spans, asked)).toBe(meets(spans, asked));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(anyPeriod(4000), anyPeriod(4000), (span, asked) => {
        expect(found([span], asked)).toBe(meets([span], asked));
      }),
      { numRuns: 2000 },
    );
  });

  it("stay few: dozens for a year, whatever is asked", () => {
    fc.assert(
      fc.property(anyPeriod(366), anyPeriod(36_000), (span, asked) => {
        expect(blocksIn(spanOf(span)).length).toBeLessThan(70);
        expect(blocksMeeting(asked.from, asked.to).length).toBeLessThan(64);
      }),
    );
  });

  it("are sent to Meilisearch beside the spans themselves, and asked there", () => {
    const availability = ["2027-03-01/2027-03-10"];
    const sent = withBlocks("experts", { id: "a", availability });
    expect(sent.availability).toEqual(availability);
    expect(sent.availabilityBlocks).toEqual(blocksIn(availability));
    const filter = compileFilter({
      op: "overlaps",
      field: "availability",
      from: "2027-03-10",
      to: "2027-03-10",
    });
    const asked = [...filter.matchAll(/"([^"]+)"/g)].map(([, block]) => block!);
    expect(filter).toMatch(/^availabilityBlocks IN \[/);
    expect(asked.some((block) => blocksIn(availability).includes(block))).toBe(true);
  });
});
