import fc from "fast-check";
import { expect, it } from "vitest";
import { familyNameFirst } from "../../server/domain/personName.ts";

it.each([
  ["Awa Ndiaye", "Ndiaye Awa"],
  ["Jean-Pierre Berthod", "Berthod Jean-Pierre"],
  ["Yann Le Bihan", "Le Bihan Yann"],
  ["Joachim du Bellay", "du Bellay Joachim"],
  ["Charles de Gaulle", "Gaulle Charles"],
  ["Jean de La Fontaine", "La Fontaine Jean"],
  ["Valéry d’Estaing", "Estaing Valéry"],
  ["Anna van der Meer", "van der Meer Anna"],
  ["NDIAYE SOW Awa", "NDIAYE SOW Awa"],
  ["Awa NDIAYE SOW", "NDIAYE SOW Awa"],
  ["AWA NDIAYE", "NDIAYE AWA"],
  ["Le Bihan", "Bihan Le"],
  ["Plume", "Plume"],
])("%s is ordered as %s", (name, ordered) => {
  expect(familyNameFirst(name)).toBe(ordered);
});

it("loses no word but a particle that is passed over", () => {
  const word = fc.constantFrom("Awa", "Le", "DUPONT", "du", "Ndiaye", "O’Brien", "Béa");
  const names = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const property = fc.property(names, (name) => {
    expect(familyNameFirst(name).split(" ").toSorted()).toEqual(name.split(" ").toSorted());
  });
  fc.assert(property);
});
