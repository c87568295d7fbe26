import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { type Document, ObjectId, serialize } from "bson";
import { MongoClient } from "mongodb";
import { spawnStore } from "./durability.ts";
import { temporaryDirectory } from "./support.ts";

/** A valid OP_MSG frame. */
export function frameOf(body: Document): Buffer {
  const bytes = serialize(body);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + bytes.length, 0);
  head.writeInt32LE(randomInt(1 << 30), 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, bytes]);
}

const VALID: (() => Document)[] = [
  () => ({ hello: 1, $db: "admin" }),
  () => ({ ping: 1, $db: "admin" }),
  () => ({ find: "f", filter: { a: { $gt: 1 }, b: /x/i }, sort: { a: 1 }, limit: 3, $db: "fuzz" }),
  () => ({
    insert: "f",
    documents: [{ _id: new ObjectId(), a: randomInt(9), b: ["x", { c: 1 }] }],
    $db: "fuzz",
  }),
  () => ({
    update: "f",
    updates: [{ q: { a: 1 }, u: { $set: { b: 2 }, $inc: { n: 1 } }, upsert: true }],
    $db: "fuzz",
  }),
  () => ({ delete: "f", deletes: [{ q: { a: 1 }, limit: 1 }], $db: "fuzz" }),
  () => ({
    aggregate: "f",
    pipeline: [{ $match: { a: 1 } }, { $group: { _id: "$b", n: { $sum: 1 } } }],
    cursor: {},
    $db: "fuzz",
  }),
  () => ({ createIndexes: "f", indexes: [{ key: { a: 1 }, name: "a_1" }], $db: "fuzz" }),
  () => ({ findAndModify: "f", query: { a: 2 }, update: { $push: { t: 1 } }, new: true, $db: "fuzz" }),
  () => ({ getMore: 5, collection: "f", $db: "fuzz" }),
];

/** A frame that is random, or valid with some bytes changed, cut or repeated. */
function randomFrame(): Buffer {
  const kind = randomInt(10);
  if (kind === 0) return randomBytes(randomInt(1, 200));
  const frame = frameOf(VALID[randomInt(VALID.length)]!());
  if (kind === 1) return frame.subarray(0, randomInt(1, frame.length));
  if (kind === 2) {
    // A right length, an honest opcode, and noise.
    const noise = Buffer.concat([frame.subarray(0, 20), randomBytes(randomInt(1, 120))]);
    noise.writeInt32LE(noise.length, 0);
    return noise;
  }
  for (let i = randomInt(1, 6); i > 0; i -= 1)
    frame[kind < 6 ? randomInt(21, frame.length) : randomInt(frame.length)] = randomInt(256);
  return frame;
}

/** Sends a frame; true where the server answered or closed within the time, false where it hung. */
async function exchange(
  path: string,
  frame: Buffer,
  socket: Socket | undefined,
): Promise<{ ok: boolean; socket: Socket | undefined }> {
  const open = socket ?? connect(path);
  const complete = frame.length >= 16 && frame.readInt32LE(0) === frame.length;
  const settled = new Promise<"answered" | "closed">((resolve) => {
    open.once("data", () => resolve("answered"));
    open.once("close", () => resolve("closed"));
    open.once("error", () => resolve("closed"));
  });
  open.write(frame);
  // An incomplete frame is waited for: closing our side must be enough.
  if (!complete) open.end();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), 5_000);
  });
  const outcome = await Promise.race([settled, late]);
  clearTimeout(timer);
  open.removeAllListeners();
  open.on("error", () => {});
  if (outcome === "answered" && complete) return { ok: true, socket: open };
  open.destroy();
  // `moreToCome` set by a changed byte asks for no answer.
  const silent = complete && frame.length > 20 && (frame[16]! & 2) !== 0;
  return { ok: outcome !== "late" || silent, socket: undefined };
}

/** What a fuzzing run found. */
export interface Fuzzing {
  frames: number;
  hung: number;
  alive: boolean;
  /** Resident memory of the store's process after a tenth of the run and at its end, in MB. */
  memory: [number, number];
}

async function residentMb(pid: number): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Throws frames at a store of its own and watches it. */
export async function fuzz(frames: number): Promise<Fuzzing> {
  const { dir, release } = temporaryDirectory();
  const store = await spawnStore(dir);
  store.process.stderr!.resume();
  const path = decodeURIComponent(
    new URL(
      store.uri.replace("mongodb:", "http:").replace(/\/\/[^/]+/, (host) => `//x/${host.slice(2)}`),
    ).pathname.split("/")[1]!,
  );
  let dead = false;
  store.process.once("exit", () => {
    dead = true;
  });
  let hung = 0;
  let early = 0;
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    let socket: Socket | undefined;
    for (let i = lane; i < frames && !dead; i += 8) {
      const result = await exchange(path, randomFrame(), socket);
      socket = result.socket;
      if (!result.ok) hung += 1;
      if (i === Math.floor(frames / 10)) early = await residentMb(store.process.pid!);
    }
    socket?.destroy();
  });
  await Promise.all(lanes);
  let alive = false;
  if (!dead) {
    const client = await new MongoClient(store.uri, { serverSelectionTimeoutMS: 3_000 }).connect();
    const { ok } = await client.db("admin").command({ ping: 1 });
    await client.db("fuzz").collection("f").find().toArray();
    alive = ok === 1;
    await client.close();
  }
  const memory: [number, number] = [early, await residentMb(store.process.pid!)];
  store.process.kill("SIGTERM");
  if (!dead) await once(store.process, "exit");
  release();
  return { frames, hung, alive, memory };
}

// By hand, the long form: node server/run.cjs test/storage/fuzz.ts [FRAMES]
async function byHand(): Promise<void> {
  const result = await fuzz(Number(process.argv[2] ?? 20_000));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(result.alive && result.hung === 0 ? 0 : 1);
}
if (process.argv[1] === fileURLToPath(import.meta.url)) void byHand();
