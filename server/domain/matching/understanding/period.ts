import { lastOfMonth } from "../../days.ts";
import type { Period } from "../../vocabulary.ts";
import type { Language } from "./language.ts";
import { fold } from "./text.ts";

/** How one says months, seasons and spans; folded. */
type Calendar = {
  /** January to December. */
  months: readonly string[];
  /** First and last month of each season, as people say them; winter runs into the next year. */
  seasons: Readonly<Record<string, readonly [number, number]>>;
  /** Two words before and between the months of a span: "entre mars et mai", "from March to May". */
  spans: readonly (readonly [string, string])[];
  before: string;
  after: string;
  /** Small words between a month and what stands before it. */
  small: string;
  /** Words before a year that stands alone. */
  year: string;
};

const CALENDARS: Record<Language, Calendar> = {
  fr: {
    months: "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(" "),
    seasons: { printemps: [3, 6], ete: [6, 9], automne: [9, 12], hiver: [12, 15], rentree: [9, 10] },
    spans: [
      ["entre", "et"],
      ["de", "a"],
      ["d'", "a"],
      ["du mois de", "au mois de"],
      ["du", "au"],
    ],
    before: "avant|d'ici|jusqu'(?:a|au|en)",
    after: "apres|a partir de|des",
    small: "l'|la |le |au |en |debut |fin |mi-?",
    year: "en|courant|durant|pour|annee",
  },
  en: {
    months: "january february march april may june july august september october november december".split(
      " ",
    ),
    seasons: { spring: [3, 6], summer: [6, 9], autumn: [9, 12], fall: [9, 12], winter: [12, 15] },
    spans: [
      ["between", "and"],
      ["from", "to"],
      ["from", "until"],
    ],
    before: "before|until|by",
    after: "after|from|starting in",
    small: "the |in |early |late |mid-?",
    year: "in|during|for|year",
  },
  es: {
    months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(
      " ",
    ),
    seasons: { primavera: [3, 6], verano: [6, 9], otono: [9, 12], invierno: [12, 15] },
    spans: [
      ["entre", "y"],
      ["de", "a"],
      ["desde", "hasta"],
    ],
    before: "antes de|hasta",
    after: "despues de|a partir de|desde",
    small: "el |la |en |de |del ",
    year: "en|durante|para|ano",
  },
  pt: {
    months: "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro".split(
      " ",
    ),
    seasons: { primavera: [3, 6], verao: [6, 9], outono: [9, 12], inverno: [12, 15] },
    spans: [
      ["entre", "e"],
      ["de", "a"],
      ["desde", "ate"],
    ],
    before: "antes de|ate",
    after: "depois de|a partir de|desde",
    small: "o |a |em |de |do |da ",
    year: "em|durante|para|ano",
  },
};

/** A period that was read, and the words that say it. */
export type ReadPeriod = { value: Period; words: string[] };

/**
 * A period that names its year: "entre mars et mai 2027", "au printemps 2027", "avant l'été 2027", "courant 2027"; null
 * where none does.
 */
export function inferPeriod(text: string, language: Language): ReadPeriod | null {
  const folded = fold(text).replace(/’/g, "'");
  const calendar = CALENDARS[language];
  return spanOf(folded, calendar) ?? momentOf(folded, calendar) ?? yearOf(folded, calendar);
}

const DAY = "(?:(\\d{1,2})(?:er|st|nd|rd|th|o)? (?:de |of )?)?";
const YEAR = "(?:(?:de |of |,)? ?(20\\d\\d))";

/** "entre mars et mai 2027", "du 1er mars au 15 avril 2027", "de novembre 2027 à février 2028". */
function spanOf(folded: string, calendar: Calendar): ReadPeriod | null {
  const name = namesOf(calendar).join("|");
  for (const [opens, joins] of calendar.spans) {
    const month = (open: string) => `${open}\\s?(?:${calendar.small})?${DAY}(${name})`;
    const match = folded.match(new RegExp(`\\b${month(opens)}${YEAR}?\\s${month(joins)}\\s?${YEAR}\\b`));
    if (!match) continue;
    const [words, fromDay, from, fromYear, toDay, to, toYear] = match;
    const last = Number(toYear);
    const start = monthsOf(calendar, from!)[0];
    const end = monthsOf(calendar, to!)[1];
    // "de novembre à février 2028" begins the year before.
    const first = fromYear ? Number(fromYear) : start > end ? last - 1 : last;
    const value = {
      from: iso(first, start, Number(fromDay ?? 1)),
      to: toDay ? iso(last, end, Number(toDay)) : lastDay(last, end),
    };
    if (value.from <= value.to) return { value, words: [words] };
  }
  return null;
}

/** "au printemps 2027", "avant l'été 2027", "à partir de mars 2027". */
function momentOf(folded: string, calendar: Calendar): ReadPeriod | null {
  const { before, after, small } = calendar;
  const match = folded.match(
    new RegExp(
      `\\b(?:(${before})|(${after}))?\\s*(?:${small})?(?:\\d{1,2} )?(${namesOf(calendar).join("|")})${YEAR}\\b`,
    ),
  );
  if (!match) return null;
  const [words, until, since, name, written] = match;
  const year = Number(written);
  const [first, last] = monthsOf(calendar, name!);
  const value = until
    ? { from: iso(year, 1, 1), to: lastDay(year, Math.max(1, first - 1)) }
    : { from: iso(year, first, 1), to: since ? iso(year, 12, 31) : lastDay(year, last) };
  return { value, words: [words.trim()] };
}

function yearOf(folded: string, { year }: Calendar): ReadPeriod | null {
  const match = folded.match(new RegExp(`\\b(?:${year}) (20\\d\\d)\\b`));
  if (!match) return null;
  const number = Number(match[1]);
  return { value: { from: iso(number, 1, 1), to: iso(number, 12, 31) }, words: [match[0]] };
}

const namesOf = ({ months, seasons }: Calendar): string[] => [...months, ...Object.keys(seasons)];

function monthsOf({ months, seasons }: Calendar, name: string): readonly [number, number] {
  const season = seasons[name];
  if (season) return season;
  const month = months.indexOf(name) + 1;
  return [month, month];
}

/** @param month counted on from January of the year: 13 is January of the next one */
const lastDay = (year: number, month: number): string => lastOfMonth(iso(year, month, 1));

/** A day that the month has: the last one where it is shorter. */
function iso(year: number, month: number, day: number): string {
  const y = month > 12 ? year + 1 : year;
  const m = month > 12 ? month - 12 : month;
  const written = (of: number) => `${y}-${String(m).padStart(2, "0")}-${String(of).padStart(2, "0")}`;
  const last = lastOfMonth(written(1));
  const said = written(Math.max(day, 1));
  return said > last ? last : said;
}
