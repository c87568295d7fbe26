import mongoose from "mongoose";

/**
 * Connects Mongoose to a MongoDB replica set or to the embedded store: the same driver, the same options.
 * `autoIndex` is off because indexes are made once, at start, by `prepareIndexes`.
 * @returns Mongoose's connection.
 * @throws when no server answers within five seconds.
 */
export async function connect(uri: string): Promise<mongoose.Connection> {
  mongoose.set("strictQuery", "throw");
  await mongoose.connect(uri, { serverSelectionTimeoutMS: 5000, autoIndex: false, autoCreate: false });
  return mongoose.connection;
}

/** Makes the collections and indexes of every registered model. A collection cannot be made inside a transaction everywhere. */
export async function prepareIndexes(): Promise<void> {
  await Promise.all(
    Object.values(mongoose.models).map(async (model) => {
      await model.createCollection();
      await model.createIndexes();
    }),
  );
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect();
}
