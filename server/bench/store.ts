import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectId, serialize } from "bson";
import { open } from "lmdb";
import { type Collection, MongoClient } from "mongodb";
import { startEmbeddedStore } from "../storage/embedded/start.ts";
import { type BenchRow, median, row } from "./row.ts";

/** Median milliseconds of each action, the actions taken in turns so that a busy machine weighs on all alike. */
async function inTurns(times: number, actions: ((i: number) => Promise<unknown>)[]): Promise<number[]> {
  const taken: number[][] = actions.map(() => []);
  for (let i = 0; i < times; i += 1) {
    for (const [k, action] of actions.entries()) {
      const began = performance.now();
      await action(i);
      if (i >= times / 10) taken[k]!.push(performance.now() - began);
    }
  }
  return taken.map(median);
}

const documentOf = (i: number) => ({
  n: i,
  a: i % 20,
  b: Math.floor(i / 20),
  title: `Document number ${i}`,
  body: "lorem ipsum dolor sit amet ".repeat(8),
  tags: [`t${i % 7}`, `u${i % 11}`],
});

async function fill(collection: Collection, count: number): Promise<void> {
  for (let at = 0; at < count; at += 10_000) {
    await collection.insertMany(
      Array.from({ length: Math.min(10_000, count - at) }, (_, i) => documentOf(at + i)),
    );
  }
  await collection.createIndex({ n: 1 });
  await collection.createIndex({ a: 1, b: 1 });
}

const WARM_UP = 6;
const ROUNDS = 25;

/**
 * insertMany of 10,000 documents beside the same bytes put into lmdb in one transaction, both to the disk. The bytes are
 * the same because the documents bring their `_id`, which is the key.
 */
async function inserting(collection: Collection, dir: string): Promise<BenchRow> {
  const ratios: number[] = [];
  let detail = "";
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const documents = Array.from({ length: 10_000 }, (_, i) => ({ _id: new ObjectId(), ...documentOf(i) }));
    const bytes = documents.map((one) => Buffer.from(serialize(one)));
    const path = join(dir, `raw${round}.mdb`);
    const db = open<Buffer, Buffer>({
      path,
      encoding: "binary",
      keyEncoding: "binary",
      noSubdir: true,
      overlappingSync: false,
    });
    const began = performance.now();
    db.transactionSync(() => {
      for (const [i, value] of bytes.entries()) db.put(documents[i]!._id.id as Buffer, value);
    });
    const raw = performance.now() - began;
    await db.close();
    rmSync(path);
    await collection.deleteMany({});
    const start = performance.now();
    await collection.insertMany(documents);
    const ours = performance.now() - start;
    if (round >= WARM_UP) ratios.push(raw / ours);
    detail = `lmdb ${raw.toFixed(0)} ms, insertMany ${ours.toFixed(0)} ms`;
  }
  return row("insertMany of 10,000 beside lmdb alone", median(ratios), "≥", 0.25, detail);
}

/** Rate of acknowledged inserts by 32 at once beside one at a time. */
async function grouping(collection: Collection): Promise<BenchRow> {
  const rate = async (lanes: number, each: number): Promise<number> => {
    const began = performance.now();
    const lane = async () => {
      for (let i = 0; i < each; i += 1) await collection.insertOne({ i });
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return (1_000 * lanes * each) / (performance.now() - began);
  };
  const rounds: [number, number][] = [];
  for (let i = 0; i < WARM_UP + ROUNDS; i += 1) {
    const round: [number, number] = [await rate(1, 100), await rate(32, 60)];
    if (i >= WARM_UP) rounds.push(round);
  }
  const one = median(rounds.map(([alone]) => alone));
  const many = median(rounds.map(([, together]) => together));
  const detail = `one at a time ${one.toFixed(0)}/s, 32 at once ${many.toFixed(0)}/s`;
  return row(
    "32 concurrent inserts beside one at a time",
    median(rounds.map(([a, b]) => b / a)),
    "≥",
    5,
    detail,
  );
}

/** The store's part of `npm run bench`: ratios of one run, so that the machine does not matter. */
export async function benchStore(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bourse-bench-"));
  const store = await startEmbeddedStore({ dir });
  const client = await new MongoClient(store.uri("bench"), { maxPoolSize: 32 }).connect();
  const db = client.db("bench");
  const [small, large] = [db.collection("small"), db.collection("large")];
  await fill(small, 1_000);
  await fill(large, 100_000);
  const one = (collection: Collection, count: number) => (i: number) =>
    collection.findOne({ n: (i * 7_919) % count });
  const page = (collection: Collection, count: number) => (i: number) =>
    collection
      .find({ a: i % 20, b: { $gte: 0, $lt: count } })
      .sort({ b: 1 })
      .limit(20)
      .toArray();
  const [ping, findSmall, findLarge] = (await inTurns(600, [
    () => db.command({ ping: 1 }),
    one(small, 1_000),
    one(large, 100_000),
  ])) as [number, number, number];
  const [pageSmall, pageLarge] = (await inTurns(300, [page(small, 1_000), page(large, 100_000)])) as [
    number,
    number,
  ];
  const ms = (value: number) => `${value.toFixed(3)} ms`;
  const rows = [
    row(
      "findOne on an index beside a ping",
      findLarge / ping,
      "≤",
      3,
      `ping ${ms(ping)}, findOne ${ms(findLarge)}`,
    ),
    row(
      "findOne at 100,000 beside 1,000",
      findLarge / findSmall,
      "≤",
      1.5,
      `${ms(findSmall)} → ${ms(findLarge)}`,
    ),
    row(
      "find a, range b, sort b, limit 20 at 100,000 beside 1,000",
      pageLarge / pageSmall,
      "≤",
      1.5,
      `${ms(pageSmall)} → ${ms(pageLarge)}`,
    ),
    await inserting(db.collection("bulk"), dir),
    await grouping(db.collection("group")),
  ];
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
  return rows;
}
