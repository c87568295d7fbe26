import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../../server/domain/days.ts";
import { missionYears, roomiestYear } from "../../../server/domain/matching/capacity.ts";
import { brokenByExpert } from "../../../server/domain/matching/hardRules.ts";
import type { Period } from "../../../server/domain/vocabulary.ts";
import { buildExpert, buildNeed } from "./support.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const span = (from: string, to: string): Period => ({ from, to });

describe("the years in which a mission could take place", () => {
  it.each<[string, Period | null, Period[], number[]]>([
    ["a need without dates, someone free next year only", null, [span("2027-02-01", "2027-06-30")], [2027]],
    [
      "a need without dates, someone free from now on",
      null,
      [span("2026-01-01", "2027-12-31")],
      [2026, 2027],
    ],
    [
      "a need without dates, in two spans",
      null,
      [span("2026-12-01", "2026-12-24"), span("2028-01-10", "2028-02-01")],
      [2026, 2028],
    ],
    ["a need without dates, no dates in the profile", null, [], [2026, 2027, 2028]],
    [
      "what is past is out",
      null,
      [span("2025-01-01", "2025-12-31"), span("2027-01-01", "2027-01-31")],
      [2027],
    ],
    [
      "a need over two years, someone free in the second",
      span("2026-12-01", "2027-02-28"),
      [span("2027-01-15", "2027-12-31")],
      [2027],
    ],
    [
      "a need that began, by what is left of it",
      span("2025-03-01", "2026-12-31"),
      [span("2025-01-01", "2027-12-31")],
      [2026],
    ],
    [
      "a need whose dates are over, by them",
      span("2025-03-01", "2025-06-30"),
      [span("2025-01-01", "2025-12-31")],
      [2025],
    ],
  ])("%s", (_, period, availability, years) => {
    expect(missionYears({ period }, { availability }, NOW)).toEqual(years);
  });

  it("hold the day of any mission that fits both", () => {
    const day = fc.integer({ min: 0, max: 700 }).map((days) => addDays("2026-11-23", days));
    const period = fc.tuple(day, day).map(([a, b]) => (a < b ? span(a, b) : span(b, a)));
    fc.assert(
      fc.property(
        fc.option(period),
        fc.array(period, { minLength: 1, maxLength: 3 }),
        day,
        (asked, availability, on) => {
          const fits = (each: Period) => each.from <= on && on <= each.to;
          fc.pre((asked === null || fits(asked)) && availability.some(fits));
          expect(missionYears({ period: asked }, { availability }, NOW)).toContain(Number(on.slice(0, 4)));
        },
      ),
    );
  });
});

describe("in November, for a need without dates", () => {
  const need = buildNeed({ title: "Eau potable" });
  const free = [span("2026-11-01", "2027-12-31")];
  const full = buildExpert({ missionsPerYear: 2, engagedByYear: { 2026: 2 }, availability: free });

  it("who is full this year still has next year", () => {
    expect(brokenByExpert(need, full, NOW)).toBeNull();
    expect(roomiestYear(full, [2026, 2027])).toEqual({ year: 2027, left: 2, engaged: 0 });
  });

  it("who is full in each year is left out, and the years are named", () => {
    const twice = { ...full, engagedByYear: { 2026: 2, 2027: 3 } };
    expect(brokenByExpert(need, twice, NOW)).toEqual({
      rule: "capacity",
      text: "N’a plus de mission disponible en 2026, ni en 2027.",
    });
    const thisYearOnly = { ...full, availability: [span("2026-11-01", "2026-12-31")] };
    expect(brokenByExpert(need, thisYearOnly, NOW)?.text).toBe("N’a plus de mission disponible en 2026.");
    expect(brokenByExpert(need, { ...full, missionsPerYear: 0 }, NOW)?.text).toBe(
      "Ne propose aucune mission.",
    );
  });
});
