import { addDays, dayOf, yearOf } from "../days.ts";
import { calendarYears, type Period } from "../vocabulary.ts";
import type { ExpertCandidate, MatchNeed } from "./types.ts";

/** Where a need says no period, a mission may take place so far ahead. */
const AHEAD_DAYS = 730;

/** The days of a mission that is not dated: from now on. */
export const daysAhead = (now: Date): Period => ({ from: dayOf(now), to: addDays(dayOf(now), AHEAD_DAYS) });

/** The last answer: a ranking asks for the same need and instant a thousand times. */
let last: { period: Period | null; time: number; days: Period } | null = null;

/** The days that a mission for a need could fall on: those of its period that are to come, all of them where it is over. */
function possibleDays({ period }: Pick<MatchNeed, "period">, now: Date): Period {
  const time = now.getTime();
  if (last?.time === time && last.period === period) return last.days;
  const today = dayOf(now);
  const began = period !== null && period.from < today && today <= period.to;
  const days = period === null ? daysAhead(now) : began ? { from: today, to: period.to } : period;
  last = { period, time, days };
  return days;
}

/**
 * The calendar years in which a mission of this expert for this need could take place, in order: those in which the
 * expert is free during the need's period, or from now on where it has none. Where the profile gives no dates that fit, all
 * years of the period.
 */
export function missionYears(
  need: Pick<MatchNeed, "period">,
  { availability }: Pick<ExpertCandidate, "availability">,
  now: Date,
): number[] {
  const days = possibleDays(need, now);
  const years: number[] = [];
  for (const span of availability) {
    const from = span.from > days.from ? span.from : days.from;
    const to = span.to < days.to ? span.to : days.to;
    if (from > to) continue;
    const end = yearOf(to);
    for (let year = yearOf(from); year <= end; year += 1) if (!years.includes(year)) years.push(year);
  }
  return years.length > 0 ? years.sort((a, b) => a - b) : calendarYears(days);
}

/** The year of these in which an expert has the most missions left, the first of equals; how many, and how many are engaged. */
export function roomiestYear(
  expert: Pick<ExpertCandidate, "missionsPerYear" | "engagedByYear">,
  years: readonly number[],
): { year: number; left: number; engaged: number } {
  let best = { year: years[0]!, left: -1, engaged: 0 };
  for (const year of years) {
    const engaged = expert.engagedByYear[year] ?? 0;
    const left = Math.max(0, expert.missionsPerYear - engaged);
    if (left > best.left) best = { year, left, engaged };
  }
  return best;
}
