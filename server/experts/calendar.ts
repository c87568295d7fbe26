import type { Period } from "../domain/vocabulary.ts";

const MONTHS = 18;
const DAY_MS = 86_400_000;
const longMonth = new Intl.DateTimeFormat("fr-FR", { month: "long", timeZone: "UTC" });

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
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + MONTHS, 1);
  const at = (time: number): number => (Math.min(Math.max(time, start), end) - start) / (end - start);
  const firsts = Array.from({ length: MONTHS + 1 }, (_, month) =>
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1),
  );
  const named = (time: number): string => `${longMonth.format(time)} ${new Date(time).getUTCFullYear()}`;
  return {
    months: firsts.slice(0, MONTHS).map((first, index) => {
      const [from, to] = [at(first), at(firsts[index + 1] ?? end)];
      const date = new Date(first);
      return {
        x: percent(from),
        width: percent(to - from),
        middle: percent((from + to) / 2),
        initial: longMonth.format(date).slice(0, 1).toUpperCase(),
        year: index === 0 || date.getUTCMonth() === 0 ? date.getUTCFullYear() : null,
      };
    }),
    spans: periods
      .map(({ from, to }) => ({
        from: at(Date.parse(`${from}T00:00:00Z`)),
        to: at(Date.parse(`${to}T00:00:00Z`) + DAY_MS),
      }))
      .filter(({ from, to }) => to > from)
      .map(({ from, to }) => ({ x: percent(from), width: percent(to - from) })),
    reach: `${named(start)} – ${named(firsts[MONTHS - 1] ?? start)}`,
  };
}
