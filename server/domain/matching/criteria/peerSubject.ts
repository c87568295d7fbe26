import { bestEvidence, coverage } from "../closeness.ts";
import { inCountry } from "../frenchPlaces.ts";
import { quoteOf } from "../passage.ts";
import type { Criterion } from "./criterion.ts";
import { ON_SUBJECT, ofRecords, type PeerContext, type ReadCooperation } from "./peerContext.ts";

/** What an organisation's name says of the subject, beside what a cooperation did. */
const BY_NAME = 0.5;

/** How much of what the need is about one cooperation of the peer has done. */
export const peerSubject: Criterion<PeerContext> = {
  code: "subject",
  value: (context) =>
    Math.sqrt(
      Math.max(
        ofRecords(context, (c) => c.subject),
        coverage(context.view.subjects, context.named, context.lexicon).value * BY_NAME,
      ),
    ),
  sentence: (context) => {
    const record = recordOnSubject(context);
    if (record) return tell(record, context);
    const { named, view, lexicon, peer } = context;
    return coverage(view.subjects, named, lexicon).value > 0
      ? `Métier, d’après son nom : « ${peer.name} »`
      : null;
  },
};

/** The record that the claim rests on: the best one, where it is on the subject, else the one that is most so. */
function recordOnSubject({ best, cooperations }: PeerContext): ReadCooperation | null {
  if (best && best.subject >= ON_SUBJECT) return best;
  const most = cooperations.reduce<ReadCooperation | null>(
    (a, b) => (a && a.subject >= b.subject ? a : b),
    null,
  );
  return most && most.subject >= ON_SUBJECT ? most : null;
}

/** One cooperation as it stands on record: with whom, where, since when, in its own words. */
function tell({ cooperation, profile }: ReadCooperation, { view, lexicon, countries }: PeerContext): string {
  const { partner, country, since, until, summary } = cooperation;
  const name = countries.get(country)?.name;
  const where = name ? ` ${inCountry(name)}` : "";
  const years = until
    ? since
      ? `, ${since}-${until}`
      : `, jusqu’en ${until}`
    : since
      ? `, depuis ${since}`
      : "";
  const code = bestEvidence(view.named, profile, lexicon)[0];
  const quote = (code && quoteOf(code, [summary], profile)) ?? firstSentence(summary);
  const partnerAnd = partner ? `${partner},${where}` : where.trim();
  return `${capitalised(partnerAnd)}${years} : « ${quote} »`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function firstSentence(text: string): string {
  const end = text.search(/[.!?](\s|$)/);
  const sentence = end > 0 ? text.slice(0, end) : text;
  return sentence.length > 140 ? `${sentence.slice(0, 137)}…` : sentence;
}
