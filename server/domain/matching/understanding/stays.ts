import { clausesOf } from "./denials.ts";
import type { Language } from "./language.ts";
import { fold, type Token } from "./text.ts";

/** How a profile speaks of a place: it worked there, it only names it, or it says that it does not know it. */
export type Stay = "worked" | "named" | "not";

/** What one does in a country that one has worked in. */
const WORKED: Record<Language, RegExp> = {
  fr: /\b(missions?|sejour\w*|ans|annees?|mois|semaines?|poste|expatri\w*|volontaire\w*|cooperant\w*|vsi|travaill\w*|vecu|vit|vis|habit\w*|dirig\w*|directr?\w*|coordon\w*|coordin\w*|pilot\w*|men(e|er|ee|ees)|condui\w*|form(e|er|es|ation|ations|ateur|atrice)|accompagn\w*|appu\w+|suivi\w*|suis|realis\w*|install\w*|constr\w*|chantiers?|projets?|programmes?|partenari\w*|partenaires?|jumel\w*|terrain|benevol\w*|depuis|vais|alle|allee|retourn\w*|refs?|references?|interven\w*|assist\w*|transects|anim\w*|eval\w*|audits?|responsable|cofond\w*|fond(e|ee|ateur|atrice)|charge[e]?|enseign\w*|exerc\w*|aupres|equipe|equipes|diagnostics?)\b/,
  en: /\b(missions?|years?|months?|worked|work|lived|live|based|led|managed|trained|training|coordinated|projects?|programmes?|field|built|partner\w*|since|in)\b/,
  es: /\b(mision\w*|anos|meses|trabaj\w*|viv\w*|dirig\w*|form\w*|proyecto\w*|terreno|desde|en)\b/,
  pt: /\b(miss\w+|anos|meses|trabalh\w*|viv\w*|dirig\w*|form\w*|projet\w*|terreno|desde|em)\b/,
};

/** What one does without having been there. */
const FROM_AFAR =
  /\b(webinaires?|webinars?|visios?|etats? des lieux de la cooperation|etude comparee|(recois|recu|recue|recus|accueilli|accueille|visite d une) (\w+ ){0,4}(delegations?|visites?)|delegations? (\w+ ){0,2}(recue?s?|accueillie?s?)|y compris une delegation|lectures?|articles?|conferences?|colloques?|exposition\w*|documentaires?|souhait\w*|aimer\w*|voudr\w*|reve\w*|envie|interess\w*|curieu\w*|pourrai\w*|jamais (alle|allee|mis)|diasporas? (en|a|de) (ile|paris|france|marseille|lyon)|restaurant\w*|cousin\w*|vacances|voyage en touriste|touriste)\b/;

/** What is denied in a clause of a profile. */
const DENIED: Record<Language, RegExp> = {
  fr: /\b((ne|n) (\w+ ){0,3}(pas|plus|jamais|aucune?|ni)|(pas|jamais|aucune?|sans) (d |de |encore |du |la )?(\w+ )?(experience\w*|pratique\w*|connaissance\w*|notions?|competences?|references?|formation|specialis\w+|expertise|terrain|mission\w*|sejour\w*)|hors de (mon|ma|mes)|pas (mon|ma) (metier|domaine|specialite)|^(et |mais )?(pas|jamais|aucune?|non) |^ni .* ni )/,
  en: /\b((do|did|have|has|am|is|was) ?(not|n t|never)|never|no (experience|knowledge|practice))\b/,
  es: /\b(no (he|tengo|hago|conozco|soy|trabajo)|nunca|sin experiencia)\b/,
  pt: /\b(nao (tenho|faco|conheco|sou|trabalho)|nunca|sem experiencia)\b/,
};
/** "Pas seulement", "pas à pas", "je ne compte pas mes heures": a negation that denies nothing. */
const NOT_DENIED =
  /\b(pas (seulement|uniquement|que|mal|a pas|toujours|si|forcement)|ne compte pas|n hesite pas|not only|no solo|nao so|n oublie)\b/;
/** Denies what stands before it in the sentence. */
const DENIES_BEFORE =
  /\b(je ne l\w? (connais|ai|pratique)|ne (le|la|les) connais pas|(ce )?n est pas (vraiment |tout a fait )?(ma partie|mon (metier|domaine|sujet|affaire|rayon))|ne sont pas (ma|mon|mes)|n a rien (de|d|a voir)|pas le (rediger|faire|monter))\b/;

/** Words of a text, by the index of their token, of a clause that denies them. Empty where nothing is denied. */
export function deniedTokens(text: string, tokens: Token[], language: Language): ReadonlySet<number> {
  const denied = new Set<number>();
  if (!MAY_DENY.test(text)) return denied;
  const clauses = clausesOf(text, tokens);
  clauses.forEach(({ from, to, words }, i) => {
    if (NOT_DENIED.test(words)) return;
    if (DENIED[language].test(words)) for (let at = from; at < to; at += 1) denied.add(at);
    if (!DENIES_BEFORE.test(words)) return;
    for (const before of clauses.slice(0, i))
      if (tokens[before.from]!.sentence === tokens[from]!.sentence)
        for (let at = before.from; at < before.to; at += 1) denied.add(at);
  });
  return denied;
}

const MAY_DENY = /\b(pas|plus|jamais|aucune?|sans|hors|ni|non|not|never|no|nunca|não|sin|sem)\b/i;

/** How a sentence of a profile speaks of the place that it names. */
export function stayIn(sentence: string, language: Language): Stay {
  const words = fold(sentence)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (FROM_AFAR.test(words)) return "not";
  return WORKED[language].test(words) ? "worked" : "named";
}
