import { describe, expect, it } from "vitest";
import type { SearchEngine } from "../../../search/engine.ts";
import { idsOf } from "./world.ts";

/** [what it shows, query, found, never found] */
const FINDS: [string, string, string, string][] = [
  ["a word of the headline", "vidange", "assainissement", "dechets"],
  ["a word in capitals", "VIDANGE", "assainissement", "dechets"],
  ["a word of a list", "compostage", "dechets", "eau"],
  ["a word of the labels alone", "madagascar", "dechets", "eau"],
  ["accents left out", "hydraulicien reseaux", "eau", "dechets"],
  ["accents put where there are none", "Séçrétariat", "filler-03", "eau"],
  ["a ligature written in two letters", "coeur de metier", "culture", "eau"],
  ["a ligature written as one", "œuvre francophonie", "culture", "eau"],
  ["an elided article in the query", "l’assainissement", "assainissement", "dechets"],
  ["an elided article in the document", "eau potable", "eau", "dechets"],
  ["a straight apostrophe", "l'eau potable", "eau", "dechets"],
  ["function words in the query", "la collecte des déchets", "dechets", "eau"],
  ["the singular for a plural", "latrine", "assainissement", "dechets"],
  ["the plural for a singular", "bibliothèque", "culture", "eau"],
  ["a plural in -x or -s, elided", "réseau", "eau", "dechets"],
  ["a letter missing", "asainissement", "assainissement", "dechets"],
  ["a letter too many", "vidanngeurs", "assainissement", "dechets"],
  ["a letter for another", "compostoge", "dechets", "eau"],
  ["two letters swapped", "bibliohtèques", "culture", "eau"],
  ["two slips in a long word", "francofonie", "culture", "eau"],
  ["the beginning of the last word", "hydraul", "eau", "dechets"],
  ["a first word and the beginning of the next", "lecture publ", "culture", "eau"],
  ["both words of a compound, apart", "borne fontaine", "eau", "dechets"],
  ["a compound with its hyphen", "borne-fontaine", "eau", "dechets"],
  ["a compound written as one word", "bornefontaine", "eau", "dechets"],
  ["a place with a hyphen", "saint louis", "assainissement", "dechets"],
  ["an acronym", "AEP", "aep", "dechets"],
  ["an acronym that stands for a phrase", "SPANC", "assainissement", "dechets"],
  ["a phrase for which an acronym stands", "assainissement non collectif", "aep", "dechets"],
  ["a synonym one way", "béninois", "eau", "dechets"],
  ["an acronym in small letters", "ficol", "finances", "eau"],
  ["a person by first and last name", "Awa Ndiaye", "assainissement", "dechets"],
  ["a phrase", '"circuits courts"', "cuisine", "livraison"],
  ["a phrase in French quotes", "« circuits courts »", "cuisine", "livraison"],
  ["a phrase and a word", '"circuits courts" cantines', "cuisine", "finances"],
  ["words in another order", "publique lecture", "culture", "eau"],
];

/** [what it shows, query, better, worse]: with any of the words. */
const RANKS: [string, string, string, string][] = [
  ["a headline before a biography", "assainissement", "assainissement", "eau"],
  ["both words before one", "latrines écoles solaire", "assainissement", "eau"],
  ["the word before its misspelling", "livraison", "livraison", "filler-01"],
  ["a phrase kept together before words apart", "circuits courts restauration", "cuisine", "livraison"],
];

/** What words find. */
export function describeText(engine: () => SearchEngine): void {
  const found = async (text: string, words: "all" | "any" = "all") =>
    idsOf((await engine().search("experts", { text, words, limit: 100 })).hits);

  describe("words", () => {
    it.each(FINDS)("finds by %s: %s", async (_, text, yes, no) => {
      const ids = await found(text);
      expect(ids).toContain(yes);
      expect(ids).not.toContain(no);
    });

    it.each(RANKS)("puts %s: %s", async (_, text, better, worse) => {
      const ids = await found(text, "any");
      expect(ids).toContain(better);
      if (ids.includes(worse)) expect(ids.indexOf(better)).toBeLessThan(ids.indexOf(worse));
    });

    it("puts words that follow each other before the same words apart", async () => {
      const ids = await found("circuits courts");
      expect(ids).toEqual(expect.arrayContaining(["cuisine", "finances", "livraison"]));
      expect(ids.indexOf("livraison")).toBe(ids.length - 1);
    });

    it("finds the exact word first, its misspelling afterwards", async () => {
      expect((await found("formations"))[0]).toBe("assainissement");
    });

    it("takes a synonym one way only", async () => {
      expect(await found("Bénin")).not.toContain("aep");
    });

    it("forgives nothing in an acronym", async () => {
      expect(await found("AECP ")).toEqual([]);
      expect(await found("FICOL")).toEqual(["finances"]);
    });

    it("forgives nothing in a number", async () => {
      expect(await found("numero12")).toContain("filler-12");
      expect(await found("2O27")).toEqual([]);
    });

    it("asks for every word by default", async () => {
      expect(await found("latrines compostage")).toEqual([]);
    });

    it("takes any of the words where that is asked", async () => {
      const ids = await found("latrines compostage", "any");
      expect(ids.toSorted()).toEqual(["assainissement", "dechets"]);
    });

    it("finds nothing for a word that nobody wrote", async () => {
      expect(await found("xylophoniste")).toEqual([]);
      expect(await found("xylophoniste", "any")).toEqual([]);
    });

    it("does not take the first word for a beginning", async () => {
      expect(await found("hydraul eau")).toEqual([]);
    });

    it("does not take a finished word for a beginning", async () => {
      expect(await found("hydraul ")).toEqual([]);
    });

    it("does not search fields that are not declared", async () => {
      expect(await found("consultant")).not.toContain("finances");
    });

    it("gives scores between 0 and 1, in order", async () => {
      const { hits } = await engine().search("experts", { text: "eau assainissement", words: "any" });
      const scores = hits.map((hit) => hit.score);
      expect(scores.length).toBeGreaterThan(1);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      for (const score of scores) expect(score > 0 && score <= 1).toBe(true);
    });

    it("scores a word found as written above the same word misspelt, from one query to another", async () => {
      const score = async (text: string) =>
        (await engine().search("experts", { text, words: "any" })).hits.find(
          (hit) => hit.id === "assainissement",
        )?.score;
      expect(await score("vidangeurs")).toBeGreaterThan((await score("vidanjeurs")) ?? 1);
    });

    it("takes a long text", async () => {
      const text = Array.from({ length: 200 }, () => "assainissement et latrines").join(" ");
      expect(await found(text, "any")).toContain("assainissement");
    });
  });
}
