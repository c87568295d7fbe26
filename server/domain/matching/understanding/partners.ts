import type { OrganisationContent } from "../../organisation.ts";
import type { PlaceMention } from "./places.ts";
import { tokenise } from "./text.ts";

/** Words of a partner's name that are no proper name of a place. */
const GENERIC = new Set(
  (
    "ville commune communaute communale municipalite municipio mairie district province region regional conseil departement departemental comite populaire " +
    "urbaine rurale agglomeration grand grande cercle prefecture wilaya gouvernorat canton comarca alcaldia ayuntamiento city stadt gemeinde hromada " +
    "union association reseau syndicat state etat nord sud est ouest centre nouveau nouvelle saint sainte local locale autorite comune municipality"
  ).split(" "),
);

/** Finds the asker's own partners in a text: "Kampong Sreng" says Cambodge to who works with it. */
export function partnerMentions(text: string, asker: OrganisationContent): PlaceMention[] {
  const tokens = tokenise(text);
  const mentions: PlaceMention[] = [];
  for (const cooperation of asker.cooperations) {
    const names = tokenise(cooperation.partner).filter(
      (t) => t.capitalised && !t.empty && t.folded.length > 3 && !GENERIC.has(t.folded),
    );
    if (names.length === 0) continue;
    const wanted = new Set(names.map((t) => t.folded));
    const hits = tokens.filter((t) => t.capitalised && wanted.has(t.folded));
    if (hits.length === 0) continue;
    mentions.push({
      country: cooperation.country,
      confidence: 0.9,
      words: [...new Set(hits.map((h) => h.raw))].join(" "),
      start: hits[0]!.start,
      sentence: hits[0]!.sentence,
    });
  }
  return mentions;
}
