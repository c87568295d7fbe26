import { type Day, daysBetween } from "../domain/days.ts";

/** How many backups are kept: the last ones, a day each, and of older ones the last of each week. */
export type Keep = { days: number; weeks: number };

const A_MONDAY: Day = "1970-01-05";
const weekOf = (day: Day): number => Math.floor(daysBetween(A_MONDAY, day) / 7);

/**
 * Of the days on which a good backup was made, those whose backup may go. The newest always stays, and what is missing
 * makes older ones stay: a month without any drops nothing.
 */
export function droppedDays(days: readonly Day[], keep: Keep): Day[] {
  const newest = [...days].sort().reverse();
  const kept = new Set(newest.slice(0, Math.max(1, keep.days)));
  const weeks = new Set<number>();
  for (const day of newest) {
    if (weeks.has(weekOf(day)) || weeks.size >= keep.weeks) continue;
    weeks.add(weekOf(day));
    kept.add(day);
  }
  return newest.filter((day) => !kept.has(day));
}
