import type { OrganisationKind } from "../../vocabulary.ts";
import type { NeedView } from "../needView.ts";
import type { FundingCandidate } from "../types.ts";
import { fold } from "../understanding/text.ts";
import { needText } from "../understanding/understand.ts";
import { saidIn, wordsOf } from "./needWords.ts";

/** What a need's own words tell of money and partners, in French and in the languages of partners abroad. */

const NO_MONEY = [
  /\b(inutile|pas la peine|pas besoin|plus besoin)[\w' ]{0,40}(financement|subvention|argent|bailleur)/,
  /\b(ne (cherchons|demandons|sollicitons|voulons|cherche|demande)|sans) (pas|plus|aucune?)? ?(de |d.)?(financement|subvention|argent)/,
  /\b(nous avons|on a|avons deja|il y a) (deja )?(l.argent|le financement|les financements|le budget necessaire|les fonds)\b/,
  /\b(financement|budget) (est |sont )?(deja )?(trouve|acquis|boucle|assure)/,
  /\b(we (do not|don.t) (need|ask for|want|look for)|no need (of|for)|not asking for) (any )?(more )?(money|funding|funds|grant)/,
  /\b(no (pedimos|buscamos|queremos|necesitamos)) (mas )?(dinero|financiacion|fondos|plata|subvencion)/,
  /\b(nao (pedimos|procuramos|queremos|precisamos de)) (mais )?(dinheiro|financiamento|fundos)/,
  /\b(ya tiene el dinero|ya tenemos el dinero|ja temos o dinheiro|we have the money)\b/,
];

/** Whether the text says that money is not what is looked for; the words that say so. */
export function refusesMoney(view: NeedView): string | null {
  const folded = fold(needText(view.need)).replace(/[’ʼ]/g, "'").replace(/\s+/g, " ");
  for (const pattern of NO_MONEY) {
    const found = folded.match(pattern);
    if (found) return found[0];
  }
  return null;
}

const ABROAD =
  / (jumelages?|jumelees?|jumeles?|jumelles?|cooperation decentralisee|cooperation internationale|a l etranger|etrangere?s?|international|internationale|internationaux|europeens?|europeennes?|europe|afrique|africaine?s?|asie|maghreb|amerique latine|caraibes?|mediterranee|sahel|balkans|pays du sud|solidarite internationale|expatries|diasporas?) /;

/** Whether the text speaks of something abroad, though no country was read. */
export const speaksOfAbroad = (view: NeedView): boolean => ABROAD.test(wordsOf(view));

const LOOKS_FOR_PARTNER =
  / (cherch\w+|trouver|sans|recherch\w+|trouve|pas de|pas encore de|besoin d|looking for|look for|buscamos|procuramos) (une? |a |an |des |de |un |uma )?(autre )?(ville |commune |collectivite |region |city |town )?(partenaires?|partner\w*|socios?|parceir\w+|jumelle|a jumeler)/;
const PARTNER =
  / (notre jumelle|ville jumelle|nos jumeaux|jumelees?|jumeles?|commune jumelle|notre jumelage|nos partenaires?|notre partenaire|notre commune partenaire|notre ville partenaire|commune partenaire|ville partenaire|territoire partenaire|notre cooperation|nos amis|nos homologues|notre convention|la commune de|la ville de|la mairie de|le maire de|la mairie de la bas|la municipalite de|avec la commune|avec la municipalite|avec la ville|avec la region|l union des municipalites|le conseil regional|la prefecture de|la hromada|le district|our partner|our twin|our sister city) /;

/** The words by which a need names a partner that it has; null where it names none or looks for one. */
export function namesPartner(view: NeedView): string | null {
  const words = wordsOf(view);
  if (LOOKS_FOR_PARTNER.test(words)) return null;
  return words.match(PARTNER)?.[1] ?? null;
}

/** The name by which a need cites a scheme. */
export const citedAs = (view: NeedView, funding: FundingCandidate): string | null =>
  saidIn(view, funding.knownAs);

const KINDS: [OrganisationKind, RegExp][] = [
  [
    "association",
    / (notre|une|petite|mon) (petite )?(association|ong) | (sommes|suis) (une|d une) association /,
  ],
  ["epci", / notre (communaute|agglomeration|intercommunalite|metropole) /],
  ["departement", / notre (conseil departemental|departement) /],
  ["region", / notre (region|conseil regional) /],
  ["commune", / notre (commune|ville|mairie|village|bourg|municipalite) /],
];

/** Who writes, by its own words, where no organisation is known. */
export function writtenKind(view: NeedView): OrganisationKind | null {
  const words = wordsOf(view);
  return KINDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
