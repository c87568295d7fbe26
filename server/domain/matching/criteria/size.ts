import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

/** Populations that differ tenfold have little to compare. */
const TENFOLD = Math.log(10);
/** From this nearness on two sizes are said to be alike: one is at most two and a half times the other. */
const ALIKE = 0.6;

/** Nearness of the two populations, on a logarithmic scale; where one is not known, there is nothing to compare. */
export const size: Criterion<PeerContext> = {
  code: "size",
  asked: ({ need }) => Boolean(need.asker?.population),
  value: ({ view, peer }) => {
    const asker = view.need.asker?.population;
    if (!asker || !peer.population) return 0;
    const near = Math.max(0, 1 - Math.abs(Math.log(asker / peer.population)) / TENFOLD);
    return near >= ALIKE ? near : 0;
  },
  // The size of who asks is not on the card: what is alike would not be seen.
  sentence: () => null,
};
