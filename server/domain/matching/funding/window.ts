import type { FundingContent } from "../../funding.ts";

const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(
  " ",
);
const monthOf = (iso: string): number => Number(iso.slice(5, 7));
const from = (month: number): string => (/^[ao]/.test(MONTHS[month - 1]!) ? "d’" : "de ") + MONTHS[month - 1];

export type ExpectedWindow = {
  /** Months, 1 to 12: the earliest opening (null where no opening was read) and the latest closing. */
  opens: number | null;
  closes: number;
  /** Editions that show it. */
  years: number[];
};

/** When a scheme usually takes applications, from two past editions at least; it promises nothing. */
export function expectedWindow({ calls }: Pick<FundingContent, "calls">): ExpectedWindow | null {
  const closed = calls.filter((c) => c.closes !== null);
  const years = [...new Set(closed.map((c) => c.year))].sort((a, b) => a - b).slice(-3);
  const recent = closed.filter((c) => years.includes(c.year));
  if (years.length < 2) return null;
  const opens = recent.flatMap((c) => (c.opens ? [monthsBefore(c.opens, c.closes!)] : []));
  const closes = Math.max(...recent.map((c) => monthOf(c.closes!)));
  // An opening in the year before is a month counted back from January.
  const earliest = opens.length > 0 ? Math.min(...opens) : null;
  return { opens: earliest === null ? null : ((earliest + 11) % 12) + 1, closes, years };
}

/** The month of an opening on the scale of the year of its closing: December before is 0, November before −1. */
function monthsBefore(opens: string, closes: string): number {
  return monthOf(opens) - 12 * (Number(closes.slice(0, 4)) - Number(opens.slice(0, 4)));
}

/** "d’habitude d’avril à mai (2024, 2025)", "d’habitude clos en mars (2023, 2024)"; null where nothing is usual. */
export function windowText(funding: Pick<FundingContent, "calls" | "sessions">): string | null {
  const { sessions } = funding;
  if (sessions.length > 0) {
    const days = sessions.map(
      (s) => `${Number(s.closes.slice(3))} ${MONTHS[Number(s.closes.slice(0, 2)) - 1]}`,
    );
    return `d’habitude clos le ${days.join(" et le ")} (${sessions[0]!.holdsFor})`;
  }
  const window = expectedWindow(funding);
  if (!window) return null;
  const years = window.years.join(", ");
  const closes = MONTHS[window.closes - 1]!;
  if (window.opens === null || window.opens === window.closes)
    return `d’habitude clos en ${closes} (${years})`;
  return `d’habitude ${from(window.opens)} à ${closes} (${years})`;
}

/** The newest year that any call or source of a scheme holds for; null where none is dated. */
export function lastSeen({ calls, sources }: Pick<FundingContent, "calls" | "sources">): number | null {
  const years = [
    ...calls.map((c) => c.year),
    ...sources.flatMap((s) => (s.holdsFor.match(/\b(19|20)\d\d\b/g) ?? []).map(Number)),
  ];
  return years.length > 0 ? Math.max(...years) : null;
}
