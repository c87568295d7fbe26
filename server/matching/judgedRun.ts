import { expertDocument, organisationDocument } from "../../search/documents.ts";
import { createInProcessSearch } from "../../search/embedded.ts";
import type { IndexName, SearchDocument, SearchEngine } from "../../search/engine.ts";
import { vocabularyFrom } from "../../search/vocabulary.ts";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type { MatchNeed, Ranking } from "../domain/matching/types.ts";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";
import { needText, understand } from "../domain/matching/understanding/understand.ts";
import type { Weights } from "../domain/matching/weights.ts";
import type { JudgedSet } from "./judgedSet.ts";
import { retrieve } from "./retrieve.ts";

export type JudgedKind = "experts" | "peers";
export const JUDGED_KINDS = ["experts", "peers"] as const;
export const INDEX_OF: Record<JudgedKind, IndexName> = { experts: "experts", peers: "organisations" };

/** The needs of the sets are dated from late 2026 on; a ranking must not move with the day of its measure. */
export const JUDGED_NOW = new Date("2026-11-23T00:00:00Z");

/** A judged set with its candidates indexed twice: as the product does, and in their plain words alone. */
export type Bench = { set: JudgedSet; lexicon: Lexicon; engine: SearchEngine; plain: SearchEngine };

export async function prepareBench(set: JudgedSet, lexicon: Lexicon): Promise<Bench> {
  const vocabulary = vocabularyFrom(lexicon.reference);
  const engine = createInProcessSearch(vocabulary);
  const plain = createInProcessSearch();
  const experts = set.experts.map((e) => expertDocument({ ...e, name: "", publishedAt: null }, lexicon));
  const organisations = set.peers.map((o) => organisationDocument(o, lexicon));
  for (const [index, documents] of [
    ["experts", experts],
    ["organisations", organisations],
  ] as const) {
    await engine.upsert(index, documents);
    await plain.upsert(
      index,
      documents.map((d): SearchDocument => ({ ...d, labels: [] })),
    );
  }
  return { set, lexicon, engine, plain };
}

/** The same candidates, indexed already, for the needs of another set. */
export const withNeeds = (bench: Bench, { needs, grades }: JudgedSet): Bench => ({
  ...bench,
  set: { ...bench.set, needs, grades },
});

export type RunOptions = { limit: number; weights?: Weights; without?: string | null };

/** Ranks one need as the product does: retrieval, hard rules, criteria. */
export async function rankJudged(
  { set, lexicon, engine }: Bench,
  kind: JudgedKind,
  need: MatchNeed,
  { limit, weights, without = null }: RunOptions,
): Promise<Ranking> {
  const understood = understand(need, lexicon);
  const relevance = await retrieve(engine, INDEX_OF[kind], need, understood, lexicon);
  const shared = {
    need,
    understood,
    relevance,
    lexicon,
    now: JUDGED_NOW,
    limit,
    without,
    ...(weights ? { weights } : {}),
  };
  return kind === "experts"
    ? rankExperts({ ...shared, explain: false, candidates: set.experts.filter((c) => relevance.has(c.id)) })
    : rankPeers({ ...shared, candidates: set.peers.filter((c) => relevance.has(c.id)) });
}

/** The engine's plain text search: the need's whole text, no thesaurus, nothing but words. */
export async function searchPlain({ plain }: Bench, kind: JudgedKind, need: MatchNeed): Promise<string[]> {
  const result = await plain.search(INDEX_OF[kind], {
    text: needText(need),
    words: "any",
    limit: 1000,
    retrieve: [],
  });
  return result.hits.map((hit) => hit.id);
}
