import { describe, expect, it } from "vitest";
import type { Filter, SearchEngine } from "../../../search/engine.ts";
import { HOSTILE } from "./hostile.ts";
import { idsOf, WORLD } from "./world.ts";

const eq = (field: string, value: string | number | boolean): Filter => ({ op: "eq", field, value });

/** [what it shows, filter, the experts that it keeps, fillers apart, whether it keeps the fillers] */
const KEEPS: [string, Filter, string[], boolean][] = [
  ["a value", eq("kind", "consultant"), ["finances"], false],
  ["a value of a list", eq("countries", "SN"), ["assainissement", "culture", "elue"], false],
  ["a value whatever its case", eq("countries", "sn"), ["assainissement", "culture", "elue"], false],
  ["a boolean", eq("available", false), ["aep"], false],
  ["a number", eq("yearsOfExperience", 25), ["eau"], false],
  ["several values", { op: "in", field: "countries", values: ["TG", "MG"] }, ["aep", "dechets"], false],
  ["no value at all", { op: "in", field: "countries", values: [] }, [], false],
  ["an identifier", { op: "in", field: "id", values: ["eau", "nobody"] }, ["eau"], false],
  [
    "a range from below",
    { op: "and", filters: [{ op: "range", field: "yearsOfExperience", gte: 25 }] },
    ["cuisine", "eau"],
    false,
  ],
  [
    "a closed range, both ends in",
    { op: "range", field: "yearsOfExperience", gte: 25, lte: 30 },
    ["cuisine", "eau"],
    false,
  ],
  ["a range that nothing fits", { op: "range", field: "yearsOfExperience", gte: 50 }, [], false],
  [
    "a range of nought",
    { op: "and", filters: [eq("kind", "elu"), { op: "range", field: "yearsOfExperience", lte: 0 }] },
    ["elue"],
    false,
  ],
  [
    "a field that is there",
    { op: "and", filters: [{ op: "exists", field: "availableMonths" }] },
    ["assainissement", "eau"],
    false,
  ],
  [
    "an empty list as absent",
    { op: "not", filter: { op: "exists", field: "countries" } },
    ["cuisine", "livraison"],
    false,
  ],
  [
    "a conjunction",
    { op: "and", filters: [eq("countries", "SN"), eq("languages", "wo"), eq("modes", "mission")] },
    ["assainissement"],
    false,
  ],
  [
    "an alternative",
    { op: "or", filters: [eq("kind", "elu"), eq("kind", "consultant")] },
    ["elue", "finances"],
    false,
  ],
  ["an empty alternative", { op: "or", filters: [] }, [], false],
  [
    "a negation",
    { op: "and", filters: [eq("countries", "SN"), { op: "not", filter: eq("languages", "wo") }] },
    ["elue"],
    false,
  ],
  [
    "a negation of a conjunction",
    {
      op: "and",
      filters: [
        eq("countries", "SN"),
        { op: "not", filter: { op: "and", filters: [eq("languages", "wo"), eq("languages", "en")] } },
      ],
    },
    ["assainissement", "elue"],
    false,
  ],
  [
    "nesting, four deep",
    {
      op: "or",
      filters: [
        {
          op: "and",
          filters: [
            eq("countries", "BJ"),
            {
              op: "or",
              filters: [eq("kind", "retraite"), { op: "not", filter: { op: "exists", field: "kind" } }],
            },
          ],
        },
        eq("kind", "elu"),
      ],
    },
    ["eau", "elue"],
    false,
  ],
  [
    "everything, when the conjunction is empty",
    { op: "and", filters: [] },
    WORLD.slice(0, 9).map((each) => each.id),
    true,
  ],
];

