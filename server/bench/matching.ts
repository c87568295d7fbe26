import { monitorEventLoopDelay } from "node:perf_hooks";
import { expertDocument, organisationDocument } from "../../search/documents.ts";
import { createEmbeddedSearch } from "../../search/embedded.ts";
import type { IndexName, SearchEngine } from "../../search/engine.ts";
import { vocabularyFrom } from "../../search/vocabulary.ts";
import { generateWorld } from "../../seeds/generate.ts";
import { readReference } from "../../seeds/readData.ts";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankFunding } from "../domain/matching/rankFunding.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type {
  ExpertCandidate,
  FundingCandidate,
  MatchNeed,
  PeerCandidate,
} from "../domain/matching/types.ts";
import { buildLexicon } from "../domain/matching/understanding/lexicon.ts";
import { needText, understand } from "../domain/matching/understanding/understand.ts";
import { fetchReadings, RETRIEVED, retrieve } from "../matching/retrieve.ts";
import { loadReference } from "../reference/load.ts";
import { type BenchRow, row } from "./row.ts";

const NOW = new Date("2026-11-23T00:00:00Z");
const NEEDS = 100;
const SHOWN = 10;

type Pool = {
  engine: SearchEngine;
  experts: Map<string, ExpertCandidate>;
  peers: Map<string, PeerCandidate>;
  needs: MatchNeed[];
};

const lexicon = buildLexicon(loadReference());
const funding = readReference<FundingCandidate[]>("funding");

/** A generated world in the embedded engine; candidates wait in memory where the product reads them from the store. */
async function prepare(scale: number): Promise<Pool> {
  const world = await generateWorld({ scale, now: NOW });
  const engine = await createEmbeddedSearch(vocabularyFrom(lexicon.reference));
  const pool: Pool = { engine, experts: new Map(), peers: new Map(), needs: [] };
  for (const batch of world.experts) {
    for (const expert of batch) {
      const facts = {
        status: "published",
        engagedByYear: {},
        declined: false,
        lapsed: false,
        memberOf: [],
      } as const;
      pool.experts.set(expert.id, { ...expert, ...facts });
    }
    await engine.upsert(
      "experts",
      batch.map((e) => expertDocument({ ...e, publishedAt: null }, lexicon)),
    );
  }
  for (const batch of world.organisations) {
    for (const organisation of batch) pool.peers.set(organisation.id, { ...organisation, declined: false });
    await engine.upsert(
      "organisations",
      batch.map((o) => organisationDocument(o, lexicon)),
    );
  }
  for (const batch of world.needs) {
    for (const need of batch) {
      if (pool.needs.length < NEEDS)
        pool.needs.push({ ...need, asker: pool.peers.get(need.organisation) ?? null });
    }
    if (pool.needs.length >= NEEDS) break;
  }
  return pool;
}

/** The three explained lists of one need, as the product makes them: one is looked for while the other is ranked. */
async function suggest({ engine, experts, peers }: Pool, need: MatchNeed): Promise<number> {
  const understood = understand(need, lexicon);
  const shared = { need, understood, lexicon, now: NOW, limit: SHOWN };
  const find = async (index: IndexName) => {
    const relevance = await retrieve(engine, index, need, understood, lexicon);
    return { relevance, readings: fetchReadings(engine, index, [...relevance.keys()], lexicon) };
  };
  const read = async <T>(found: ReturnType<typeof find>, from: ReadonlyMap<string, T>) => {
    const { relevance, readings } = await found;
    await readings;
    return { relevance, candidates: [...relevance.keys()].flatMap((id) => from.get(id) ?? []) };
  };
  const foundExperts = find("experts");
  const foundPeers = foundExperts.then(() => find("organisations"));
  const lists = await Promise.all([
    read(foundExperts, experts).then((found) => rankExperts({ ...shared, ...found })),
    read(foundPeers, peers).then((found) => rankPeers({ ...shared, ...found })),
    rankFunding({ ...shared, candidates: funding, relevance: new Map() }),
  ]);
  return lists.reduce((sum, list) => sum + list.items.length, 0);
}

/** p95 of explained three-way suggestions beside the bare engine query, in one run, taken in turns. */
export async function benchMatching(scale: number): Promise<BenchRow[]> {
  const pool = await prepare(scale);
  const bare: number[] = [];
  const suggestions: number[] = [];
  const timed = async (into: number[], action: () => Promise<unknown>) => {
    const began = performance.now();
    await action();
    into.push(performance.now() - began);
  };
  const loop = monitorEventLoopDelay({ resolution: 5 });
  for (const round of [0, 1]) {
    // The first round warms the compiler up and is not counted.
    if (round === 1) {
      bare.length = 0;
      suggestions.length = 0;
      loop.enable();
    }
    for (const need of pool.needs) {
      await timed(bare, () =>
        pool.engine.search("experts", { text: needText(need), words: "any", limit: RETRIEVED }),
      );
      await timed(suggestions, () => suggest(pool, need));
    }
  }
  loop.disable();
  await pool.engine.close();
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const detail = `query ${ms(p95(bare))}, lists ${ms(p95(suggestions))}, loop held up at most ${ms(loop.max / 1e6)}`;
  const name = `three explained lists beside a bare query at ${scale.toLocaleString("en")} experts, p95`;
  return [row(name, p95(suggestions) / p95(bare), "≤", 3, detail)];
}

function p95(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}
