import type { ClientSession } from "mongoose";
import { dayOf, yearOf } from "../domain/days.ts";
import { calendarYears, type Period } from "../domain/vocabulary.ts";
import { invalid } from "../errors.ts";
import { Expert, type ExpertRecord } from "./model.ts";

/**
 * Takes one mission of each year that a mission touches, in the transaction that engages it. Two at once write the same
 * document: one of them is run again and then sees what the other took.
 * @returns the first year that is full, and then the caller must abort; null when there was room in all of them.
 */
export async function takeCapacity(
  session: ClientSession,
  id: string,
  mission: Period,
): Promise<number | null> {
  for (const year of calendarYears(mission)) {
    const field = `engagedByYear.${year}`;
    const { modifiedCount } = await Expert.updateOne(
      { _id: id, $expr: { $lt: [{ $ifNull: [`$${field}`, 0] }, "$missionsPerYear"] } },
      { $inc: { [field]: 1 } },
      { session },
    );
    if (modifiedCount === 0) return year;
  }
  return null;
}

/** Gives a mission back in each year that it touches. */
export async function releaseCapacity(session: ClientSession, id: string, mission: Period): Promise<void> {
  for (const year of calendarYears(mission)) {
    const field = `engagedByYear.${year}`;
    await Expert.updateOne({ _id: id, [field]: { $gt: 0 } }, { $inc: { [field]: -1 } }, { session });
  }
}

/** @throws 422 where this year or a later one already holds more missions than would be offered. */
export function refuseBelowEngaged(
  { engagedByYear }: Pick<ExpertRecord, "engagedByYear">,
  missionsPerYear: number,
  now: Date,
): void {
  const [fullest] = Object.entries(engagedByYear)
    .filter(([year, engaged]) => Number(year) >= yearOf(dayOf(now)) && engaged > missionsPerYear)
    .sort(([, a], [, b]) => b - a);
  if (!fullest) return;
  const [year, engaged] = fullest;
  const agreed = engaged === 1 ? "1 mission est déjà convenue" : `${engaged} missions sont déjà convenues`;
  const message = `${agreed} en ${year} : gardez-en au moins ${engaged} par an.`;
  throw invalid([{ path: "missionsPerYear", message }]);
}