/** What filters keep. */
export function describeFilters(engine: () => SearchEngine): void {
  const kept = async (filter: Filter, text = "") =>
    idsOf((await engine().search("experts", { text, filter, limit: 100 })).hits);

  describe("filters", () => {
    it.each(KEEPS)("keep %s", async (_, filter, experts, fillers) => {
      const ids = await kept(filter);
      expect(ids.filter((id) => !id.startsWith("filler")).toSorted()).toEqual(experts.toSorted());
      expect(ids.some((id) => id.startsWith("filler"))).toBe(fillers);
    });

    it("keep dates within bounds", async () => {
      const filter: Filter = { op: "range", field: "availableMonths", gte: "2027-05", lte: "2027-12" };
      expect(await kept(filter)).toEqual(["eau"]);
    });

    it.each([
      ["2027-03-25", "2027-03-28", []],
      ["2027-03-11", "2027-03-31", []],
      ["2027-03-10", "2027-03-31", ["assainissement"]],
      ["2027-03-11", "2027-04-01", ["eau"]],
      ["2027-04-14", "2027-04-14", ["eau"]],
      ["2027-04-15", "2027-04-15", ["assainissement", "eau"]],
      ["2027-05-31", "2099-12-31", ["eau"]],
      ["2027-06-01", "2099-12-31", []],
      ["2000-01-01", "2027-03-01", ["assainissement"]],
      ["2027-04-20", "2027-04-10", []],
    ])("keep spans that share a day with %s to %s", async (from, to, experts) => {
      expect((await kept({ op: "overlaps", field: "availability", from, to })).toSorted()).toEqual(experts);
    });

    it("keep what has spans, and negate them", async () => {
      const given: Filter = { op: "exists", field: "availability" };
      expect((await kept(given)).toSorted()).toEqual(["assainissement", "eau"]);
      const away: Filter = {
        op: "not",
        filter: { op: "overlaps", field: "availability", from: "2027-03-01", to: "2027-03-01" },
      };
      expect(await kept({ op: "and", filters: [given, away] })).toEqual(["eau"]);
    });

    it("narrow what words found", async () => {
      expect(await kept(eq("countries", "SN"), "assainissement")).toEqual(["assainissement"]);
    });

    it.each([
      ["an undeclared field", { op: "eq", field: "bio", value: "x" }],
      ["a field with a filter in its name", { op: "eq", field: "kind = agent OR kind", value: "x" }],
      ["__proto__", { op: "exists", field: "__proto__" }],
      ["an undeclared field, deep down", { op: "not", filter: { op: "or", filters: [eq("email", "x")] } }],
      ["a value of spans", eq("availability", "2027-03-01/2027-03-10")],
      [
        "days of what holds no spans",
        { op: "overlaps", field: "kind", from: "2027-03-01", to: "2027-03-01" },
      ],
      ["what is no day", { op: "overlaps", field: "availability", from: "2027-03-01", to: "2027-13-01" }],
      ["an order of values that have none", { op: "range", field: "kind", gte: "a" }],
      ["a range from a number to a text", { op: "range", field: "yearsOfExperience", gte: 1, lte: "x" }],
      ["not-a-number", { op: "eq", field: "yearsOfExperience", value: Number.NaN }],
      ["an object for a value", { op: "eq", field: "kind", value: { $gt: "" } as unknown as string }],
      ["an unknown operator", { op: "exec", field: "kind" } as unknown as Filter],
    ] satisfies [string, Filter][])("refuse %s", async (_, filter) => {
      await expect(kept(filter)).rejects.toMatchObject({ name: "SearchError", code: "bad-query" });
    });

    it("let no value escape its quotes", async () => {
      for (const value of HOSTILE) {
        expect(await kept(eq("kind", value)), value).toEqual([]);
        expect(await kept({ op: "in", field: "kind", values: [value, "elu"] }), value).toEqual(["elue"]);
      }
    });

    it("hold whatever is typed in the search box", async () => {
      for (const text of HOSTILE) {
        const ids = await kept(eq("kind", "elu"), text);
        expect(
          ids.filter((id) => id !== "elue"),
          text,
        ).toEqual([]);
      }
    });
  });
}
