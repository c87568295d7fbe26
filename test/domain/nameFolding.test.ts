import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldedName, foldName, nameQuery, rankOfName, sirenIn } from "../../server/domain/nameFolding.ts";
import { beginning } from "../../server/storage/plainSearch.ts";
import { anyText } from "../support/anyText.ts";

describe("names as they are compared", () => {
  it.each([
    ["Saint-Denis", "St-Denis", "ST DENIS", "saint denis", "St. Denis"],
    ["L’Haÿ-les-Roses", "l'hay les roses", "L\u02bcHAŸ LES ROSES"],
    ["Sainte-Foy-lès-Lyon", "ste foy les lyon"],
    ["Œuilly", "oeuilly", "ŒUILLY"],
    ["Chalon-sur-Saône", "chalon s/saone", "CHALON S/ SAÔNE"],
    ["Nadège Æbly", "nadege aebly"],
  ])("%s is %s too", (name, ...others) => {
    for (const other of others) expect(foldName(other)).toBe(foldName(name));
  });

  it("leaves a last “st” to who is still typing it", () => {
    expect(foldName("St")).toBe("st");
    expect(foldName("Stains")).toBe("stains");
  });

  it("are folded once: folding again changes nothing", () => {
    const parts = fc.array(
      fc.oneof(fc.constantFrom("st", "ste ", "s/", " ", "Œ", "-", "’"), anyText({ maxLength: 3 })),
    );
    fc.assert(
      fc.property(parts, (typed) => {
        const folded = foldName(typed.join(""));
        expect(folded).toMatch(/^([a-z0-9]+( [a-z0-9]+)*)?$/);
        expect(foldName(folded)).toBe(folded);
      }),
    );
  });

  it("rank the name itself, then what begins so, then what holds the words", () => {
    const rank = (name: string) => rankOfName(foldedName(name), nameQuery("ville de St-Denis"));
    expect(["Saint-Denis", "Saint-Denis-en-Val", "La Plaine Saint-Denis", "Ngazidja"].map(rank)).toEqual([
      0,
      2,
      3,
      null,
    ]);
  });

  it("know a SIREN and a SIRET by their digits", () => {
    expect(["217 500 016 00019", "217500016", " 217.500.016 "].map(sirenIn)).toEqual(
      Array(3).fill("217500016"),
    );
    expect(["2175000", "75001", "Paris", ""].map(sirenIn)).toEqual([null, null, null, null]);
  });

  it.each([
    ["nadege", "Nadège Morin"],
    ["hay", "L’Haÿ-les-Roses"],
    ["saint", "Pontchâteau St-Gildas"],
    ["coeur", "Val de Cœur"],
    ["ete", "Fête d’été"],
  ])("%s finds %s in a collection too", (word, name) => {
    expect(name).toMatch(beginning(word));
  });
});
