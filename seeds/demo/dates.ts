const DAY_MS = 86_400_000;

/** The moment `days` days before (or, negative, after) `now`, at an hour of office work that depends on `days` alone. */
export function daysBefore(now: Date, days: number): Date {
  const day = new Date(now.getTime() - days * DAY_MS);
  day.setUTCHours(8 + (Math.abs(Math.round(days)) % 9), (Math.abs(Math.round(days)) * 7) % 60, 0, 0);
  // Today's office hours may still be to come.
  return days >= 0 && day > now ? now : day;
}

/** The first or the last day of the month that is `months` months after `now`, as an ISO date. */
export function monthEdge(now: Date, months: number, edge: "first" | "last"): string {
  const month = now.getUTCMonth() + months + (edge === "last" ? 1 : 0);
  return new Date(Date.UTC(now.getUTCFullYear(), month, edge === "last" ? 0 : 1)).toISOString().slice(0, 10);
}
