import { monitorEventLoopDelay } from "node:perf_hooks";
import { collectGarbage } from "../../search/collectGarbage.ts";
import { expertDocument, organisationDocument } from "../../search/documents.ts";
import { createEmbeddedSearch } from "../../search/embedded.ts";
import type { IndexName, SearchEngine } from "../../search/engine.ts";
import { vocabularyFrom } from "../../search/vocabulary.ts";
import { demoFunding } from "../../seeds/demo/funding.ts";
import { generateWorld } from "../../seeds/generate.ts";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankFunding } from "../domain/matching/rankFunding.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type { ExpertCandidate, MatchNeed, PeerCandidate } from "../domain/matching/types.ts";
import { needText, understand } from "../domain/matching/understanding/understand.ts";
import { type Found, find, RETRIEVED } from "../matching/retrieve.ts";
import { loadLexicon } from "../reference/load.ts";
import { type BenchRow, row } from "./row.ts";

const NOW = new Date("2026-11-23T00:00:00Z");
const NEEDS = 100;
const SHOWN = 10;

/**
 * Candidates as a store keeps them, outside the heap: collecting garbage around a hundred thousand objects that the
 * product would not hold would be measured too. Those that were asked for stay at hand.
 */
class Stored<Candidate extends { id: string }> {
  private readonly texts = new Map<string, Buffer>();
  private readonly read = new Map<string, Candidate>();

  put(candidate: Candidate): void {
    this.texts.set(candidate.id, Buffer.from(JSON.stringify(candidate)));
  }

  get(id: string): Candidate | undefined {
    const known = this.read.get(id);
    const text = known ? undefined : this.texts.get(id);
    if (!text) return known;
    const candidate = JSON.parse(text.toString()) as Candidate;
    this.read.set(id, candidate);
    return candidate;
  }
}

type Pool = {
  engine: SearchEngine;
  experts: Stored<ExpertCandidate>;
  peers: Stored<PeerCandidate>;
  needs: MatchNeed[];
};

const lexicon = loadLexicon();
const funding = demoFunding();

/** A generated world in the embedded engine. */
async function prepare(scale: number): Promise<Pool> {
  const world = await generateWorld({ scale, now: NOW });
  const engine = await createEmbeddedSearch(vocabularyFrom(lexicon.reference));
  const pool: Pool = { engine, experts: new Stored(), peers: new Stored(), needs: [] };
  for (const batch of world.experts) {
    for (const expert of batch) {
      const facts = {
        status: "published",
        engagedByYear: {},
        declined: false,
        lapsed: false,
        memberOf: [],
      } as const;
      pool.experts.put({ ...expert, ...facts });
    }
    await engine.upsert(
      "experts",
      batch.map((e) => expertDocument({ ...e, publishedAt: null }, lexicon)),
    );
  }
  for (const batch of world.organisations) {
    for (const organisation of batch) pool.peers.put({ ...organisation, declined: false });
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
  // As the program does once it has filled its indexes.
  await collectGarbage();
  return pool;
}

/** The three explained lists of one need, as the product makes them: one is looked for while the other is ranked. */
async function suggest({ engine, experts, peers }: Pool, need: MatchNeed): Promise<number> {
  const understood = understand(need, lexicon);
  const shared = { need, understood, lexicon, now: NOW, limit: SHOWN };
  const look = (index: IndexName) => find(engine, index, need, understood, lexicon);
  const read = async <T>(looked: Promise<Found>, from: { get: (id: string) => T | undefined }) => {
    const { relevance, readings } = await looked;
    await readings;
    return { relevance, candidates: [...relevance.keys()].flatMap((id) => from.get(id) ?? []) };
  };
  const foundExperts = look("experts");
  const foundPeers = foundExperts.then(() => look("organisations"));
  const lists = await Promise.all([
    read(foundExperts, experts).then((found) => rankExperts({ ...shared, ...found })),
    read(foundPeers, peers).then((found) => rankPeers({ ...shared, ...found })),
    rankFunding({ ...shared, candidates: funding, relevance: new Map() }),
  ]);
  return lists.reduce((sum, list) => sum + list.items.length, 0);
}

type Taken = { query: number; lists: number; held: number };

/** p95 of the bare engine query and of explained three-way suggestions, in turns, and the longest hold of the event loop. */
async function measure(scale: number): Promise<Taken> {
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
  return { query: p95(bare), lists: p95(suggestions), held: loop.max / 1e6 };
}

/** The matching's part of `npm run bench`, at each number of experts, and the largest beside the smallest. */
export async function benchMatching(sizes: readonly number[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const all: Taken[] = [];
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  for (const size of sizes) {
    const taken = await measure(size);
    all.push(taken);
    const { query, lists, held } = taken;
    const at = `at ${size.toLocaleString("en")} experts`;
    const detail = `query ${ms(query)}, lists ${ms(lists)}`;
    // A larger index is held against its own time at the smaller size, below.
    const bound = size === sizes[0] ? 3 : Infinity;
    rows.push(row(`three explained lists beside a bare query ${at}, p95`, lists / query, "≤", bound, detail));
    rows.push(row(`longest hold of the event loop ${at}, ms`, held, "≤", 50, "once candidates were read"));
  }
  const [first, last] = [all[0]!, all.at(-1)!];
  if (first !== last) {
    const detail = `${ms(first.lists)} → ${ms(last.lists)}`;
    rows.push(
      row(
        "three lists at the largest size beside the smallest, p95",
        last.lists / first.lists,
        "≤",
        3,
        detail,
      ),
    );
  }
  return rows;
}

function p95(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}
