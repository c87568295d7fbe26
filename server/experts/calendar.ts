import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysBetween,
  firstOfMonth,
  frenchMonth,
  yearOf,
} from "../domain/days.ts";
import type { Period } from "../domain/vocabulary.ts";

const MONTHS = 18;

/** A share of the drawing's width, as an SVG length. */
const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

export type Calendar = {
  /** One cell a month: its place, its initial, and the year where one begins. */
  months: { x: string; width: string; middle: string; initial: string; year: number | null }[];
  /** The spans of availability, cut to the drawing. */
  spans: { x: string; width: string }[];
  /** From the first month to the last, in words. */
  reach: string;
};

/**
 * The band of the coming 18 months, from the first day of this one. Places are shares of the width, so that the drawing
 * fills whatever room it has and its letters keep their size.
 * @param periods inclusive spans
 */
export function availabilityCalendar(periods: readonly Period[], now: Date): Calendar {
  const start = firstOfMonth(dayOf(now));
  const firsts = Array.from({ length: MONTHS + 1 }, (_, ahead) => addMonths(start, ahead));
  const days = daysBetween(start, firsts[MONTHS]!);
  const at = (day: Day): number => Math.min(Math.max(daysBetween(start, day), 0), days) / days;
  return {
    months: firsts.slice(0, MONTHS).map((first, index) => {
      const [from, to] = [at(first), at(firsts[index + 1]!)];
      return {
        x: percent(from),
        width: percent(to - from),
        middle: percent((from + to) / 2),
        initial: frenchMonth(first).slice(0, 1).toUpperCase(),
        year: index === 0 || first.endsWith("-01-01") ? yearOf(first) : null,
      };
    }),
    spans: periods
      .map(({ from, to }) => ({ from: at(from), to: at(addDays(to, 1)) }))
      .filter(({ from, to }) => to > from)
      .map(({ from, to }) => ({ x: percent(from), width: percent(to - from) })),
    reach: `${frenchMonth(start)} – ${frenchMonth(firsts[MONTHS - 1]!)}`,
  };
}
