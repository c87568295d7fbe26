import type { IndexDescription } from "mongodb";
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

/**
 * Makes the collections and indexes of every registered model, each in one command: a model's own `createIndexes` sends
 * one for each index. A collection cannot be made inside a transaction everywhere.
 */
export async function prepareIndexes(): Promise<void> {
  await Promise.all(
    Object.values(mongoose.models).map((model) => {
      const indexes = model.schema
        .indexes()
        .map(([key, options]) => ({ ...options, key }) as IndexDescription);
      return indexes.length > 0 ? model.collection.createIndexes(indexes) : model.createCollection();
    }),
  );
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect();
}
