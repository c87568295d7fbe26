import type { NeedView } from "../needView.ts";
import { fold } from "../understanding/text.ts";
import { needText } from "../understanding/understand.ts";

/** Lower case, without accents, one space between words and at both ends, so that whole words can be looked for. */
function plain(text: string): string {
  return ` ${fold(text)
    .replace(/[^a-z0-9%€]+/g, " ")
    .trim()} `;
}

const texts = new WeakMap<NeedView, string>();

/** The need's own words, folded. */
export function wordsOf(view: NeedView): string {
  const known = texts.get(view);
  if (known !== undefined) return known;
  const words = plain(needText(view.need));
  texts.set(view, words);
  return words;
}

/** The first of some terms that the need says in whole words; null where it says none. */
export function saidIn(view: NeedView, terms: readonly string[]): string | null {
  const words = wordsOf(view);
  return terms.find((term) => words.includes(plain(term))) ?? null;
}

/** How often the need says some terms in whole words, the first of them, and whether its title does. */
export function timesSaid(
  view: NeedView,
  terms: readonly string[],
): { times: number; first: string | null; inTitle: boolean } {
  const words = wordsOf(view);
  const title = plain(view.need.title);
  let times = 0;
  let first: string | null = null;
  for (const term of terms) {
    const found = words.split(plain(term)).length - 1;
    times += found;
    if (found > 0) first ??= term;
  }
  return { times, first, inTitle: terms.some((term) => title.includes(plain(term))) };
}
