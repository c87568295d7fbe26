import type { ClientSession } from "mongoose";
import { Expert } from "./model.ts";

/**
 * Takes one mission of an expert's year, in the transaction that engages it. Two at once write the same document: one of
 * them is run again and then sees what the other took.
 * @returns false when the year is full.
 */
export async function takeCapacity(session: ClientSession, id: string, year: number): Promise<boolean> {
  const field = `engagedByYear.${year}`;
  const { modifiedCount } = await Expert.updateOne(
    { _id: id, $expr: { $lt: [{ $ifNull: [`$${field}`, 0] }, "$missionsPerYear"] } },
    { $inc: { [field]: 1 } },
    { session },
  );
  return modifiedCount === 1;
}

/** Gives a mission of an expert's year back. */
export async function releaseCapacity(session: ClientSession, id: string, year: number): Promise<void> {
  const field = `engagedByYear.${year}`;
  await Expert.updateOne({ _id: id, [field]: { $gt: 0 } }, { $inc: { [field]: -1 } }, { session });
}
