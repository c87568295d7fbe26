import { bestCountry, coverage } from "../closeness.ts";
import type { Criterion } from "./criterion.ts";
import type { ExpertContext } from "./expertContext.ts";
import type { PeerContext } from "./peerContext.ts";

/** What shared words are worth beside a subject that was recognised. */
const BY_WORDS = 0.5;

/**
 * The subject and the country met by the same candidate: who has done the thing there comes before who has done the thing
 * and who has been there. The geometric mean of the two, so that neither makes up for the other. It has no claim of its own.
 */
const together = (subject: number, relevance: number, country: number): number =>
  Math.sqrt(Math.max(subject, relevance * BY_WORDS) * country);

export const expertTogether: Criterion<ExpertContext> = {
  code: "together",
  asked: (view) => view.countries.size > 0,
  value: ({ view, profile, lexicon, countries, relevance }) =>
    together(
      coverage(view.subjects, profile, lexicon).value,
      relevance,
      bestCountry(view.countries, profile.countries, countries).value,
    ),
  sentence: () => null,
};

/** For a peer in one record: waste in Togo and schools in Senegal do not make waste in Senegal. */
export const peerTogether: Criterion<PeerContext> = {
  code: "together",
  asked: (view) => view.countries.size > 0,
  value: ({ best, there, relevance, cooperations }) => {
    const most = Math.max(0, ...cooperations.map((c) => together(c.subject, 0, there ? 1 : c.country)));
    return Math.max(most, together(0, relevance, there ? 1 : (best?.country ?? 0)));
  },
  sentence: () => null,
};
