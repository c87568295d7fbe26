import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cooperation } from "../../server/domain/organisation.ts";
import { mergeThemes } from "../../server/domain/organisation.ts";
import { cooperationFrieze } from "../../server/organisations/frieze.ts";

const number = (length: string): number => Number(length.replace("%", ""));
const cooperation = (fields: Partial<Cooperation>): Cooperation => ({
  country: "BJ",
  partner: "Natitingou",
  theme: "eau-assainissement",
  since: 2009,
  until: null,
  summary: "",
  ...fields,
});

describe("the frieze of cooperations", () => {
  it("is not drawn without a single year", () => {
    expect(cooperationFrieze([], 2026)).toBeNull();
    expect(cooperationFrieze([cooperation({ since: null })], 2026)).toBeNull();
  });

  it("draws a running one to the end of the present year, and counts the undated", () => {
    const frieze = cooperationFrieze(
      [cooperation({}), cooperation({ partner: "Djougou", since: null })],
      2026,
    );
    expect(frieze?.lines).toEqual([{ partner: "Natitingou", x: "0%", width: "100%", open: true }]);
    expect(frieze).toMatchObject({ from: 2009, to: 2026, undated: 1 });
  });

  it("calls one that is to end later running, and one that ended over", () => {
    const lines = (until: number) => cooperationFrieze([cooperation({ until })], 2026)?.lines;
    expect(lines(2029)).toMatchObject([{ x: "0%", width: "100%", open: true }]);
    expect(lines(2026)).toMatchObject([{ open: true }]);
    expect(lines(2025)).toMatchObject([{ open: false }]);
  });

  it("does not stretch a young cooperation into a long history", () => {
    const frieze = cooperationFrieze([cooperation({ since: 2026 })], 2026);
    expect(frieze?.lines[0]).toMatchObject({ x: "90%", width: "10%" });
  });

  it("keeps every bar and tick inside the drawing, with few enough ticks to be read", () => {
    const year = fc.integer({ min: 1900, max: 2040 });
    const dated = fc.record({
      partner: fc.string(),
      since: fc.option(year),
      until: fc.option(year),
    });
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 12 }), (cooperations) => {
        const frieze = cooperationFrieze(cooperations, 2026);
        if (!frieze) return;
        expect(frieze.ticks.length).toBeLessThanOrEqual(9);
        for (const { x } of frieze.ticks) expect(number(x)).toBeLessThan(100);
        for (const { x, width } of frieze.lines) {
          expect(number(x)).toBeGreaterThanOrEqual(0);
          expect(number(width)).toBeGreaterThanOrEqual(0);
          expect(number(x) + number(width)).toBeLessThanOrEqual(100.02);
        }
      }),
    );
  });
});

describe("a cooperation of several themes", () => {
  it("is read as one, the running and the latest first", () => {
    const merged = mergeThemes([
      cooperation({ partner: "Ancien", since: 1990, until: 2001 }),
      cooperation({ theme: "eau-assainissement" }),
      cooperation({ theme: "jeunesse-sport" }),
      cooperation({ partner: "Récent", since: 2020 }),
    ]);
    expect(merged.map(({ partner, themes }) => [partner, themes])).toEqual([
      ["Récent", ["eau-assainissement"]],
      ["Natitingou", ["eau-assainissement", "jeunesse-sport"]],
      ["Ancien", ["eau-assainissement"]],
    ]);
  });
});
