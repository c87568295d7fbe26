import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Long, MongoClient } from "mongodb";
import { commandLine } from "../support/command.ts";
import { temporaryDirectory } from "./support.ts";

/**
 * Starts the store as a process of its own; resolves with its URI, or rejects with what it said on stderr. Its files
 * may not grow over `maxKilobytes`: writes then fail as on a full disk.
 */
export async function spawnStore(
  dir: string,
  maxKilobytes: number | "unlimited" = "unlimited",
): Promise<{ process: ChildProcess; uri: string; startMs: number }> {
  const began = performance.now();
  const limited = `ulimit -f ${maxKilobytes}; trap '' XFSZ; exec "$0" "$@"`;
  const command = ["-c", limited, ...commandLine("server/storage/embedded/cli.ts", dir)];
  const child = spawn("bash", command, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const uri = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk) => resolve(String(chunk).trim()));
    child.once("exit", (code) => reject(new Error(`exit ${code}: ${said.trim()}`)));
  });
  return { process: child, uri, startMs: performance.now() - began };
}

/** What many rounds of kill -9 found. */
export interface Endurance {
  rounds: number;
  acknowledged: number;
  lost: number;
  torn: number;
  /** Longest start on 10,000 documents and more, in milliseconds. */
  slowestStartMs: number;
}

const connect = (uri: string) =>
  new MongoClient(uri, {
    serverSelectionTimeoutMS: 2_000,
    retryWrites: false,
    monitorCommands: false,
  }).connect();

/**
 * Kills a store at random moments under single writes and two-document transactions, starts it again, and counts
 * acknowledged writes that are gone and transactions of which one half is there.
 */
export async function endure(
  rounds: number,
  documents: number,
  tell: (line: string) => void = () => {},
): Promise<Endurance> {
  const { dir, release } = temporaryDirectory();
  const singles: number[] = [];
  const pairs: number[] = [];
  const result: Endurance = { rounds, acknowledged: 0, lost: 0, torn: 0, slowestStartMs: 0 };
  let last = 0;
  const fresh = (): number => {
    last += 1;
    return last;
  };
  for (let round = 0; round <= rounds; round += 1) {
    const store = await spawnStore(dir);
    const client = await connect(store.uri);
    const db = client.db("endurance");
    if (round === 0) {
      await db.collection("one").createIndex({ n: 1 }, { unique: true });
      await Promise.all(["left", "right"].map((name) => db.createCollection(name)));
      await db
        .collection("ballast")
        .insertMany(Array.from({ length: documents }, (_, n) => ({ n, text: `ballast ${n}` })));
    } else {
      result.slowestStartMs = Math.max(result.slowestStartMs, store.startMs);
      const read = async (name: string) => new Set(await db.collection(name).distinct("n"));
      const [one, left, right] = await Promise.all([read("one"), read("left"), read("right")]);
      const lost =
        singles.filter((n) => !one.has(n)).length + pairs.filter((n) => !left.has(n) || !right.has(n)).length;
      const torn =
        [...left].filter((n) => !right.has(n)).length + [...right].filter((n) => !left.has(n)).length;
      const byIndex = await db
        .collection("one")
        .find({ n: { $gte: 0 } })
        .sort({ n: 1 })
        .toArray();
      if (byIndex.length !== one.size) throw new Error("the index and the documents disagree");
      result.lost = Math.max(result.lost, lost);
      result.torn = Math.max(result.torn, torn);
      result.acknowledged = singles.length + pairs.length;
      tell(
        `round ${round}: ${result.acknowledged} acknowledged, ${lost} lost, ${torn} torn, start ${Math.round(store.startMs)} ms`,
      );
    }
    if (round === rounds) {
      store.process.kill("SIGTERM");
      await Promise.all([once(store.process, "exit"), client.close()]);
      break;
    }
    let running = true;
    const single = async () => {
      while (running) {
        const n = fresh();
        await db.collection("one").insertOne({ n, at: Long.fromNumber(n) });
        singles.push(n);
      }
    };
    const pair = async () => {
      while (running) {
        const n = fresh();
        await client.withSession(async (session) => {
          session.startTransaction();
          await db.collection("left").insertOne({ n }, { session });
          await db.collection("right").insertOne({ n }, { session });
          await session.commitTransaction();
        });
        pairs.push(n);
      }
    };
    for (const work of [single(), single(), single(), single(), pair(), pair(), pair()]) work.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 350));
    store.process.kill("SIGKILL");
    await once(store.process, "exit");
    running = false;
    // Neither is waited for, the end of the client nor what was in flight: the driver looks for the dead store for seconds,
    // to end its sessions and to try a commit again.
    void client.close(true).catch(() => {});
  }
  release();
  return result;
}

// By hand, the long form: node server/run.cjs test/storage/durability.ts [ROUNDS]
async function byHand(): Promise<void> {
  const result = await endure(Number(process.argv[2] ?? 200), 10_000, (line) =>
    process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(result.lost + result.torn > 0 ? 1 : 0);
}
if (process.argv[1] === fileURLToPath(import.meta.url)) void byHand();
