import { describe, expect, it } from "vitest";
import { facetGroup, openedFacet } from "../../server/directories/facetGroup.ts";

const letters = [..."abcdefghijklmnopqrst"];
/** "a" keeps the most. */
const counts = Object.fromEntries(letters.map((letter, at) => [letter, 100 - at]));
const facet = {
  name: "letter",
  legend: "Lettre",
  open: false,
  counts,
  of: 200,
  label: (code: string) => `L${code}`,
};
const values = (options: { value: string }[]) => options.map(({ value }) => value).join("");

describe("a facet of many options", () => {
  it("shows the fullest, and says how many there are besides", () => {
    const { shown, left, others } = facetGroup({ ...facet, chosen: [] });
    expect([values(shown), left, others]).toEqual(["abcdefg", 13, []]);
  });

  it("shows what is chosen, wherever it stands, and still as many of the others", () => {
    const { shown, left } = facetGroup({ ...facet, chosen: ["r", "m"] });
    expect([values(shown), left]).toEqual(["mrabcdefg", 11]);
    expect(shown.filter(({ checked }) => checked).map(({ value }) => value)).toEqual(["m", "r"]);
  });

  it("gives the others in alphabetical order when it is asked for whole, and unfolds", () => {
    const label = (code: string) => ({ j: "Été", k: "Zoo", l: "Eau" })[code] ?? `L${code}`;
    const { shown, left, others, open } = facetGroup({ ...facet, label, chosen: [] }, "letter");
    expect([values(shown), left, open]).toEqual(["abcdefg", 0, true]);
    expect(others.slice(0, 2).map((option) => option.label)).toEqual(["Eau", "Été"]);
    expect(others.at(-1)?.label).toBe("Zoo");
    expect(values([...shown, ...others].sort((a, b) => (a.value < b.value ? -1 : 1)))).toBe(letters.join(""));
  });

  it("leaves out what nearly all have, unless it is chosen, or they are few", () => {
    const all = { ...facet, counts: { a: 100, b: 94, c: 3 }, of: 100 };
    expect(values(facetGroup({ ...all, chosen: [] }).shown)).toBe("bc");
    expect(values(facetGroup({ ...all, chosen: ["a"] }).shown)).toBe("abc");
    const few = { ...facet, counts: { a: 3, b: 1 }, of: 3 };
    expect(values(facetGroup({ ...few, chosen: [] }).shown)).toBe("ab");
  });

  it("needs no button for one or two more", () => {
    const few = Object.fromEntries(Object.entries(counts).slice(0, 9));
    expect(facetGroup({ ...facet, counts: few, chosen: [] })).toMatchObject({ left: 0, others: [] });
    expect(facetGroup({ ...facet, counts: few, chosen: [] }).shown).toHaveLength(9);
  });
});

describe("the facet that an address opens", () => {
  it("is one word, whatever is sent", () => {
    expect(openedFacet({ plus: "country" })).toBe("country");
    for (const plus of [undefined, ["a", "b"], { $gt: "" }]) expect(openedFacet({ plus })).toBeUndefined();
  });
});
