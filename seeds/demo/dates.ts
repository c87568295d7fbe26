import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  firstOfMonth,
  instantAt,
  lastOfMonth,
} from "../../server/domain/days.ts";

/** The moment `days` days before (or, negative, after) `now`, at an hour of office work that depends on `days` alone. */
export function daysBefore(now: Date, days: number): Date {
  const rounded = Math.round(days);
  const office = Math.abs(rounded);
  const moment = instantAt(addDays(dayOf(now), -rounded), 9 + (office % 9), (office * 7) % 60);
  // Today's office hours may still be to come.
  return days >= 0 && moment > now ? now : moment;
}

/** The first or the last day of the month that is `months` months after `now`. */
export function monthEdge(now: Date, months: number, edge: "first" | "last"): Day {
  const first = addMonths(firstOfMonth(dayOf(now)), months);
  return edge === "first" ? first : lastOfMonth(first);
}
