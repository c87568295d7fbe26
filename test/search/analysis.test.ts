import { describe, expect, it } from "vitest";
import {
  compoundsOf,
  fold,
  isAcronym,
  STOP_WORDS,
  stemsOf,
  tokenize,
  typosAllowed,
  typosBetween,
} from "../../search/embedded/analysis.ts";
import { vocabularyFrom } from "../../search/vocabulary.ts";
import countries from "../../seeds/reference/countries.json" with { type: "json" };
import skills from "../../seeds/reference/skills.json" with { type: "json" };
import themes from "../../seeds/reference/themes.json" with { type: "json" };
import type { Reference } from "../../server/domain/reference.ts";

const words = (text: string) => tokenize(text).map((token) => token.text);

describe("French text", () => {
  it.each([
    ["L’eau d'ici, qu’on boit", ["eau", "ici", "on", "boit"]],
    ["aujourd’hui", ["aujourd", "hui"]],
    ["plan C de l’O.N.G.", ["plan", "C", "de", "O.N.G."]],
    ["borne-fontaine (n° 12)", ["borne", "fontaine", "n", "12"]],
    ["", []],
  ])("cuts %j into words", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it("keeps where each word stands", () => {
    const text = "À l’œuvre : Saint-Étienne";
    for (const { text: word, start, end } of tokenize(text)) expect(text.slice(start, end)).toBe(word);
  });

  it("folds case, accents and ligatures", () => {
    expect(fold("Œuvre À ÇA naïve")).toBe("oeuvre a ca naive");
  });

  it("keeps the words of summer and of being apart", () => {
    expect(STOP_WORDS.has("ete")).toBe(false);
    expect(STOP_WORDS.has("de")).toBe(true);
  });

  it.each([
    ["formation", "formations"],
    ["élu", "élus"],
    ["élue", "élu"],
    ["communal", "communaux"],
    ["béninois", "béninoises"],
    ["équipement", "equipements"],
    ["eau", "eaux"],
  ])("gives %s and %s a stem in common", (a, b) => {
    expect(stemsOf(a).some((stem) => stemsOf(b).includes(stem))).toBe(true);
  });

  it("reads compounds as one word", () => {
    expect(compoundsOf(tokenize("la mini-borne-fontaine du Val-de-Marne"))).toEqual([
      { form: "minibornefontaine", first: 1, last: 3 },
      { form: "valdemarne", first: 5, last: 7 },
    ]);
  });

  it("knows an acronym by its capitals", () => {
    expect(["AEP", "ODD", "O.N.G.", "G5"].map(isAcronym)).toEqual([true, true, true, true]);
    expect(["eau", "Eau", "2027", "ASSAINISSEMENT"].map(isAcronym)).toEqual([false, false, false, false]);
  });

  it.each([
    ["marche", "marché".normalize("NFD").replace(/\p{M}/gu, ""), 0],
    ["ecole", "ecoel", 1],
    ["ecole", "cole", 2],
    ["latrine", "latrines", 1],
    ["vidange", "vidnage", 1],
    ["pont", "mont", 2],
  ])("counts the slips between %s and %s", (a, b, typos) => {
    expect(typosBetween(a, b)).toBe(typos);
  });

  it("forgives by length, never in a number", () => {
    expect(["aep", "ecole", "formation", "2027", "numero12"].map(typosAllowed)).toEqual([0, 1, 2, 0, 0]);
  });
});

describe("the vocabulary of the reference lists", () => {
  const reference = { themes, skills, countries } as unknown as Pick<
    Reference,
    "themes" | "skills" | "countries"
  >;
  const { synonyms = {}, exactWords = [] } = vocabularyFrom(reference);

  it("says acronyms and what they abbreviate, both ways", () => {
    expect(synonyms["aep"]).toContain("alimentation en eau potable");
    expect(synonyms["alimentation en eau potable"]).toContain("AEP");
    expect(synonyms["théorie du changement"]).toContain("TdC");
  });

  it("leads a demonym to its country, and not back", () => {
    expect(synonyms["béninois"]).toEqual(["Bénin"]);
    expect(synonyms["bénin"]).toBeUndefined();
  });

  it("says saint as it is shortened, both ways", () => {
    expect([synonyms["st"], synonyms["saint"]]).toEqual([["saint"], ["st"]]);
    expect([synonyms["ste"], synonyms["sainte"]]).toEqual([["sainte"], ["ste"]]);
  });

  it("keeps acronyms from being taken for slips", () => {
    expect(exactWords).toEqual(expect.arrayContaining(["AEP", "FICOL"]));
    expect(exactWords.every((word) => word === word.toUpperCase())).toBe(true);
  });
});
