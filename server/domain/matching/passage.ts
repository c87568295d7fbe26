import type { NeedView } from "./needView.ts";
import type { ProfileView } from "./profileView.ts";

const LONGEST = 120;

/**
 * The sentence of a profile that speaks most to the need, as written, shortened at a word; null where none does.
 * @param fields the texts of the profile, the most telling first
 */
export function passageOf(fields: readonly string[], profile: ProfileView, view: NeedView): string | null {
  const told = [...view.named]
    .map(([code, weight]) => ({ code, worth: weight * profile.strengthOf(code) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || (a.code < b.code ? -1 : 1))
    .map(({ code }) => code);
  const places = [...view.countries.keys()].map((code) => `c:${code}`);
  for (const code of [...told, ...places, ...view.skills.keys()]) {
    const quote = quoteOf(code, fields, profile);
    if (quote) return quote;
  }
  return null;
}

/** The sentence in which a profile was read to speak of a concept (or of a country, as `c:BJ`); null where none does. */
export function quoteOf(code: string, fields: readonly string[], profile: ProfileView): string | null {
  const words = profile.said(code)?.split(" … ")[0];
  if (!words) return null;
  for (const field of fields) {
    const at = field.indexOf(words);
    if (at >= 0) return shorten(sentenceAround(field, at, words.length), words);
  }
  return null;
}

const END = /[.!?…](?=\s|$)|\n/g;

function sentenceAround(text: string, at: number, length: number): string {
  let from = 0;
  let to = text.length;
  for (const end of text.matchAll(END)) {
    if (end.index < at) from = end.index + 1;
    else if (end.index >= at + length - 1) {
      to = end.index;
      break;
    }
  }
  return text.slice(from, to).trim();
}

/** Keeps the words that matter inside what is shown. */
function shorten(text: string, words: string): string {
  if (text.length <= LONGEST) return text;
  const at = text.indexOf(words);
  const from = at + words.length <= LONGEST ? 0 : text.indexOf(" ", at - LONGEST / 2) + 1;
  const cut = text.lastIndexOf(" ", from + LONGEST);
  const end = from + LONGEST >= text.length ? text.length : cut;
  return `${from > 0 ? "…" : ""}${text.slice(from, end)}${end < text.length ? "…" : ""}`;
}
