import mongoose, { type ClientSession } from "mongoose";

/**
 * Runs `work` in one transaction: all its writes or none. A write conflict with another transaction runs it again,
 * so `work` must not have effects outside the database.
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return mongoose.connection.withSession((session) => session.withTransaction(() => work(session)));
}
