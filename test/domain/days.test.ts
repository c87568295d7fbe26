import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysBetween,
  daysIn,
  firstOfMonth,
  frenchDay,
  frenchMonth,
  instantAt,
  lastOfMonth,
  startOf,
} from "../../server/domain/days.ts";
import { since } from "../../server/http/format.ts";
import { ROOT, runCommand } from "../support/command.ts";

const HOUR = 3_600_000;
const anyDay: fc.Arbitrary<Day> = fc
  .integer({ min: 0, max: 36_000 })
  .map((days) => addDays("2000-01-01", days));
const anyInstant = fc.date({
  min: new Date("2000-01-02T00:00:00Z"),
  max: new Date("2098-12-31T00:00:00Z"),
  noInvalidDate: true,
});

describe("the day of an instant", () => {
  it("is that of Paris, an hour or two before that of universal time", () => {
    expect(dayOf(new Date("2026-11-23T22:59:59Z"))).toBe("2026-11-23");
    expect(dayOf(new Date("2026-11-23T23:00:00Z"))).toBe("2026-11-24");
    expect(dayOf(new Date("2026-06-30T21:59:59Z"))).toBe("2026-06-30");
    expect(dayOf(new Date("2026-06-30T22:00:00Z"))).toBe("2026-07-01");
    expect(dayOf(new Date("2026-12-31T23:00:00Z"))).toBe("2027-01-01");
  });

  it("has 23 hours where summer time begins and 25 where it ends", () => {
    const length = (day: Day) => (startOf(addDays(day, 1)).getTime() - startOf(day).getTime()) / HOUR;
    expect(length("2027-03-27")).toBe(24);
    expect(length("2027-03-28")).toBe(23);
    expect(length("2027-10-31")).toBe(25);
    expect(dayOf(new Date("2027-03-28T21:59:59Z"))).toBe("2027-03-28");
    expect(dayOf(new Date("2027-03-28T22:00:00Z"))).toBe("2027-03-29");
    expect(dayOf(new Date("2027-10-31T22:59:59Z"))).toBe("2027-10-31");
    expect(dayOf(new Date("2027-10-31T23:00:00Z"))).toBe("2027-11-01");
  });

  it("begins at its start and not before", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const start = startOf(day);
        expect(dayOf(start)).toBe(day);
        expect(dayOf(new Date(start.getTime() - 1))).toBe(addDays(day, -1));
      }),
    );
  });

  it("never goes back as time goes on", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 0, max: 50 * HOUR }), (instant, later) => {
        expect(dayOf(new Date(instant.getTime() + later)) >= dayOf(instant)).toBe(true);
      }),
    );
  });

  it("shows the hour that was asked for", () => {
    expect(instantAt("2026-11-23", 9, 30).toISOString()).toBe("2026-11-23T08:30:00.000Z");
    expect(instantAt("2026-07-14", 9, 30).toISOString()).toBe("2026-07-14T07:30:00.000Z");
    expect(instantAt("2027-03-28", 12).toISOString()).toBe("2027-03-28T10:00:00.000Z");
    expect(instantAt("2027-03-28", 2, 30).toISOString()).toBe("2027-03-28T01:30:00.000Z");
  });
});

describe("days of the calendar", () => {
  it("are counted as they are added", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -400, max: 400 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
        expect(addDays(addDays(day, days), -days)).toBe(day);
        expect(addDays(day, 1) > day).toBe(true);
      }),
    );
    expect(daysIn({ from: "2027-03-28", to: "2027-03-28" })).toBe(1);
    expect(daysIn({ from: "2027-03-01", to: "2027-03-31" })).toBe(31);
  });

  it("are the same of another month, or its last", () => {
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2028-01-31", 1)).toBe("2028-02-29");
    expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
    expect(addMonths("2026-11-23", 14)).toBe("2028-01-23");
    expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -120, max: 120 }), (day, months) => {
        const there = addMonths(day, months);
        const count = (each: Day) => Number(each.slice(0, 4)) * 12 + Number(each.slice(5, 7));
        expect(count(there) - count(day)).toBe(months);
        expect(there.slice(8) === day.slice(8) || there === lastOfMonth(there)).toBe(true);
      }),
    );
  });

  it("lie between the edges of their month", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(firstOfMonth(day) <= day && day <= lastOfMonth(day)).toBe(true);
        expect(addDays(lastOfMonth(day), 1)).toBe(addMonths(firstOfMonth(day), 1));
      }),
    );
  });

  it("are said in French", () => {
    expect(frenchDay("2027-03-01")).toBe("1er mars 2027");
    expect(frenchDay("2027-03-31")).toBe("31 mars 2027");
    expect(frenchMonth("2027-03-31")).toBe("mars 2027");
  });
});

describe("how long something has been waiting", () => {
  const now = new Date("2026-11-23T07:00:00Z");
  it("counts midnights of Paris, not spans of 24 hours", () => {
    expect(since(new Date("2026-11-22T23:00:00Z"), now).text).toBe("aujourd’hui");
    expect(since(new Date("2026-11-22T22:59:00Z"), now).text).toBe("hier");
    expect(since(new Date("2026-11-20T22:59:00Z"), now).text).toBe("il y a 3 jours");
  });
});

describe("the zone of the machine", () => {
  it("changes nothing of what is read", async () => {
    const zones = ["Pacific/Auckland", "America/New_York"];
    const runs = await Promise.all(
      zones.map((TZ) => runCommand("test/support/printDays.ts", [], { env: { ...process.env, TZ } })),
    );
    for (const { code, err } of runs) expect(code, err).toBe(0);
    const said = runs.map(({ out }) => JSON.parse(out) as { machine: string; read: Record<string, unknown> });
    expect(said.map(({ machine }) => machine)).toEqual(zones);
    const { readDays } = await import("../support/readDays.ts");
    for (const { read } of said) expect(read).toEqual(readDays());
    expect(readDays().today).toBe("2027-03-28");
  });

  it("is asked nowhere: days are counted in one place", () => {
    const elsewhere =
      /\.[gs]et(UTC)?(FullYear|Month|Date|Day|Hours)\(|toISOString\(\)\s*\.slice|86_400_000|timeZone: "UTC"/;
    const files = ["server", "search", "seeds", "views"].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|ejs)$/.test(entry.name))
        .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
    );
    expect(files.length).toBeGreaterThan(300);
    const own = (file: string) =>
      file === "server/domain/days.ts" || file.startsWith("server/storage/embedded/");
    expect(
      files.filter((file) => !own(file) && elsewhere.test(readFileSync(path.join(ROOT, file), "utf8"))),
    ).toEqual([]);
  });
});
