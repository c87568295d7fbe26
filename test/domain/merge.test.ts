import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, mergeFields } from "../../server/domain/merge.ts";

const FIELDS = ["title", "description", "countries", "period"] as const;
const value = fc.constantFrom<unknown>("", "a", "b", ["FR", "BJ"], ["BJ", "FR"], [], null, {
  from: "1",
  to: "2",
});
const record = fc.record(Object.fromEntries(FIELDS.map((field) => [field, value]))) as fc.Arbitrary<
  Record<(typeof FIELDS)[number], unknown>
>;
const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);

describe("what two people wrote", () => {
  it("is never lost: what both changed differently is asked, everything else is as its last writer left it", () => {
    fc.assert(
      fc.property(record, record, record, (base, mine, theirs) => {
        const saw = (field: (typeof FIELDS)[number], said: unknown) => same(base[field], said);
        const merged = mergeFields({ mine, theirs, saw, own: () => false });
        for (const field of FIELDS) {
          const byMe = !same(base[field], mine[field]);
          const byThem = !same(base[field], theirs[field]);
          const differ = !same(mine[field], theirs[field]);
          expect(merged.conflicts.includes(field)).toBe(byMe && byThem && differ);
          expect(field in merged.change).toBe(byMe && !byThem && differ);
          expect(merged.elsewhere.includes(field)).toBe(byThem && !byMe);
        }
      }),
    );
  });

  it("is no conflict of one person with themselves", () => {
    fc.assert(
      fc.property(record, record, record, (base, mine, theirs) => {
        const saw = (field: (typeof FIELDS)[number], said: unknown) => same(base[field], said);
        const merged = mergeFields({ mine, theirs, saw, own: () => true });
        expect(merged.conflicts).toEqual([]);
        expect({ ...theirs, ...merged.change }).toSatisfy((after) =>
          FIELDS.every((field) => same(after[field], mine[field])),
        );
      }),
    );
  });

  it("is the same in another order of choices, and not in another order of words", () => {
    expect(canonical({ to: "2", from: ["b", "a"] })).toBe(canonical({ from: ["a", "b"], to: "2" }));
    expect(canonical("b a")).not.toBe(canonical("a b"));
    expect(canonical(undefined)).toBe(canonical(null));
  });
});
