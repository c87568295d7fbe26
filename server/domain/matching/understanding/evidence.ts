import type { Lexicon } from "./lexicon.ts";
import type { Cue } from "./mentions.ts";
import type { Reading } from "./reading.ts";

/** What speaks for a concept in a text: how strongly, and in which words. */
export type Evidence = { weight: number; words: string[] };

/** The same words again say little more. */
const REPEATED = 0.3;
/** What an everyday word adds once others point the same way. */
const CUE = 0.6;

/** Evidence for each concept of a reading: terms and phrases by themselves, everyday words where several agree. */
export function evidenceOf(reading: Reading, lexicon: Lexicon): Map<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  const add = (code: string, weight: number, words: string) => {
    const entry = evidence.get(code) ?? { weight: 0, words: [] };
    entry.weight += weight;
    if (!entry.words.includes(words)) entry.words.push(words);
    evidence.set(code, entry);
  };
  const seen = new Set<string>();
  for (const mention of reading.mentions) {
    if (!lexicon.concepts.has(mention.concept)) continue;
    const once = `${mention.concept} ${mention.words.toLowerCase()}`;
    const sentence = reading.sentences[mention.sentence] ?? 1;
    add(mention.concept, mention.weight * sentence * (seen.has(once) ? REPEATED : 1), mention.words);
    seen.add(once);
  }
  for (const [concept, cues] of distinctCues(reading)) {
    // One everyday word alone says nothing; beside a term, or beside others, each one counts.
    const alone = evidence.has(concept) ? 0 : Math.max(...cues.map((c) => c.weight));
    const weight = CUE * (cues.reduce((sum, c) => sum + c.weight, 0) - alone);
    if (weight > 0.05) for (const cue of cues) add(concept, weight / cues.length, cue.words);
  }
  return evidence;
}

/** The cues of each concept, each root once, weighed by the best sentence in which it stands. */
function distinctCues(reading: Reading): Map<string, Cue[]> {
  const best = new Map<string, Map<string, Cue>>();
  for (const cue of reading.cues) {
    const weight = cue.weight * (reading.sentences[cue.sentence] ?? 1);
    const list = best.get(cue.concept) ?? new Map<string, Cue>();
    if (weight > (list.get(cue.root)?.weight ?? 0)) list.set(cue.root, { ...cue, weight });
    best.set(cue.concept, list);
  }
  return new Map([...best].map(([concept, list]) => [concept, [...list.values()]]));
}
