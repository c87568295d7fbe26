import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { runProgram, startServer } from "./program.ts";

const TOKEN = "only-for-this-measure";

/** The number that a running service tells under this name. */
async function measured(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(await answer.text())?.[1]);
}

/** Megabytes that the process holds, and how many of them are its heap. */
export async function memory(url: string): Promise<{ resident: number; heap: number }> {
  const megabytes = async (name: string) => (await measured(url, name)) / 2 ** 20;
  return {
    resident: await megabytes("process_resident_memory_bytes"),
    heap: await megabytes("nodejs_heap_size_used_bytes"),
  };
}

/** Seconds of processor that the process has used since it began, in all of its threads. */
export const processorSeconds = (url: string): Promise<number> => measured(url, "process_cpu_seconds_total");

/**
 * The whole service, embedded engines and all, over so many generated experts, organisations and needs.
 * @param demo adds the demo, whose accounts can sign in
 */
export async function withService<T>(
  experts: number,
  { demo = false }: { demo?: boolean },
  measure: (url: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(path.join(tmpdir(), "bourse-bench-"));
  const variables = {
    DATA_DIR: dir,
    PORT: "0",
    DEMO: "0",
    LOG_LEVEL: "error",
    NODE_ENV: "production",
    METRICS_TOKEN: TOKEN,
    SEARCH_RATE_PER_MINUTE: "100000000",
  };
  try {
    await runProgram("seeds/cli.ts", [...(demo ? ["--demo"] : []), "--scale", String(experts)], variables);
    const service = await startServer("server/main.ts", variables);
    try {
      // Until its indexes are filled, it answers nobody.
      while (!(await fetch(`${service.url}/readyz`)).ok) await setTimeout(500);
      return await measure(service.url);
    } finally {
      await service.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
