import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

/** Populations that differ tenfold have little to compare. */
const TENFOLD = Math.log(10);

/** Nearness of the two populations, on a logarithmic scale; half where one is not known. */
export const size: Criterion<PeerContext> = {
  code: "size",
  value: ({ view, peer }) => {
    const asker = view.need.asker?.population;
    if (!asker || !peer.population) return 0.5;
    return Math.max(0, 1 - Math.abs(Math.log(asker / peer.population)) / TENFOLD);
  },
  sentence: ({ view, peer }, value) => {
    if (!view.need.asker?.population || !peer.population) return "Taille non comparée";
    const inhabitants = `${peer.population.toLocaleString("fr-FR")} habitants`;
    return value >= 0.6 ? `De taille voisine (${inhabitants})` : `D’une autre taille (${inhabitants})`;
  },
};
