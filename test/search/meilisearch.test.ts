import { randomUUID } from "node:crypto";
import { Meilisearch } from "meilisearch";
import { afterAll, describe, it } from "vitest";
import { INDEX_NAMES } from "../../search/engine.ts";
import { createMeilisearch } from "../../search/meilisearch.ts";
import { describeSearchContract } from "./contract.ts";
import { FakeMeilisearch } from "./support/fakeMeilisearch.ts";

const server = new FakeMeilisearch();

afterAll(() => server.stop());

describeSearchContract("The Meilisearch adapter, on a server of paper", async (vocabulary) =>
  createMeilisearch({ url: await server.start(), vocabulary }),
);

const url = process.env["MEILI_TEST_URL"];
if (url) {
  const prefix = `test_${randomUUID().slice(0, 8)}_`;
  const apiKey = process.env["MEILI_TEST_KEY"];
  afterAll(async () => {
    const client = new Meilisearch({ host: url, ...(apiKey ? { apiKey } : {}) });
    for (const index of INDEX_NAMES) await client.deleteIndex(`${prefix}${index}`).waitTask();
  });
  describeSearchContract(`The Meilisearch adapter, on ${url}`, async (vocabulary) =>
    createMeilisearch({ url, apiKey: apiKey ?? null, vocabulary, prefix }),
  );
} else {
  describe("The Meilisearch adapter, on a real server", () => {
    it.skip("runs where MEILI_TEST_URL (and MEILI_TEST_KEY) name one");
  });
}
