import { describe, expect, it } from "vitest";
import { FOREIGN } from "../../../server/domain/matching/understanding/language.ts";
import { tokenise } from "../../../server/domain/matching/understanding/text.ts";
import { loadLexicon } from "../../../server/reference/load.ts";

const lexicon = loadLexicon();
const { reference } = lexicon;
const codes = [
  ...reference.families.map(({ code }) => `f:${code}`),
  ...reference.themes.flatMap(({ subthemes }) => subthemes.map(({ code }) => `s:${code}`)),
  ...reference.skills.map(({ code }) => `k:${code}`),
];
/** A language counts from its first word on. */
const written = FOREIGN.filter((language) => reference.foreignWords[language].length > 0);
/** Some words are of two subjects; many such would say that a list was written carelessly. */
const HANDFUL = 12;

it("has words in some other language", () => expect(written).not.toEqual([]));

describe.each(written)("the words of %s", (language) => {
  const words = reference.foreignWords[language];

  it("are of each family, subtheme and skill, once, and of nothing else", () => {
    expect(words.map(({ concept }) => concept).sort()).toEqual([...codes].sort());
  });

  it("say each concept in terms of one word or more", () => {
    const poor = words.filter(({ terms }) => terms.length === 0).map(({ concept }) => concept);
    const empty = words.flatMap(({ terms, cues }) =>
      [...terms, ...cues].filter((said) => tokenise(said, language).length === 0),
    );
    expect({ poor, empty }).toEqual({ poor: [], empty: [] });
  });

  it("are no function words alone, unless as an expression of several", () => {
    const lost = words.flatMap(({ concept, terms, cues }) =>
      [...terms, ...cues]
        .filter((said) => {
          const tokens = tokenise(said, language);
          return tokens.length === 1 && tokens[0]!.empty && !tokens[0]!.caps;
        })
        .map((said) => `${concept} ${said}`),
    );
    expect(lost).toEqual([]);
  });

  it("hardly ever say subjects of two themes in the same words", () => {
    const themes = new Map<string, Set<string>>();
    for (const { concept, terms } of words) {
      const theme = lexicon.concepts.get(concept)?.theme;
      for (const term of theme ? terms : []) {
        const content = tokenise(term, language).filter((token) => !token.empty);
        const key =
          content.length > 1
            ? [...new Set(content.map(({ root }) => root))].sort().join(" ")
            : term.toLowerCase();
        themes.set(key, (themes.get(key) ?? new Set()).add(theme!));
      }
    }
    const shared = [...themes].filter(([, of]) => of.size > 1).map(([said]) => said);
    expect(shared.length, shared.join(", ")).toBeLessThanOrEqual(HANDFUL);
  });

  it("keep two words that a phrase needs apart: the same word twice would be found in the word alone", () => {
    const twice = words.flatMap(({ concept, terms }) =>
      terms
        .filter((term) => {
          const roots = tokenise(term, language)
            .filter((token) => !token.empty)
            .map(({ root }) => root);
          return roots.length > 1 && new Set(roots).size === 1 && EVERYDAY.has(roots[0]!);
        })
        .map((term) => `${concept} ${term}`),
    );
    expect(twice).toEqual([]);
  });
});

/** What many needs hold whatever they are about, by root; "boda boda" and "tuk tuk" mean nothing else. */
const EVERYDAY = new Set(
  ["people", "mayor", "town", "city", "village", "house", "door", "step", "year", "day"].flatMap((word) =>
    tokenise(word, "en").map(({ root }) => root),
  ),
);
