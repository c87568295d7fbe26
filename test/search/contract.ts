import { afterAll, beforeAll, describe } from "vitest";
import type { SearchEngine } from "../../search/engine.ts";
import { describeFacets } from "./contract/facets.ts";
import { describeFilters } from "./contract/filters.ts";
import { describeRestricted } from "./contract/restricted.ts";
import { describeResults } from "./contract/results.ts";
import { describeSeveralQueries } from "./contract/severalQueries.ts";
import { describeText } from "./contract/text.ts";
import { type EngineFactory, VOCABULARY, WORLD } from "./contract/world.ts";
import { describeWrites } from "./contract/writes.ts";

/**
 * What every search engine must do, whichever it is. An adapter is right when this suite passes on it; expectations are
 * never bent to an engine. What the engines cannot have in common is left out of the suite, and listed here:
 *
 * - Words of one family. The embedded engine stems (« former » finds « formation »); Meilisearch does not, and reaches
 *   plurals and feminines as beginnings and as misspellings.
 * - Misspellings of common words. Meilisearch always adds what is one or two letters away, after the rest; the embedded
 *   engine only for words that fewer than three occurrences hold, so its totals may be smaller.
 * - Synonyms of more than three words: Meilisearch does not read them in a query (documented); as an expansion it does.
 * - Long texts. Meilisearch reads ten words of a query of which every word must be found (the adapter keeps the ten that
 *   mean most), the embedded engine 24; of any words, the adapter asks for 24, the embedded engine for 100.
 * - Any of the words. Meilisearch has no such strategy: each word leads one federated query, and a document is worth the
 *   best run of words that follow each other in the text; the embedded engine adds every word up.
 * - Neighbouring words. Meilisearch ranks first by how close words stand; to the embedded engine it is a part of the score,
 *   looked at in the fifty best.
 * - Facet search. Meilisearch finds values by their beginning, the embedded engine by the beginning of any word of them.
 * - Scores. Both are 0…1 and monotonous with the order; Meilisearch's come close to 1 as soon as every word is found, the
 *   embedded engine's only for a word in an important and short field.
 * - Totals of any words. Meilisearch's are estimates.
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
    describeSeveralQueries(() => engine);
    describeRestricted(() => engine);
    describeWrites(() => engine);
  });
}
