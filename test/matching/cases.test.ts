import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { failuresOf, loadCases } from "../../server/matching/cases.ts";
import { lexicon } from "../domain/matching/support.ts";

const cases = loadCases(fileURLToPath(new URL("../../seeds/evaluation/cases.jsonl", import.meta.url)));

describe("integration: what must come of small needs", () => {
  it.each(cases.map((one) => [one.id, one.why, one] as const))("%s: %s", (_id, _why, one) => {
    expect(failuresOf(one, lexicon)).toEqual([]);
  });
});
