import type { Collection } from "mongodb";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { openTestServer, type TestServer } from "../support.ts";

/** Where the contract's tests work: one server for all of them, and a collection of each test's own. */
export interface ContractWorld {
  /** There once a test runs, not while the tests are declared. */
  readonly server: TestServer;
  /** The name of the running test's collection. */
  readonly name: string;
  /** The running test's collection, empty and not yet created. */
  things(): Collection;
}

/** Starts the server before the calling file's first test and closes it after the last one. */
export function contractWorld(): ContractWorld {
  let server: TestServer;
  let run = 0;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    run += 1;
  });
  const name = () => `c${run}`;
  return {
    get server() {
      return server;
    },
    get name() {
      return name();
    },
    things: () => server.db.collection(name()),
  };
}
