import { fold, STOP_WORDS, tokenize } from "../../search/embedded/analysis.ts";
import { SearchCore } from "../../search/embedded/core.ts";
import type { IndexName, SearchHit, SearchQuery, SearchResult } from "../../search/engine.ts";
import { DEFAULT_LIMIT } from "../../search/engine.ts";
import type { Fallback } from "../../search/resilient.ts";
import type { Dependencies } from "../context.ts";
import { plainExperts } from "../experts/plainSearch.ts";
import { plainFunding } from "../funding/plainSearch.ts";
import { plainNeeds } from "../needs/plainSearch.ts";
import { plainOrganisations } from "../organisations/plainSearch.ts";
import type { PlainSearch } from "../storage/plainSearch.ts";
import { loadDocuments } from "./indexing.ts";

const PLAIN: Partial<Record<IndexName, PlainSearch>> = {
  experts: plainExperts,
  organisations: plainOrganisations,
  needs: plainNeeds,
  funding: plainFunding,
};

/** So many records are read at most: ordering and filtering them takes no time that anyone would notice. */
const CANDIDATES = 200;
/** Each word is one more pattern to look for in every record. */
const MAX_WORDS = 8;

/**
 * Answers from the database while the search engine is away: words as written or their beginnings, every filter obeyed,
 * no facets, no misspellings. The database finds candidates; what it cannot tell (filters on what the index derives) is
 * told from the documents that would be indexed, ordered in memory.
 * @param lexicon asked for once it is needed
 */
export function storedFallback({
  clock,
  lexicon,
}: Pick<Dependencies, "clock"> & { lexicon: () => Dependencies["lexicon"] }): Fallback {
  const search = async (index: IndexName, query: SearchQuery): Promise<SearchResult> => {
    const { offset = 0, limit = DEFAULT_LIMIT, sort = [], filter } = query;
    const words = wordsOf(query.text);
    const whole = words.length === 0 && filter === undefined;
    const window = whole ? { skip: offset, limit } : { skip: 0, limit: CANDIDATES };
    const any = query.words === "any";
    const asked = { words, any, sort, ...(filter ? { filter } : {}) };
    const plain = await PLAIN[index]?.({ ...asked, ...window });
    const { ids, total } = plain ?? { ids: [], total: 0 };
    const core = new SearchCore();
    core.upsert(
      { index },
      ids.length > 0 ? await loadDocuments({ clock, lexicon: lexicon() }, index, ids) : [],
    );
    const kept = core.search(index, { ...query, facets: [], ...(whole ? { offset: 0 } : {}) });
    const facets = Object.fromEntries((query.facets ?? []).map((facet) => [facet, {}]));
    return { ...kept, facets, total: whole ? total : kept.total, degraded: true };
  };
  return {
    search,
    async searchMerged(index, queries, limit) {
      const greatest = Math.max(...queries.map(({ weight }) => weight));
      const best = new Map<string, SearchHit>();
      for (const query of queries) {
        const { hits } = await search(index, { ...query, offset: 0, limit });
        for (const hit of hits) {
          const score = (hit.score * query.weight) / greatest;
          if (score > (best.get(hit.id)?.score ?? -1)) best.set(hit.id, { ...hit, score });
        }
      }
      const merged = [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      return merged.slice(0, limit);
    },
  };
}

function wordsOf(text: string): string[] {
  const words = tokenize(text).map((token) => fold(token.text));
  return [...new Set(words.filter((word) => !STOP_WORDS.has(word)))].slice(0, MAX_WORDS);
}
