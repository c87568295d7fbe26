import { type Day, dayOf, daysBetween, frenchDay } from "../domain/days.ts";

const moment = new Intl.DateTimeFormat("fr-FR", {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Europe/Paris",
});
const number = new Intl.NumberFormat("fr-FR");
const percent = new Intl.NumberFormat("fr-FR", { style: "percent", maximumFractionDigits: 1 });
const points = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat("fr-FR", { numeric: "auto" });

/** "31 mars 2027", "1er mars 2027": a day, or that of an instant in Paris. */
export const frenchDate = (value: Date | Day): string =>
  frenchDay(typeof value === "string" ? value : dayOf(value));

/** "12 480", with a space that does not break. */
export const frenchNumber = (value: number): string => number.format(value);

/** "70 %", from a share between 0 and 1; its space does not break. */
export const frenchPercent = (share: number): string => percent.format(share);

/** "10 000 €": whole units of a currency (ISO 4217); its spaces do not break. */
export const frenchMoney = (value: number, currency = "EUR"): string =>
  new Intl.NumberFormat("fr-FR", { style: "currency", currency, maximumFractionDigits: 0 }).format(value);

/** "12 480 habitants", "1 mois": a number and its unit stay on one line. */
export const frenchQuantity = (value: number, unit: string): string => `${number.format(value)}\u00a0${unit}`;

/** "24,5", "7,0": points of a score, always with their tenth, so that a column of them is aligned. */
export const frenchPoints = (value: number): string => points.format(value);

/** "31 mars 2027 à 14:05", in the time of Paris. */
export function frenchMoment(value: Date | string): string {
  return moment.format(new Date(value));
}

/** "du 1er mars 2027 au 30 juin 2027", "le 1er mars 2027". */
export function frenchPeriod({ from, to }: { from: Day; to: Day }): string {
  if (from === to) return `le ${frenchDate(from)}`;
  return `du ${frenchDate(from)} au ${frenchDate(to)}`;
}

/** Units that follow a number in what people write here. */
const UNITS =
  "k€|M€|euros?|ans?|mois|jours?|semaines?|heures?|habitants?|km|m|ha|m²|m³|kW|points?|millions?|milliards?";
const BEFORE_UNIT = new RegExp(`(?<=\\d) (?=(?:${UNITS})(?![\\p{L}\\d]))`, "gu");

/**
 * A typed sentence whose lines break where French allows it: not before a sign (: ; ? ! » % €), after «, within a number
 * ("6 000") or between a number and its unit ("3 ans"). Before ; ? and ! the space is a narrow one, as the Imprimerie
 * nationale prints it.
 */
export function unbroken(text: string): string {
  return text
    .replace(/ (?=[;?!])/g, "\u202f")
    .replace(/ (?=[:»%€])/g, "\u00a0")
    .replace(/« /g, "«\u00a0")
    .replace(/(?<=\b\d{1,3}) (?=\d{3}(?!\d))/g, "\u202f")
    .replace(BEFORE_UNIT, "\u00a0");
}

/** "aujourd’hui", "hier", "il y a 3 jours", "il y a 2 mois": how long something has been waiting, by the days of Paris. */
export function since(date: Date, now: Date): { iso: string; text: string } {
  const days = daysBetween(dayOf(date), dayOf(now));
  const text =
    days < 1
      ? "aujourd’hui"
      : days < 60
        ? relative.format(-days, "day")
        : relative.format(-Math.round(days / 30), "month");
  return { iso: date.toISOString(), text };
}

const plural = (count: number, one: string, many: string): string =>
  `${count}\u00a0${count === 1 ? one : many}`;

/** From so many days on, what waits in a queue is marked: a fortnight is long for who wrote. */
const LONG_WAIT_DAYS = 14;

/** "attend depuis 12 jours": the age of something in a queue, and whether it is one to be seen first. */
export function waited(date: Date, now: Date): { iso: string; text: string; long: boolean } {
  const days = Math.max(0, daysBetween(dayOf(date), dayOf(now)));
  const text =
    days === 0
      ? "aujourd’hui"
      : days === 1
        ? "hier"
        : days < 60
          ? plural(days, "jour", "jours")
          : plural(Math.round(days / 30), "mois", "mois");
  return { iso: date.toISOString(), text: `attend depuis ${text}`, long: days >= LONG_WAIT_DAYS };
}
