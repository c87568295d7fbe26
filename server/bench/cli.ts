import { parseArgs } from "node:util";
import { benchDirectory, benchMemory } from "./directory.ts";
import { benchLists } from "./lists.ts";
import { benchMatching } from "./matching.ts";
import type { BenchRow } from "./row.ts";
import { benchStore } from "./store.ts";

/**
 * `npm run bench -- [--experts N] [--only store|search|lists|matching] [--large]`: figures as ratios, both sides of each measured
 * side by side in this run, so that the machine does not matter. `--large` adds 100,000 experts.
 */
const { values } = parseArgs({
  options: {
    experts: { type: "string", default: "10000" },
    only: { type: "string" },
    large: { type: "boolean", default: false },
  },
});
const experts = Number(values.experts);
const sizes = [1_000, 10_000, ...(values.large ? [100_000] : [])];
/** Queues and lists are held to their bound at so many experts, organisations and needs. */
const LISTS_SCALE = 2_000;
const PARTS: Record<string, () => Promise<BenchRow[]>> = {
  store: benchStore,
  search: async () => [...(await benchDirectory(experts)), ...(await benchMemory(sizes))],
  lists: () => benchLists(LISTS_SCALE),
  matching: () => benchMatching([experts, ...(values.large ? [100_000] : [])]),
};

const { only } = values;
if (!Number.isInteger(experts) || experts < 1 || (only !== undefined && !Object.hasOwn(PARTS, only))) {
  console.error("npm run bench -- [--experts N] [--only store|search|lists|matching] [--large]");
  process.exit(2);
}

async function main(): Promise<void> {
  let missed = 0;
  for (const [part, bench] of Object.entries(PARTS)) {
    if (only && part !== only) continue;
    for (const { name, ratio, bound, holds, detail } of await bench()) {
      if (!holds) missed += 1;
      const against = bound.endsWith("Infinity") ? "" : ` (${bound})`;
      console.log(`${holds ? "ok    " : "missed"} ${name}: ${ratio.toFixed(2)}${against}; ${detail}`);
    }
  }
  process.exit(missed === 0 ? 0 : 1);
}

void main();
