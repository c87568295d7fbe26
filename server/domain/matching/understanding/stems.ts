import { stemmer as englishStem } from "@orama/stemmers/english";
import { stemmer as portugueseStem } from "@orama/stemmers/portuguese";
import { stemmer as spanishStem } from "@orama/stemmers/spanish";
import { irregularStem } from "./irregularEnglish.ts";
import type { Foreign } from "./language.ts";

/**
 * Portuguese words whose stem is that of another, much commoner word: "marido" and "mar", "vídeo" and "vida", "grávida" and
 * "grave", "livro" and "livre", "sólido" and "sol", "ponte" and "ponto", "menina" and "menino".
 */
const PORTUGUESE_KEPT_APART =
  /^(marido|v[ií]deo|gr[aá]vida|livro|s[oó]lido|canoa|parto|ponte|poste|areia|r[eé]gulo|soba|leito|t[aá]xi|conto|m[eé]dia|flora|sida|banca|bandido|direita|mata|m[aã]e|caso|menina|moça|filha|solo|galinha|bala|fosse|solar|camar[aã]o)s?$/;

/**
 * Endings brought to the form that the stemmers know: accents that many people leave out; in English one spelling of
 * "organise" and "organize"; and the Portuguese algorithm, made for single forms, keeps "jovem" and "jovens", "formação" and
 * "formações", "projeto" and "projecto" apart.
 */
const KNOWN_ENDINGS: Record<Foreign, readonly (readonly [RegExp, string])[]> = {
  en: [
    [/ization(s?)$/, "isation$1"],
    [/iz(e|es|ed|er|ers|ing)$/, "is$1"],
  ],
  es: [
    [/cion$/, "ción"],
    [/sion$/, "sión"],
  ],
  pt: [
    [PORTUGUESE_KEPT_APART, "$1x"],
    // Before the reform of 1990: "projecto", "acção", "electricidade".
    [/c([tç])/, "$1"],
    [/cao$/, "ção"],
    [/coes$/, "ção"],
    [/[oõ]es$/, "ão"],
    [/ao$/, "ão"],
    [/ns$/, "m"],
    [/(..)ais$/, "$1al"],
    [/(..)[eé]is$/, "$1el"],
    [/avel$/, "ável"],
    [/ivel$/, "ível"],
    [/encia(s?)$/, "ência$1"],
    [/eus$/, "eu"],
    [/^beb[eéê]s?$/, "bebe"],
    [/^(\p{L}{1,2}[aeiou])s$/u, "$1"],
  ],
};

const STEMMERS: Record<Foreign, (word: string) => string> = {
  en: englishStem,
  es: spanishStem,
  pt: portugueseStem,
};

/** The stem of a word (Snowball's algorithms), once its ending is one that they know; in English some are irregular. */
export function stemOf(word: string, language: Foreign): string {
  let lower = word.toLowerCase();
  const irregular = language === "en" ? irregularStem(lower) : undefined;
  if (irregular !== undefined) return irregular;
  for (const [ending, known] of KNOWN_ENDINGS[language]) lower = lower.replace(ending, known);
  return STEMMERS[language](lower);
}
