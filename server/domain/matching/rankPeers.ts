import type { Cooperation } from "../organisation.ts";
import { groupsFor, peerAlternatives } from "./alternatives.ts";
import { assemble } from "./assemble.ts";
import { leastGoodScore } from "./calibration.ts";
import { bestCountry, coverage } from "./closeness.ts";
import { country } from "./criteria/country.ts";
import type { Criterion } from "./criteria/criterion.ts";
import { depth } from "./criteria/depth.ts";
import { group } from "./criteria/group.ts";
import type { PeerContext, ReadCooperation } from "./criteria/peerContext.ts";
import { peerKind } from "./criteria/peerKind.ts";
import { peerSubject } from "./criteria/peerSubject.ts";
import { size } from "./criteria/size.ts";
import { text } from "./criteria/text.ts";
import { theme } from "./criteria/theme.ts";
import { brokenByPeer } from "./hardRules.ts";
import { viewNeed } from "./needView.ts";
import { viewCooperation, viewOrganisation } from "./profileView.ts";
import type { RankOptions } from "./rankExperts.ts";
import type { PeerCandidate, Ranking } from "./types.ts";
import { PEER_WEIGHTS } from "./weights.ts";

export const PEER_CRITERIA: readonly Criterion<PeerContext>[] = [
  peerSubject,
  theme,
  text,
  country,
  depth,
  size,
  group,
  peerKind,
];

/** Ranks organisations that could answer a need, by what their cooperations did and where. Pure. */
export function rankPeers(options: RankOptions<PeerCandidate>): Ranking {
  const { need, lexicon, now, relevance } = options;
  const view = viewNeed(need, options.understood, lexicon);
  const { countries } = lexicon;
  // By the list itself: a candidate that is ranked again with one thing changed keeps its cooperations.
  const known = new Map<readonly Cooperation[], ReadCooperation[]>();
  const read = (cooperations: readonly Cooperation[]): ReadCooperation[] => {
    const already = known.get(cooperations);
    if (already) return already;
    const fresh = cooperations.map((cooperation): ReadCooperation => {
      const profile = viewCooperation(cooperation, lexicon);
      const subject = coverage(view.subjects, profile, lexicon).value;
      const { value: country } = bestCountry(view.countries, profile.countries, countries);
      return { cooperation, profile, subject, country };
    });
    known.set(cooperations, fresh);
    return fresh;
  };
  const worth = (c: ReadCooperation) => c.subject + 0.4 * c.country * c.subject + 0.05 * c.country;
  const contextOf = (peer: PeerCandidate): PeerContext => {
    const cooperations = read(peer.cooperations);
    const views = cooperations.map((c) => c.profile);
    return {
      view,
      lexicon,
      countries,
      relevance: relevance.get(peer.id) ?? 0,
      now,
      peer,
      profile: viewOrganisation(peer, lexicon, views),
      cooperations,
      best: cooperations.reduce<ReadCooperation | null>((a, b) => (a && worth(a) >= worth(b) ? a : b), null),
    };
  };
  const groups = groupsFor(view, lexicon);
  return assemble({
    kind: "peer",
    candidates: options.candidates,
    titleOf: (peer) => peer.name,
    broken: (peer) => brokenByPeer(need, peer, now),
    contextOf,
    criteria: PEER_CRITERIA,
    weights: options.weights ?? PEER_WEIGHTS,
    alternatives: (peer) => peerAlternatives(peer, groups),
    passage: ({ best }) => best?.cooperation.summary ?? null,
    limit: options.limit ?? 20,
    without: options.without ?? null,
    least: leastGoodScore(view),
  });
}
