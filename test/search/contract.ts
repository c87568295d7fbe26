import { afterAll, beforeAll, describe } from "vitest";
import type { SearchEngine } from "../../search/engine.ts";
import { describeFacets } from "./contract/facets.ts";
import { describeFilters } from "./contract/filters.ts";
import { describeResults } from "./contract/results.ts";
import { describeText } from "./contract/text.ts";
import { type EngineFactory, VOCABULARY, WORLD } from "./contract/world.ts";
import { describeWrites } from "./contract/writes.ts";

/**
 * What every search engine must do, whichever it is. An adapter is right when this suite passes on it; expectations are
 * never bent to an engine.
 */
export function describeSearchContract(name: string, make: EngineFactory): void {
  describe(`${name} keeps the search contract`, () => {
    let engine: SearchEngine;

    beforeAll(async () => {
      engine = await make(VOCABULARY);
      await engine.prepare();
      await engine.upsert("experts", WORLD);
    });

    afterAll(async () => {
      await engine?.close();
    });

    describeText(() => engine);
    describeFilters(() => engine);
    describeFacets(() => engine);
    describeResults(() => engine);
    describeWrites(() => engine);
  });
}
