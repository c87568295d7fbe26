import { describe, expect, it } from "vitest";
import { availabilityCalendar } from "../../server/experts/calendar.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const number = (length: string): number => Number(length.replace("%", ""));

describe("the calendar of availability", () => {
  it("spans eighteen months from the present one, and names each year once", () => {
    const { months, reach } = availabilityCalendar([], NOW);
    expect(months).toHaveLength(18);
    expect(months[0]).toMatchObject({ x: "0%", initial: "N", year: 2026 });
    expect(months.filter(({ year }) => year !== null).map(({ year }) => year)).toEqual([2026, 2027, 2028]);
    expect(reach).toBe("novembre 2026 – avril 2028");
    const total = months.reduce((sum, { width }) => sum + number(width), 0);
    expect(total).toBeCloseTo(100, 0);
  });

  it("draws the last day of a period too", () => {
    const { months, spans } = availabilityCalendar([{ from: "2026-12-01", to: "2026-12-31" }], NOW);
    expect(spans).toEqual([{ x: months[1]?.x, width: months[1]?.width }]);
  });

  it("cuts what sticks out and leaves out what is past or too far", () => {
    const { spans } = availabilityCalendar(
      [
        { from: "2025-01-01", to: "2026-10-31" },
        { from: "2026-01-01", to: "2040-01-01" },
        { from: "2028-05-01", to: "2028-06-30" },
      ],
      NOW,
    );
    expect(spans).toEqual([{ x: "0%", width: "100%" }]);
  });
});
