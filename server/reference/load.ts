import { readFileSync } from "node:fs";
import { buildLexicon, type Lexicon } from "../domain/matching/understanding/lexicon.ts";
import type { Reference } from "../domain/reference.ts";

const FOLDER = new URL("../../seeds/reference/", import.meta.url);

let reference: Reference | undefined;
let lexicon: Lexicon | undefined;

/** The reference lists of `seeds/reference`, read once. Throws where a file is missing or is no JSON. */
export function loadReference(): Reference {
  reference ??= {
    themes: read("themes.json"),
    skills: read("skills.json"),
    countries: read("countries.json"),
    sdgs: read("sdgs.json"),
    groups: read("groups.json"),
    families: read("lay-terms.json"),
    skillWords: read("lay-skills.json"),
    places: read("lay-places.json"),
    broadWords: read("broad-words.json"),
    fixedExpressions: read("fixed-expressions.json"),
    foreignWords: { en: read("words-en.json"), es: read("words-es.json"), pt: read("words-pt.json") },
  };
  return reference;
}

/** What the matching knows of the words of these lists, put together once. Throws as `loadReference` does. */
export function loadLexicon(): Lexicon {
  lexicon ??= buildLexicon(loadReference());
  return lexicon;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as T;
}
