/**
 * Days as people in France read them. A Day is a date of the calendar, "2027-03-31", without an hour or a zone; an instant
 * is a Date. Paris alone says which day an instant falls on, and the zone of the machine plays no part. The next day may
 * be 23 or 25 hours away, so days are added and counted here and never as milliseconds of an instant.
 */
export type Day = string;

const ZONE = "Europe/Paris";
const DAY_MS = 86_400_000;

const wall = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** What the clocks of Paris show, as if it were universal time. @param time milliseconds since 1970 */
function wallTime(time: number): number {
  const part = Object.fromEntries(wall.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
}

/** A Day as a number to count with: where it would begin in universal time. It is no instant. */
const numbered = (day: Day): number => Date.parse(day);
const named = (time: number): Day => new Date(time).toISOString().slice(0, 10);

/** The last answer: one request, or one ranking, asks for the day of the same instant a thousand times. */
let last = { time: Number.NaN, day: "" };

/** The day of an instant, in Paris. */
export function dayOf(instant: Date): Day {
  const time = instant.getTime();
  if (time !== last.time) last = { time, day: named(wallTime(time)) };
  return last.day;
}

/** The instant at which the clocks of Paris show this hour on this day; an hour that is skipped in spring is the next one. */
export function instantAt(day: Day, hour: number, minute = 0): Date {
  const shown = numbered(day) + (hour * 60 + minute) * 60_000;
  const offsetAt = (time: number) => wallTime(time) - time;
  return new Date(shown - offsetAt(shown - offsetAt(shown)));
}

/** The instant at which a day begins in Paris. */
export const startOf = (day: Day): Date => instantAt(day, 0);

/** The day that is so many days later, or earlier where negative. */
export const addDays = (day: Day, days: number): Day => named(numbered(day) + days * DAY_MS);

/** The same day of another month; the last one of that month where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const target = new Date(numbered(firstOfMonth(day)));
  target.setUTCMonth(target.getUTCMonth() + months);
  const end = lastOfMonth(named(target.getTime()));
  const same = `${end.slice(0, 8)}${day.slice(8, 10)}`;
  return same < end ? same : end;
}

/** How many days later `to` is; 0 on the same day, negative where it is earlier. */
export const daysBetween = (from: Day, to: Day): number => (numbered(to) - numbered(from)) / DAY_MS;

/** How many days a period has, both ends included. */
export const daysIn = ({ from, to }: { from: Day; to: Day }): number => daysBetween(from, to) + 1;

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** "2027-03" */
export const monthOf = (day: Day): string => day.slice(0, 7);

export const firstOfMonth = (day: Day): Day => `${monthOf(day)}-01`;

export function lastOfMonth(day: Day): Day {
  const date = new Date(numbered(firstOfMonth(day)));
  return named(date.setUTCMonth(date.getUTCMonth() + 1, 0));
}

const spelled = (fields: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("fr-FR", { ...fields, timeZone: "UTC" });
const whole = spelled({ day: "numeric", month: "long", year: "numeric" });
const month = spelled({ month: "long", year: "numeric" });

/** "31 mars 2027", "1er mars 2027". */
export const frenchDay = (day: Day): string => whole.format(numbered(day)).replace(/^1 /, "1er ");

/** "mars 2027" */
export const frenchMonth = (day: Day): string => month.format(numbered(day));
