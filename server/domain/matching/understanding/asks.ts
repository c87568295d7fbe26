import { MODE_LABELS, type Mode, NEED_KIND_LABELS, NEED_KINDS, type NeedKind } from "../../vocabulary.ts";
import type { Inferred } from "../types.ts";
import { fold } from "./text.ts";

/** How people ask for each kind of help, jargon and plain words. Compared with the folded text. */
const KIND_PATTERNS: Record<NeedKind, RegExp> = {
  expertise:
    /\b(expert\w*|appui technique|conseil technique|diagnostic|etude|avis|regard exterieur|specialiste|ingenieur|quelqu.un (qui|pour|connaissant|ayant|du metier)|une personne (qui|connaissant|du metier)|comment (faire|s.y prendre|proceder|organiser)|qui (peut|pourrait|saurait) (nous|les|leur)|nous (conseiller|guider|eclairer)|demande conseil)/,
  montage:
    /\b(monter (un|le|ce|notre) (projet|dossier)|montage|cahier des charges|ecrire (un|le|notre) (projet|dossier|programme)|rediger|a quelle porte|par ou commencer|quelles pieces|plan de financement|dossier de demande|par quel bout|part(ons)? de zero|remplir (le|un|ce) (dossier|formulaire)|(rien|pas) aux? (regle|formulaire|papier)s?)/,
  financement:
    /\b(financ\w*|subvention\w*|(trouver|cherch\w+|demander|manque) (de l.|d.|un peu d.)?(argent|sous)|argent pour|fonds|bailleur\w*|appels? a projets?|cofinanc\w*|budget (a|pour) trouver|mecen\w*|qui (peut )?pa(ie|ye)r?|des sous|guichets? (de financement|d.aides?))/,
  "partenaire-francais":
    /\b((commune|ville|collectivite|region|departement|partenaire|mairie|syndicat)s? (francais\w*|en france|amie?)|d.une collectivite qui|autres? (collectivite|commune)s?|nouer une relation|jumel\w* avec une (ville|commune) francaise)/,
  "partenaire-etranger":
    /\b(partenaire (etranger|la-bas|au sud|local)|trouver (un|une) (partenaire|ville|commune)|nouveau (partenariat|jumelage)|ville (etrangere|jumelle)|se jumeler)/,
  formation:
    /\b(form(er|ation|ations|ateur|atrice|ateurs)|apprendre a|stages?\b|atelier\w*|montrer comment|leur montrer|cours pour|transmettre|montee en competences)/,
  "retour-experience":
    /\b(retours? d.experience|qui l.a (deja )?(fait|vecu)|ont deja|a deja (fait|mene|vecu|passe)|qui est passe par la|experience d.une (autre )?(collectivite|commune)|comment (font|ont fait) (les autres|ceux)|qui (a|ont) (deja )?(vu|connu|essaye) (ca|cela)|ca s.est passe ailleurs|qui sont passes par la|temoign\w*)/,
};

const LANGUAGE_PATTERNS: Record<string, string> = {
  en: "anglais|english|ingles",
  es: "espagnol|castillan|spanish|espanol",
  pt: "portugais|portuguese|portugues",
  ar: "arabe|darija|arabic",
  de: "allemand",
  it: "italien",
  ru: "russe",
  uk: "ukrainien",
  ht: "creole",
  wo: "wolof",
  vi: "vietnamien",
  ro: "roumain",
  ja: "japonais",
  zh: "chinois|mandarin",
};

const MISSION =
  /\b(sur place|mission de|deux missions|sejours?|deplacement|venir (sur|dans|voir)|semaines? (la-bas|sur place)|jours? (la-bas|sur place)|on site)\b/;
const REMOTE =
  /\b(a distance|par telephone|en visio\w*|visioconference|pas de deplacement|ne nous deplacons plus|en ligne|remote\w*|sans se deplacer)\b/;

function found<Code extends string>(
  code: Code,
  label: string,
  match: RegExpMatchArray,
  confidence: number,
): Inferred<Code> {
  return { code, label, confidence, weight: confidence, words: [match[0]], source: "inferred" };
}

/** Kinds of help that the words ask for. */
export function inferKinds(text: string): Inferred<NeedKind>[] {
  const folded = fold(text).replace(/’/g, "'");
  return NEED_KINDS.flatMap((kind) => {
    const match = folded.match(KIND_PATTERNS[kind]);
    return match ? [found(kind, NEED_KIND_LABELS[kind], match, 0.6)] : [];
  });
}

/** Working languages that the text asks for ("réunions en anglais", "hispanophone"). */
export function inferLanguages(text: string): Inferred[] {
  const folded = fold(text).replace(/’/g, "'");
  return Object.entries(LANGUAGE_PATTERNS).flatMap(([code, names]) => {
    const match = folded.match(
      new RegExp(`\\b(en|parl\\w+( l.| le | du )?|in|em|maitris\\w+ l.)\\s?(${names})\\b`),
    );
    return match ? [found(code, names.split("|")[0]!, match, 0.7)] : [];
  });
}

/** On the spot or from afar, where the text says so; null where it says both or neither. */
export function inferMode(text: string): Inferred<Mode> | null {
  const folded = fold(text).replace(/’/g, "'");
  const mission = folded.match(MISSION);
  const remote = folded.match(REMOTE);
  if (mission && !remote) return found("mission", MODE_LABELS.mission, mission, 0.7);
  if (remote && !mission) return found("distance", MODE_LABELS.distance, remote, 0.7);
  return null;
}
