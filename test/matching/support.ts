import { type Bench, prepareBench } from "../../server/matching/judgedRun.ts";
import { dev, lexicon } from "../domain/matching/support.ts";

let bench: Promise<Bench> | undefined;

/** The candidates of the development set, indexed once for all who only ask. */
export const devBench = (): Promise<Bench> => {
  bench ??= prepareBench(dev, lexicon);
  return bench;
};
