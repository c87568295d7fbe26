import type { NeedView } from "./needView.ts";
import type { Lexicon } from "./understanding/lexicon.ts";
import { readText } from "./understanding/reading.ts";
import { sentencesOf } from "./understanding/sentences.ts";

const LONGEST = 240;

/**
 * The sentence of a profile that speaks most to the need, as written, shortened at a word; null where none does.
 * @param fields the texts of the profile, the most telling first
 */
export function passageOf(fields: readonly string[], view: NeedView, lexicon: Lexicon): string | null {
  let best = { worth: 0, text: "" };
  for (const field of fields) {
    const reading = readText(field, "profile", lexicon);
    const worth: number[] = [];
    const counted = new Set<string>();
    for (const mention of reading.mentions) {
      const wanted =
        (view.subjects.get(mention.concept) ?? 0) + 0.3 * (view.skills.get(mention.concept) ?? 0);
      const once = `${mention.sentence} ${mention.concept}`;
      if (wanted === 0 || counted.has(once)) continue;
      counted.add(once);
      worth[mention.sentence] = (worth[mention.sentence] ?? 0) + wanted * mention.weight;
    }
    for (const place of reading.places) {
      const wanted = view.countries.get(place.country) ?? 0;
      worth[place.sentence] = (worth[place.sentence] ?? 0) + wanted * 0.1;
    }
    const sentences = sentencesOf(field, reading.tokens);
    worth.forEach((value, i) => {
      const kept = value * (reading.sentences[i] ?? 1);
      if (kept > best.worth) best = { worth: kept, text: sentences[i] ?? "" };
    });
  }
  return best.text === "" ? null : shorten(best.text.trim());
}

function shorten(text: string): string {
  if (text.length <= LONGEST) return text;
  const cut = text.lastIndexOf(" ", LONGEST);
  return `${text.slice(0, cut > 0 ? cut : LONGEST)}…`;
}
