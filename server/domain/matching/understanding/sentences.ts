import { fold, type Token } from "./text.ts";

/** The ask of a need, against what is told around it. */
const ASK =
  /\b(cherch\w*|recherch\w*|besoin|il (nous|leur) (faut|faudrait)|nous faut|faudrait|souhait\w*|voudr\w*|voulons|veut|veulent|aimer\w*|sollicit\w*|demand\w*|desir\w*|appui|aider?|aidez|conseil\w*|accompagn\w*|qui (sache|saurait|sait|ait|connaisse|connait|puisse|pourrait|a deja|nous)|quelqu.un|une personne|comment|par ou|need|looking for|seek\w*|buscamos|necesit\w*|procuramos|precis\w*)\b/;

/** What the author already masters or has done: it is not what is asked. */
const MASTERED =
  /\b(nous savons|on sait|savent (faire|deja)|nous connaissons|nous avons deja|avons deja|nous maitrisons|n.est pas (le|notre) (sujet|probleme)|ne s.agit pas)\b/;

/** What a profile says that it does not do. */
const DENIED =
  /\b((pas|jamais|aucune?|sans) (d.|de )?(experience|pratique|connaissance|notion|competence|reference|formation|specialis\w+|expertise)|(ne|n.)\s?\w+ (pas|plus|jamais)|pas (de|d.) (terrain|mission)|hors de mon|pas mon (metier|domaine))\b/;

const MAY_DENY = /\b(pas|plus|jamais|aucune?|sans|hors)\b/i;

const ASK_WEIGHT = 1.5;
const MASTERED_WEIGHT = 0.35;
const DENIED_WEIGHT = 0.1;

/** Weight of each sentence of a text, by its index. In a need the first sentence is its title, which counts like an ask. */
export function sentenceWeights(text: string, tokens: Token[], voice: "need" | "profile"): number[] {
  if (voice === "profile" && !MAY_DENY.test(text)) return [];
  const weights: number[] = [];
  for (const [index, sentence] of sentencesOf(text, tokens).entries()) {
    const folded = fold(sentence).replace(/’/g, "'");
    if (voice === "profile") weights.push(DENIED.test(folded) ? DENIED_WEIGHT : 1);
    else if (index === 0) weights.push(ASK_WEIGHT);
    else if (MASTERED.test(folded)) weights.push(MASTERED_WEIGHT);
    else weights.push(ASK.test(folded) ? ASK_WEIGHT : 1);
  }
  return weights;
}

/** The text of each sentence, in order. */
export function sentencesOf(text: string, tokens: Token[]): string[] {
  // Sparse where a sentence has no word: a need without a title yet, a line of dashes.
  const bounds: ({ from: number; to: number } | undefined)[] = [];
  for (const token of tokens) {
    const bound = bounds[token.sentence];
    if (bound) bound.to = token.end;
    else bounds[token.sentence] = { from: token.start, to: token.end };
  }
  return Array.from(bounds, (b) => (b ? text.slice(b.from, b.to) : ""));
}
