import type { NeedView } from "../needView.ts";
import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

const wants = ({ understood }: NeedView, kind: "partenaire-francais" | "partenaire-etranger"): boolean =>
  understood.kinds.some((k) => k.code === kind);

/** Of the kind that the need asks for: an authority of the country, or a French one. */
export const peerKind: Criterion<PeerContext> = {
  code: "kind",
  asked: (view) => wants(view, "partenaire-francais") || wants(view, "partenaire-etranger"),
  value: ({ peer, view, there }) => {
    const foreign = peer.kind === "collectivite-etrangere";
    if (foreign) return Number(wants(view, "partenaire-etranger") && there);
    return Number(wants(view, "partenaire-francais") && peer.country === "FR");
  },
  sentence: ({ peer }) =>
    peer.kind === "collectivite-etrangere"
      ? "Partenaire étranger, comme demandé"
      : "Structure française, comme demandé",
};
