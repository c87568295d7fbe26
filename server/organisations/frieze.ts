import { type Cooperation, runsIn } from "../domain/organisation.ts";

type Dated = Pick<Cooperation, "partner" | "since" | "until">;

/** A share of the drawing's width, as an SVG length. */
const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** The least that a drawing spans, so that one recent cooperation does not look like a long history. */
const LEAST_YEARS = 10;
const STEPS = [1, 2, 5, 10, 20];
const MOST_TICKS = 8;

export type Frieze = {
  from: number;
  to: number;
  ticks: { x: string; year: number }[];
  /** One line a dated cooperation, oldest first; `open` where it still runs. */
  lines: { partner: string; x: string; width: string; open: boolean }[];
  /** How many cooperations have no known year and are only in the table. */
  undated: number;
};

/**
 * Cooperations against the years. Places are shares of the width, so that the drawing fills whatever room it has and its
 * letters keep their size. Where only the end is known, it is drawn as its last year.
 * @returns null where no cooperation has a year.
 */
export function cooperationFrieze(cooperations: readonly Dated[], thisYear: number): Frieze | null {
  const dated = cooperations
    .map(({ partner, since, until }) => ({ partner, since: since ?? until, until }))
    .filter((one): one is { partner: string; since: number; until: number | null } => one.since !== null)
    .sort((a, b) => a.since - b.since || (a.partner < b.partner ? -1 : 1));
  const first = dated[0];
  if (!first) return null;
  // A year is a span: the drawing ends with the present one.
  const to = thisYear + 1;
  const from = Math.min(first.since, to - LEAST_YEARS);
  const at = (year: number): number => Math.min(Math.max(year - from, 0), to - from) / (to - from);
  const step = STEPS.find((candidate) => (to - from) / candidate <= MOST_TICKS) ?? 50;
  const firstTick = Math.ceil(from / step) * step;
  const count = Math.floor((thisYear - firstTick) / step) + 1;
  return {
    from,
    to: thisYear,
    ticks: Array.from({ length: count }, (_, index) => firstTick + index * step).map((year) => ({
      x: percent(at(year)),
      year,
    })),
    lines: dated.map(({ partner, since, until }) => {
      // An end before its beginning is a slip of the source: it counts as one year.
      const end = until === null ? to : Math.max(until, since) + 1;
      return {
        partner,
        x: percent(at(since)),
        width: percent(at(end) - at(since)),
        open: runsIn({ until }, thisYear),
      };
    }),
    undated: cooperations.length - dated.length,
  };
}
