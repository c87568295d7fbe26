import autocannon from "autocannon";
import { THEME_CODES } from "../domain/vocabulary.ts";
import { PAGE_SIZE } from "../experts/directory.ts";
import { DIRECTORY_SORTS } from "../experts/schema.ts";
import { startServer } from "./program.ts";
import { type BenchRow, median, row } from "./row.ts";
import { memory, withService } from "./service.ts";

const ROUNDS = 5;
const SECONDS = 3;
const WANTED = 0.5;

/** What is asked for, one address after the other; `bound`: the least that is wanted, where something is. */
type Visit = { name: string; next: () => string; bound: number };

const always = (address: string) => (): string => address;
const inTurns = (addresses: string[]): (() => string) => {
  let asked = 0;
  return () => addresses[asked++ % addresses.length]!;
};

/** Every theme, in every order, page after page: more addresses than are kept, so that each is made anew. */
const everyPage = (experts: number): string[] => {
  const pages = Math.max(1, Math.floor(experts / THEME_CODES.length / PAGE_SIZE));
  return Array.from({ length: pages }, (_, page) => page + 1).flatMap((page) =>
    DIRECTORY_SORTS.flatMap((sort) =>
      THEME_CODES.map((theme) => `/experts?theme=${theme}&sort=${sort}&page=${page}`),
    ),
  );
};

const visits = (experts: number): Visit[] => [
  { name: "the directory", next: always("/experts"), bound: WANTED },
  {
    name: "a search in it",
    next: always("/experts?q=assainissement&theme=eau-assainissement"),
    bound: WANTED,
  },
  {
    name: "its themes and three pages of each, in turns",
    next: inTurns(everyPage(experts).filter((address) => /sort=name&page=[1-3]$/.test(address))),
    bound: WANTED,
  },
  { name: "its pages asked for the first time", next: inTurns(everyPage(experts)), bound: 0 },
];

/** Requests a second; the first answers are left out, so that nothing cold is counted. */
async function rate(url: string, next: () => string): Promise<number> {
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({ ...request, path: next() });
  const result = await autocannon({ url, connections: 10, duration: SECONDS, requests: [{ setupRequest }] });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of the answers of ${url} were none`);
  return result.requests.average;
}

/** The directory's pages beside an Express + EJS hello page, in turns; and what the process holds after that. */
export async function benchDirectory(experts: number): Promise<BenchRow[]> {
  const hello = await startServer("server/bench/hello.ts", { NODE_ENV: "production" });
  const at = `at ${experts.toLocaleString("en")} experts`;
  try {
    return await withService(experts, {}, async (url) => {
      const rows: BenchRow[] = [];
      for (const { name, next, bound } of visits(experts)) {
        const rounds: { hello: number; ours: number }[] = [];
        for (let round = 0; round <= ROUNDS; round += 1) {
          rounds.push({ hello: await rate(hello.url, always("/")), ours: await rate(url, next) });
        }
        // The first round warms both up.
        const ratios = rounds.slice(1).map((each) => each.ours / each.hello);
        const rates = (of: "hello" | "ours") => median(rounds.map((each) => each[of])).toFixed(0);
        const detail = `hello ${rates("hello")}/s, ours ${rates("ours")}/s`;
        rows.push(row(`${name} beside a hello page ${at}`, median(ratios), "≥", bound, detail));
      }
      return rows;
    });
  } finally {
    await hello.stop();
  }
}

/** What the whole service holds in memory at several sizes, beside what it holds with next to nothing. */
export async function benchMemory(sizes: number[]): Promise<BenchRow[]> {
  const held = (experts: number) =>
    withService(experts, {}, async (url) => {
      for (let i = 0; i < 20; i += 1) await (await fetch(`${url}/experts?page=${i + 1}`)).text();
      return memory(url);
    });
  const least = await held(1);
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const { resident, heap } = await held(size);
    const detail = `${resident.toFixed(0)} MB, of which ${heap.toFixed(0)} MB are the main thread's heap`;
    const name = `memory at ${size.toLocaleString("en")} experts, organisations and needs beside one of each`;
    // No bound was set: it grows with what the embedded engine holds in memory.
    rows.push(row(name, resident / least.resident, "≤", Number.POSITIVE_INFINITY, detail));
  }
  return rows;
}
