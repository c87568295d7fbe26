import type { Language } from "./language.ts";
import { fold, type Token } from "./text.ts";

/** The ask of a need, against what is told around it. */
const ASKS: Record<Language, RegExp> = {
  fr: /\b(cherch\w*|recherch\w*|besoin|il (nous|leur) (faut|faudrait)|nous faut|faudrait|souhait\w*|voudr\w*|voulons|veut|veulent|aimer\w*|sollicit\w*|demand\w*|desir\w*|appui|aider?|aidez|conseil\w*|accompagn\w*|qui (sache|saurait|sait|ait|connaisse|connait|puisse|pourrait|a deja|nous)|quelqu.un|une personne|comment|par ou)\b/,
  en: /\b(need\w*|look(ing)? for|seek\w*|search\w*|want\w*|wish\w*|would like|we like to|we ask|please|help\w*|advi[cs]e\w*|can (somebody|someone|you)|who (can|has|did|solved|really|knows?)|somebody|someone|a person|how (do|can|to|we)|which city|is a french|what we don.t know|learn)\b/,
  es: /\b(buscamos|busco|busca|necesit\w*|quer\w+|quisi\w+|quiere\w*|pedimos|pedir|solicit\w*|ayud\w*|apoy\w*|asesor\w*|alguien|quien (nos|haya|sepa|pueda)|una persona|como|aprender|hace falta)\b/,
  pt: /\b(procur\w*|precis\w*|quer\w*|gostar\w*|pedimos|pedir|solicit\w*|ajud\w*|apoi\w*|alguem|quem (ja|nos|saiba|possa|ensine)|uma pessoa|como|aprender|ver como)\b/,
};

/** What the author already masters or has done: it is not what is asked. */
const MASTERED: Record<Language, RegExp> = {
  fr: /\b(nous savons|on sait|savent (faire|deja)|nous connaissons|nous avons deja|avons deja|nous maitrisons|n.est pas (le|notre) (sujet|probleme)|ne s.agit pas)\b/,
  en: /\b(we (already|well) (have|know)|we know (well|already)|the law we know|already have)\b/,
  es: /\b(ya (tenemos|sabemos|conocemos))\b/,
  pt: /\b(ja (temos|sabemos|conhecemos))\b/,
};

const ASK_WEIGHT = 1.5;
const MASTERED_WEIGHT = 0.35;

/** Weight of each sentence of a need, by its index. The first one is its title, which counts like an ask. */
export function sentenceWeights(text: string, tokens: Token[], language: Language): number[] {
  return [...sentencesOf(text, tokens).entries()].map(([index, sentence]) => {
    if (index === 0) return ASK_WEIGHT;
    const folded = fold(sentence).replace(/’/g, "'");
    if (MASTERED[language].test(folded)) return MASTERED_WEIGHT;
    return ASKS[language].test(folded) ? ASK_WEIGHT : 1;
  });
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
