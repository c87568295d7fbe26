import type { Period } from "../../vocabulary.ts";
import { fold } from "./text.ts";

const MONTHS = [
  "janvier",
  "fevrier",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "aout",
  "septembre",
  "octobre",
  "novembre",
  "decembre",
];
/** First and last month of each season, as people say them; winter runs into the next year. */
const SEASONS: Record<string, [number, number]> = {
  printemps: [3, 6],
  ete: [6, 9],
  automne: [9, 12],
  hiver: [12, 15],
  rentree: [9, 10],
};

/** A period that names its year ("au printemps 2027", "en mars 2027", "avant l'été 2027", "courant 2027"); null where none does. */
export function inferPeriod(text: string): { value: Period; words: string[] } | null {
  const folded = fold(text).replace(/’/g, "'");
  const names = [...MONTHS, ...Object.keys(SEASONS)].join("|");
  const match = folded.match(
    new RegExp(
      `\\b(avant|d'ici|jusqu'(?:a|au|en)|apres|a partir de)?\\s*(?:l'|la |le |au |en )?(${names}) (20\\d\\d)\\b`,
    ),
  );
  if (match) {
    const year = Number(match[3]);
    const [first, last] = monthsOf(match[2]!);
    const before = match[1] && !/apres|partir/.test(match[1]);
    if (before)
      return {
        value: { from: iso(year, 1, 1), to: lastDay(year, Math.max(1, first - 1)) },
        words: [match[0].trim()],
      };
    const open = match[1] !== undefined;
    return {
      value: { from: iso(year, first, 1), to: open ? iso(year, 12, 31) : lastDay(year, last) },
      words: [match[0].trim()],
    };
  }
  const year = folded.match(/\b(?:en|courant|durant|pour|annee) (20\d\d)\b/);
  if (!year) return null;
  return { value: { from: iso(Number(year[1]), 1, 1), to: iso(Number(year[1]), 12, 31) }, words: [year[0]] };
}

function monthsOf(name: string): [number, number] {
  const season = SEASONS[name];
  if (season) return season;
  const month = MONTHS.indexOf(name) + 1;
  return [month, month];
}

function lastDay(year: number, month: number): string {
  const over = month > 12;
  const y = over ? year + 1 : year;
  const m = over ? month - 12 : month;
  return iso(y, m, [31, y % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]!);
}

function iso(year: number, month: number, day: number): string {
  const y = month > 12 ? year + 1 : year;
  const m = month > 12 ? month - 12 : month;
  return `${y}-${String(m).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
