import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Db, MongoClient } from "mongodb";
import { type EmbeddedStore, startEmbeddedStore } from "../../server/storage/embedded/start.ts";

/** A fresh directory that `release` removes. */
export function temporaryDirectory(): { dir: string; release(): void } {
  const dir = mkdtempSync(join(tmpdir(), "bourse-test-"));
  return { dir, release: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A server to hold against the contract, and a client on a database of the test's own. */
export interface TestServer {
  uri: string;
  client: MongoClient;
  db: Db;
  /** False where a real MongoDB answers, named by MONGODB_TEST_URI. */
  embedded: boolean;
  close(): Promise<void>;
}

/** The embedded store on a fresh directory, or the MongoDB of MONGODB_TEST_URI. */
export async function openTestServer(options: { sweepMs?: number } = {}): Promise<TestServer> {
  const given = process.env["MONGODB_TEST_URI"];
  const directory = temporaryDirectory();
  const store: EmbeddedStore | undefined = given
    ? undefined
    : await startEmbeddedStore({ dir: directory.dir, ...options });
  const uri = given ?? store!.uri("test");
  const client = await new MongoClient(uri).connect();
  const db = client.db(`bourse_test_${process.pid}_${Math.floor(Math.random() * 1e9)}`);
  return {
    uri,
    client,
    db,
    embedded: !given,
    async close() {
      await db.dropDatabase();
      await client.close();
      await store?.close();
      directory.release();
    },
  };
}

/** The error that a promise rejects with; fails where it does not. */
export async function failure(
  promise: Promise<unknown>,
): Promise<Error & { code?: number; codeName?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a failure");
}
