import { daysBefore, monthEdge } from "../../seeds/demo/dates.ts";
import { addDays, addMonths, dayOf, startOf } from "../../server/domain/days.ts";
import { availabilityCalendar } from "../../server/experts/calendar.ts";
import { frenchDate, frenchMoment, frenchPeriod, since } from "../../server/http/format.ts";

/** Half an hour after midnight in Paris, on the day on which summer time begins. */
const NOW = new Date("2027-03-27T23:30:00Z");

/** What French people read of days around one instant: the same on every machine. */
export function readDays() {
  const today = dayOf(NOW);
  return {
    today,
    next: [1, 30, 217, 365].map((days) => addDays(today, days)),
    months: [1, 7, 11].map((months) => addMonths(today, months)),
    start: startOf(today).toISOString(),
    date: [frenchDate(NOW), frenchDate(today), frenchMoment(NOW)],
    period: frenchPeriod({ from: today, to: "2027-10-31" }),
    since: since(new Date("2027-03-27T22:30:00Z"), NOW).text,
    calendar: availabilityCalendar([{ from: "2027-03-28", to: "2027-10-31" }], NOW),
    seeds: [monthEdge(NOW, 7, "last"), daysBefore(NOW, 3).toISOString(), daysBefore(NOW, 200).toISOString()],
  };
}
