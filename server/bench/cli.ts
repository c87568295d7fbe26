import { command, UsageError } from "../command.ts";
import { benchDirectory, benchMemory } from "./directory.ts";
import { benchLists } from "./lists.ts";
import { benchMatching } from "./matching.ts";
import type { BenchRow } from "./row.ts";
import { benchStore } from "./store.ts";

/** Queues and lists are held to their bound at so many experts, organisations and needs. */
const LISTS_SCALE = 2_000;

type Wanted = { experts: number; large: boolean; only: string | undefined };

/** The parts of the bench, each run when its turn comes. */
function partsOf({ experts, large }: Wanted): Record<string, () => Promise<BenchRow[]>> {
  const sizes = [1_000, 10_000, ...(large ? [100_000] : [])];
  return {
    store: benchStore,
    search: async () => [...(await benchDirectory(experts)), ...(await benchMemory(sizes))],
    lists: () => benchLists(LISTS_SCALE),
    matching: () => benchMatching([experts, ...(large ? [100_000] : [])]),
  };
}

async function bench(wanted: Wanted): Promise<void> {
  const parts = partsOf(wanted);
  if (!Number.isInteger(wanted.experts) || wanted.experts < 1)
    throw new UsageError("--experts takes a whole number from 1.");
  if (wanted.only !== undefined && !Object.hasOwn(parts, wanted.only))
    throw new UsageError(`--only takes one of ${Object.keys(parts).join(", ")}.`);
  let missed = 0;
  for (const [part, rows] of Object.entries(parts)) {
    if (wanted.only && part !== wanted.only) continue;
    for (const { name, ratio, bound, holds, detail } of await rows()) {
      if (!holds) missed += 1;
      const against = bound.endsWith("Infinity") ? "" : ` (${bound})`;
      console.log(`${holds ? "ok    " : "missed"} ${name}: ${ratio.toFixed(2)}${against}; ${detail}`);
    }
  }
  process.exit(missed === 0 ? 0 : 1);
}

void command({
  usage: `Usage: npm run bench -- [--experts N] [--only store|search|lists|matching] [--large]
  Figures as ratios, both sides of each measured side by side in this run, so that the machine does not matter. --large adds
  100,000 experts.`,
  options: {
    experts: { type: "string", default: "10000" },
    only: { type: "string" },
    large: { type: "boolean", default: false },
  },
  run: ({ values }) => bench({ experts: Number(values.experts), large: values.large, only: values.only }),
});
