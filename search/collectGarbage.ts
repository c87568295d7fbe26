import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Collects the garbage of this thread once. After a start that reads every document, V8 holds several times what is still
 * used, and gives it back only when it needs room, which may be never.

 * The second round gives back the pages that the first one emptied.
 */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (how: { type: "major"; execution: "async" }) => Promise<void>;
  setFlagsFromString("--no-expose-gc");
  await collect({ type: "major", execution: "async" });
  await collect({ type: "major", execution: "async" });
}
