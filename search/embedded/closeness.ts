import type { SearchDocument } from "../engine.ts";
import { formOf, STOP_WORDS, tokenize } from "./analysis.ts";
import type { Unit } from "./words.ts";

/** So much of a score is left to how close the words stand. */
const SHARE = 0.15;
/** Words this far apart, function words left out, still belong together: « eau de boisson potable ». */
const REACH = 2;

/** What a score is worth for words that stand nowhere near each other, and for words that follow each other. */
export const weigh = (score: number, closeness: number): number => score * (1 - SHARE + SHARE * closeness);

/**
 * How many neighbours of a query are neighbours in a document too, 0…1: « circuits courts » found together says more than
 * the two words at both ends of a biography.
 * @param fields in which to look
 */
export function closenessOf(units: Unit[], document: SearchDocument, fields: string[]): number {
  const forms = units.map(
    ({ ways }) =>
      new Set(ways.flatMap(({ words }) => words.flatMap((word) => word.map(({ term }) => term.form)))),
  );
  const together = new Array<boolean>(units.length - 1).fill(false);
  for (const field of fields) {
    const value = document[field];
    for (const text of Array.isArray(value) ? value : [value]) {
      if (typeof text === "string") markNeighbours(text, forms, together);
    }
  }
  return together.filter(Boolean).length / together.length;
}

function markNeighbours(text: string, forms: Set<string>[], together: boolean[]): void {
  const words = tokenize(text)
    .map((token) => formOf(token.text))
    .filter((form) => !STOP_WORDS.has(form));
  const last: number[] = forms.map(() => Number.NEGATIVE_INFINITY);
  words.forEach((word, at) => {
    for (let unit = forms.length - 1; unit >= 0; unit--) {
      if (!forms[unit]!.has(word)) continue;
      if (unit > 0 && at - last[unit - 1]! <= REACH) together[unit - 1] = true;
      last[unit] = at;
    }
  });
}
