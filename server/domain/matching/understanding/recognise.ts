import { detectAll } from "tinyld/light";
import { LANGUAGES, type Language } from "./language.ts";

/** French is what most people write here: where no word is of another language alone, that one must be this much likelier. */
const LIKELIER = 1.6;
const LIKELY = 0.08;

/** The language of a text; French where nothing says otherwise. */
export function languageOf(text: string): Language {
  const french = count(text, ONLY_FRENCH);
  const portuguese = count(text, ONLY_PORTUGUESE);
  const others = count(text, ONLY_OTHERS) || portuguese;
  // Spares the recogniser where a look is enough: nearly every profile is written in French.
  if (french >= ENOUGH && french >= 3 * others) return "fr";
  // A title of five words says too little to the recogniser, and a word that only English has says it at once.
  if (french === 0 && !FOREIGN_SIGNS.test(text) && ONLY_ENGLISH.test(text)) return "en";
  // On a line or two the recogniser guesses: "O campo de futebol está alagado" was Spanish to it.
  if (french === 0 && portuguese > 0 && count(text, ENGLISH_OR_SPANISH) === 0) return "pt";
  if (french === 0 && PORTUGUESE_SIGNS.test(text)) return "pt";
  if (french === 0 && ONLY_SPANISH.test(text)) return "es";
  // A few names and terms tell nothing: "caractérisation ; compostage" is no Spanish.
  if (others === 0) return "fr";
  const found = detectAll(text, { only: [...LANGUAGES] });
  const likelihood = (language: string) => found.find(({ lang }) => lang === language)?.accuracy ?? 0;
  const best = found[0];
  if (!best || best.lang === "fr") return "fr";
  if (french === 0) return best.lang as Language;
  return best.accuracy >= LIKELY && best.accuracy >= LIKELIER * likelihood("fr")
    ? (best.lang as Language)
    : "fr";
}

const count = (text: string, words: RegExp): number => text.match(words)?.length ?? 0;

/** Words that only French has, and that hardly a French sentence goes without. */
const ONLY_FRENCH =
  /(?<![\p{L}\p{M}])(le|les|des|du|et|une|aux|dans|pour|sur|avec|nous|est|qui|où|ou|pas|au|son|leur|ces|cette|d['’]|l['’]|qu['’])(?![\p{L}\p{M}])|(?<![\p{L}\p{M}])[dlnsjqcm]['’]\p{L}/giu;
/** Words that English, Spanish or Portuguese have and French has not. */
const ONLY_OTHERS =
  /(?<![\p{L}\p{M}])(the|and|of|is|are|we|with|for|our|in|to|this|too|many|not|who|have|here|need|el|los|las|y|con|para|del|nuestro|nuestra|queremos|hay|os|das|dos|do|da|em|com|uma|não|nao|nosso|nossa|um|precisamos|há)(?![\p{L}\p{M}])/giu;
/** Words that English has and the three others have not, the frequent ones of a short title among them. */
const ONLY_ENGLISH =
  /(?<![\p{L}\p{M}])(the|and|of|is|are|we|with|our|to|this|too|who|how|their|they|them|by|from|have|been|was|were|will|would|should|where|when|what|which|why|there|every|everywhere|nobody|please|without|because|since|looking|help|need|needs|want|wants|wish|people|young|old|children|child|women|girls|boys|school|schools|water|town|street|broken|training|find)(?![\p{L}\p{M}])/iu;
/** Signs and words of one of the two alone, as a short text has them. */
const PORTUGUESE_SIGNS =
  /[ãõ]|(?<![\p{L}\p{M}])(não|nao|são|você|vocês|nossa|nosso|temos|precisamos|precisa|uma|num|numa|pela|pelo|fazer|ninguém|câmara|prefeitura|concelho|freguesia|mulheres|crianças|escola)(?![\p{L}\p{M}])/iu;
const ONLY_SPANISH =
  /[¿¡ñ]|(?<![\p{L}\p{M}])(nuestro|nuestra|nuestros|nuestras|tenemos|buscamos|necesitamos|necesita|quiere|quisiéramos|hacer|cómo|hay|una|los|las|del|municipio|ayuntamiento|alcaldía|gente|mujeres|niños|escuela)(?![\p{L}\p{M}])/iu;
/** What an English text has not: letters with accents, and the small words of Spanish and Portuguese. */
const FOREIGN_SIGNS =
  /[àâçéèêëîïôùûáãõíóúñ¿¡]|(?<![\p{L}\p{M}])(el|los|las|con|para|del|uma|um|os|das|dos|da|em|com|que|hay|una|un|en|de)(?![\p{L}\p{M}])/iu;
/** Words that Portuguese alone has of the four, and its endings. */
const ONLY_PORTUGUESE =
  /(?<![\p{L}\p{M}])(o|os|é|uma|em|não|nao|nosso|nossa|nossos|nossas|pela|pelo|pelas|pelos|têm|temos|quem|também|até|ninguém|estão|muito|muitos|quando|precisamos|\p{L}{2,}(ção|ções|ões))(?![\p{L}\p{M}])/giu;
/** Words that English or Spanish has and Portuguese has not. */
const ENGLISH_OR_SPANISH =
  /(?<![\p{L}\p{M}])(the|and|of|is|are|we|with|for|our|to|this|many|not|who|have|here|need|el|los|las|y|con|en|del|una|nuestro|nuestra|muy|pero|cuando|hay)(?![\p{L}\p{M}])/giu;
const ENOUGH = 3;
