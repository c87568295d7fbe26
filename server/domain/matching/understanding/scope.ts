import type { Language } from "./language.ts";
import { fold } from "./text.ts";

/**
 * Whether a text is one for this service: `in`; `out`, where it asks for what other services give; `nothing`, where nothing
 * can be read in it.
 */
export type Scope = "in" | "out" | "nothing";

/** What shows that a text looks beyond France: then it is never said to be out of scope. */
const ABROAD: Record<Language, RegExp> = {
  fr: /\b(partenaires?|partenariats?|jumel\w*|cooperat\w*|international\w*|etrang\w*|solidarite|afri\w+|europ\w*|bruxelles|mond\w+|sahel\w*|asi\w+|amerique\w*|maghreb\w*|orient|pays|la-bas|delegations?|amis? d\w*|diasporas?|refugies?|migrants?|exiles?|ong|humanitaire\w*|frontiere\w*|frontalier\w*|interreg|erasmus|outre-mer|consortium|correspondants?|francophon\w+)\b/,
  en: /./,
  es: /./,
  pt: /./,
};

/** What a person asks for themself. */
const OWN_AFFAIR =
  /\b((je|j')\s?(cherch\w+|recherch\w+|voudrais|souhait\w+|veux|aimerais|postul\w+)( \w+){0,4} (stages?|emplois?|postes?|travail|alternance|apprentissage|logement|appartement|studio|maison|place en creche|formation professionnelle|job)|(mon|ma|mes) (cv|candidature|permis|passeport|carte d'identite|titre de sejour|visa|acte de naissance|impots?|allocations?|rsa|retraite|dossier (caf|mdph))|offres? d'emploi|recherche (de |d'un |un )?(stage|emploi|logement))\b/;

/** What a supplier is asked for, or a local feast. */
const SUPPLY =
  /\b(traiteurs?|buffet|repas des (aines|anciens)|feux? d'artifice|dj|sono(risation)?|barnums?|chapiteau|groupe de musique pour|animateur pour|kermesse|vide-grenier|loto|fete (du village|de la musique|communale|patronale)|location de (salle|tables?|chaises|materiel)|devis)\b/;

/** What an authority builds or repairs at home. */
const OWN_WORKS =
  /\b(refaire|refection|renov\w+|repar\w+|remplac\w+|chang\w+|isol\w+|constru\w+|agrandi\w*|amenag\w+|mettre aux normes|entreten\w+|tondre|goudronner|elagu\w+|fuite|il pleut)\b/;
const OWN_PLACES =
  /\b(gymnase|salle (des fetes|polyvalente|communale|de sport)|toit(ure)?|chaudiere|vestiaires?|mairie|eglise|cimetiere|ecole|cantine|voirie|trottoirs?|rond-point|parking|stade|piscine|creche|city-stade|terrain de (foot|football|tennis|petanque)|presbytere|lotissement|chemins? (ruraux|rural|communal)|aire de jeux|pont communal|nids? de poule)\b/;

/**
 * Reads whether a text is one for this service.
 * @param read how much was understood: whether it names a country other than France, and whether anything was read at all
 */
export function scopeOf(
  text: string,
  language: Language,
  read: { country: boolean; anything: boolean; fromAbroad: boolean },
): Scope {
  const folded = fold(text).replace(/’/g, "'");
  if (!read.country && !read.fromAbroad && !ABROAD[language].test(folded)) {
    if (OWN_AFFAIR.test(folded) || SUPPLY.test(folded)) return "out";
    if (OWN_WORKS.test(folded) && OWN_PLACES.test(folded)) return "out";
  }
  return read.anything ? "in" : "nothing";
}
