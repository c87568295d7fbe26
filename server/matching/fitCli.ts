import { command } from "../command.ts";
import { EXPERT_WEIGHTS, PEER_WEIGHTS } from "../domain/matching/weights.ts";
import { loadLexicon } from "../reference/load.ts";
import { crossValidate, fitWeights, measure, type Sample, samplesOf, usefulByFit } from "./fit.ts";
import { JUDGED_KINDS, prepareBench } from "./judgedRun.ts";
import { loadJudgedSet } from "./judgedSet.ts";
import type { Measures } from "./measures.ts";
import { JUDGED_SETS, judgedFolder } from "./scoreboard.ts";

const WEIGHTS = { experts: EXPERT_WEIGHTS, peers: PEER_WEIGHTS };
const dev = judgedFolder("dev");

/** What weights are fitted on: every judged set, the development set in free text only besides. */
const SETS = [
  ...JUDGED_SETS.map((name) => loadJudgedSet(judgedFolder(name), { candidatesFrom: dev })),
  loadJudgedSet(dev, { freeTextOnly: true }),
];

const show = ({ ndcg10, mrr, recall20 }: Measures): string =>
  `nDCG@10 ${ndcg10.toFixed(3)}  MRR ${mrr.toFixed(3)}  recall@20 ${recall20.toFixed(3)}`;

async function fitAll(): Promise<void> {
  const lexicon = loadLexicon();
  const benches = await Promise.all(SETS.map((set) => prepareBench(set, lexicon)));
  for (const kind of JUDGED_KINDS) {
    const start = WEIGHTS[kind];
    const samples: Sample[] = [];
    for (const bench of benches) samples.push(...(await samplesOf(bench, kind, start)));
    const ticked = samples.slice(0, SETS[0]!.needs.length);
    console.log(`${kind}: ${samples.length} samples of ${SETS.length} sets`);
    console.log(
      `  weights.ts          all ${show(measure(samples, start))}   dev ${show(measure(ticked, start))}`,
    );
    console.log(
      `  fitted, 5 folds     all ${show(crossValidate(samples, start))}   dev ${show(crossValidate(ticked, start))}`,
    );
    const fitted = fitWeights(samples, start);
    console.log(
      `  fitted on all       all ${show(measure(samples, fitted))}   dev ${show(measure(ticked, fitted))}`,
    );
    console.log(`  ${JSON.stringify(fitted)}`);
    for (const { fit: from, useful, of } of usefulByFit(samples, start)) {
      console.log(
        `  fit ${from.toFixed(2)}: ${useful} useful of ${of} (${Math.round((100 * useful) / of)} %)`,
      );
    }
  }
}

void command({
  usage: `Usage: npm run fit
  Fits the weights of the criteria on the judged sets, and says what they would gain.`,
  run: fitAll,
});
