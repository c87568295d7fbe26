import { bestCountry } from "../closeness.ts";
import { articled, inCountry } from "../frenchPlaces.ts";
import { languageName } from "../hardRules.ts";
import type { Criterion } from "./criterion.ts";
import { ofRecords, type PeerContext } from "./peerContext.ts";

/** A cooperation in the need's country, above all the one that is on its subject; or being an authority of that country. */
export const peerCountry: Criterion<PeerContext> = {
  code: "country",
  asked: (view) => view.countries.size > 0,
  value: (context) =>
    Math.max(
      Number(context.there),
      ofRecords(context, (c) => c.country),
    ),
  sentence: (context) => {
    const { peer, there, view, countries } = context;
    const name = (code: string) => countries.get(code)?.name ?? code;
    if (there) return `Collectivité du pays : ${name(peer.country)}`;
    const record = recordThere(context);
    if (!record) return null;
    const found = bestCountry(view.countries, record.profile.countries, countries);
    if (!found.known || !found.wanted) return null;
    const { since, until, partner } = record.cooperation;
    if (found.closeness < 1) {
      const known = countries.get(found.known);
      const wanted = countries.get(found.wanted);
      const language = wanted?.languages.find((code) => known?.languages.includes(code));
      if (!known || !wanted || !language) return null;
      return `Coopère ${inCountry(known.name)}, pays de la même région que ${articled(wanted.name)} et de langue commune (${languageName(language)})`;
    }
    const verb = until ? "A coopéré" : "Coopère";
    const years = until ? ` jusqu’en ${until}` : since ? ` depuis ${since}` : "";
    return `${verb} ${inCountry(name(found.known))}${years}${partner ? ` (${partner})` : ""}`;
  },
};

/** The record that comes closest to the country: the best one where it does as well as any. */
function recordThere({ best, cooperations }: PeerContext) {
  const closest = cooperations.toSorted((a, b) => b.country - a.country)[0];
  if (!closest || closest.country === 0) return null;
  return best && best.country >= closest.country ? best : closest;
}
