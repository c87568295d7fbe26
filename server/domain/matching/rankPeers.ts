import type { Cooperation } from "../organisation.ts";
import { assemble } from "./assemble.ts";
import { LEAST_GOOD_SCORE } from "./calibration.ts";
import { bestCountry, coverage } from "./closeness.ts";
import type { Criterion } from "./criteria/criterion.ts";
import { depth } from "./criteria/depth.ts";
import { group } from "./criteria/group.ts";
import type { PeerContext, ReadCooperation } from "./criteria/peerContext.ts";
import { peerCountry } from "./criteria/peerCountry.ts";
import { peerKind } from "./criteria/peerKind.ts";
import { peerSubject } from "./criteria/peerSubject.ts";
import { peerTheme } from "./criteria/peerTheme.ts";
import { size } from "./criteria/size.ts";
import { text } from "./criteria/text.ts";
import { themeFit } from "./criteria/theme.ts";
import { peerTogether } from "./criteria/together.ts";
import { brokenByPeer, withExplicit } from "./hardRules.ts";
import { type NeedView, viewNeed } from "./needView.ts";
import { viewCooperation, viewName } from "./profileView.ts";
import type { RankOptions } from "./rankExperts.ts";
import { sharedWords } from "./sharedWords.ts";
import type { PeerCandidate, Ranking } from "./types.ts";
import { PEER_WEIGHTS } from "./weights.ts";

export const PEER_CRITERIA: readonly Criterion<PeerContext>[] = [
  peerSubject,
  peerTheme,
  text,
  peerCountry,
  peerTogether,
  depth,
  size,
  group,
  peerKind,
];

/** Ranks organisations that could answer a need, by what each of their cooperations did, and where. Pure. */
export function rankPeers(options: RankOptions<PeerCandidate> & { view?: NeedView }): Ranking {
  const { need, lexicon, now, relevance } = options;
  const view = options.view ?? viewNeed(need, options.understood, lexicon);
  const { countries } = lexicon;
  const asked = withExplicit(need, options.understood);
  const left = new Set(asked.refused?.countries);
  const read = (cooperation: Cooperation): ReadCooperation => {
    const profile = viewCooperation(cooperation, lexicon);
    const shared = { view, lexicon, countries, relevance: 0, now, profile };
    return {
      cooperation,
      profile,
      subject: coverage(view.subjects, profile, lexicon).value,
      theme: themeFit(shared).value,
      country: bestCountry(view.countries, profile.countries, countries).value,
    };
  };
  const contextOf = (peer: PeerCandidate): PeerContext => {
    // What was done in a country that is not wanted is beside the point.
    const cooperations = peer.cooperations.filter(({ country }) => !left.has(country)).map(read);
    return {
      view,
      lexicon,
      countries,
      relevance: relevance.get(peer.id) ?? 0,
      now,
      peer,
      cooperations,
      best: cooperations.reduce<ReadCooperation | null>((a, b) => (a && worth(a) >= worth(b) ? a : b), null),
      named: viewName(peer, lexicon),
      there: peer.kind === "collectivite-etrangere" && view.countries.has(peer.country),
      sharedWords: () =>
        sharedWords(
          view,
          cooperations.map(({ cooperation }) => cooperation.summary),
        ),
    };
  };
  return assemble({
    kind: "peer",
    candidates: options.candidates,
    titleOf: (peer) => peer.name,
    broken: (peer) => brokenByPeer(asked, peer, now),
    contextOf,
    criteria: PEER_CRITERIA,
    weights: options.weights ?? PEER_WEIGHTS,
    // Joining a group would change the rank and not what the organisation has done.
    alternatives: () => [],
    passage: ({ best }) => best?.cooperation.summary ?? null,
    limit: options.limit ?? 20,
    without: options.without ?? null,
    least: LEAST_GOOD_SCORE,
  });
}

/** A record on the subject and in the country comes before one on either. */
const worth = ({ subject, theme, country }: ReadCooperation): number => {
  const about = subject + 0.4 * theme;
  return about + country * about + 0.05 * country;
};
