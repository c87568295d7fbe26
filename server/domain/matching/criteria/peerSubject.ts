import { coverage } from "../closeness.ts";
import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

/** How much of what the need is about a cooperation of the peer has done. */
export const peerSubject: Criterion<PeerContext> = {
  code: "subject",
  value: ({ cooperations, view, profile, lexicon }) =>
    Math.max(coverage(view.subjects, profile, lexicon).value * 0.8, ...cooperations.map((c) => c.subject)),
  sentence: ({ best, view, lexicon }) => {
    if (!best) return null;
    const code = coverage(view.named, best.profile, lexicon).best;
    const label = code ? lexicon.concepts.get(code)?.label : null;
    const summary = firstSentence(best.cooperation.summary);
    return label
      ? `A travaillé sur le sujet (${label}) : « ${summary} »`
      : `A travaillé sur : « ${summary} »`;
  },
};

function firstSentence(text: string): string {
  const end = text.search(/[.!?](\s|$)/);
  const sentence = end > 0 ? text.slice(0, end) : text;
  return sentence.length > 140 ? `${sentence.slice(0, 137)}…` : sentence;
}
