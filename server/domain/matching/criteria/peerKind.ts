import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

/** Of the kind that the need asks for: an authority of the country, or a French one. */
export const peerKind: Criterion<PeerContext> = {
  code: "kind",
  value: ({ peer, view }) => {
    const kinds = new Set(view.understood.kinds.filter((k) => k.source === "declared").map((k) => k.code));
    const foreign = peer.kind === "collectivite-etrangere";
    if (kinds.has("partenaire-etranger") && foreign && view.countries.has(peer.country)) return 1;
    if (kinds.has("partenaire-francais") && !foreign) return 1;
    if (foreign) return view.countries.has(peer.country) ? 0.8 : 0;
    return 0.5;
  },
  sentence: ({ peer, view }, value) => {
    if (peer.kind === "collectivite-etrangere") return "Collectivité du pays concerné";
    const asked = view.understood.kinds.some(
      (k) => k.code === "partenaire-francais" && k.source === "declared",
    );
    return asked && value === 1 ? "Structure française, comme demandé" : "Structure française";
  },
};
