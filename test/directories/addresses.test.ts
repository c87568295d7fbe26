import { describe, expect, it } from "vitest";
import { addressOf, chosenFilters, facetOptions, kept } from "../../server/directories/present.ts";
import { directoryQuery } from "../../server/experts/schema.ts";
import { parseAddress } from "../../server/http/filters.ts";

describe("the address of a list", () => {
  it("holds what narrows the list, and not the page", () => {
    const query = { q: "eau & sol", theme: ["dechets", "numerique"], country: [], sort: "", page: 3 };
    expect(addressOf("/experts", query)).toBe("/experts?q=eau+%26+sol&theme=dechets&theme=numerique");
    expect(addressOf("/experts", { q: "", theme: [] })).toBe("/experts");
    expect(kept(query, ["theme"])).toEqual({ q: "eau & sol" });
  });

  it("gives each chosen value the list without it, the others kept", () => {
    const removable = chosenFilters(
      "/experts",
      { q: "eau", country: ["BJ", "TG"] },
      "country",
      (code) => code,
    );
    expect(removable).toEqual([
      { label: "BJ", href: "/experts?q=eau&country=TG" },
      { label: "TG", href: "/experts?q=eau&country=BJ" },
    ]);
  });

  it("is read back as it was written", () => {
    const raw = { q: "eau", theme: ["dechets"], availableFrom: "2027-01-01", page: "2" };
    const { query, problems } = parseAddress(directoryQuery, raw);
    expect(problems).toEqual([]);
    expect(query).toMatchObject({ q: "eau", theme: ["dechets"], availableFrom: "2027-01-01", page: 2 });
  });
});

describe("a wrong address", () => {
  it("keeps what is right, and says what is not", () => {
    const { query, problems } = parseAddress(directoryQuery, { q: "eau", theme: "magie", page: "-4" });
    expect(query).toMatchObject({ q: "eau", theme: [], page: 1 });
    expect(problems.map(({ name }) => name)).toEqual(["theme.0", "page"]);
  });

  it("says that a period ends before it starts, and keeps its start", () => {
    const { query, errorOf } = parseAddress(directoryQuery, {
      availableFrom: "2027-05-01",
      availableTo: "2027-01-01",
    });
    expect(query.availableFrom).toBe("2027-05-01");
    expect(query.availableTo).toBeUndefined();
    expect(errorOf("availableTo")).toBe("La fin ne peut pas précéder le début.");
  });

  it("ignores what mail programs add, and objects where words belong", () => {
    expect(parseAddress(directoryQuery, { utm_source: "lettre" }).problems).toEqual([]);
    const { query, problems } = parseAddress(directoryQuery, { q: { $gt: "" }, kind: ["", "elu"] });
    expect(query).toMatchObject({ q: "", kind: ["elu"] });
    expect(problems).toHaveLength(1);
  });
});

describe("the options of a facet", () => {
  it("puts the chosen ones first, then the fullest, and leaves out what would keep nothing", () => {
    const options = facetOptions({ a: 2, b: 9, c: 0 }, ["z"], (code) => code.toUpperCase());
    expect(options.map(({ label, count, checked }) => [label, count, checked])).toEqual([
      ["Z", 0, true],
      ["B", 9, false],
      ["A", 2, false],
    ]);
  });
});
