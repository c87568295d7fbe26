import { describe, expect, it } from "vitest";
import { daysBefore, monthEdge } from "../../../seeds/demo/dates.ts";
import { NOW } from "./seeded.ts";

describe("dates around now", () => {
  it("are never later than now for what is past", () => {
    const early = new Date("2026-11-23T00:10:00Z");
    for (let days = 0; days < 40; days += 1) {
      const day = daysBefore(early, days);
      expect(day <= early).toBe(true);
      expect(early.getTime() - day.getTime()).toBeLessThanOrEqual((days + 1) * 86_400_000);
    }
  });

  it("give the edges of a month, over the end of a year", () => {
    expect(monthEdge(NOW, 3, "first")).toBe("2027-02-01");
    expect(monthEdge(NOW, 3, "last")).toBe("2027-02-28");
    expect(monthEdge(NOW, 1, "last")).toBe("2026-12-31");
  });
});
