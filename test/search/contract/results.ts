import { describe, expect, it } from "vitest";
import type { SearchEngine } from "../../../search/engine.ts";
import { EXPERTS, idsOf, shown, WORLD } from "./world.ts";

/** How what was found comes back: order, pages, counts, highlights. */
export function describeResults(engine: () => SearchEngine): void {
  describe("pages", () => {
    it("holds everything for an empty query", async () => {
      const { total, hits } = await engine().search("experts", { text: "", limit: 100 });
      expect(total).toBe(WORLD.length);
      expect(hits).toHaveLength(WORLD.length);
    });

    it("takes blanks and bare punctuation for an empty query", async () => {
      for (const text of ["   ", "\t\n", "…", "?!"]) {
        expect((await engine().search("experts", { text, limit: 1 })).total, text).toBe(WORLD.length);
      }
    });

    it("shows twenty hits where nothing is said", async () => {
      expect((await engine().search("experts", { text: "" })).hits).toHaveLength(20);
    });

    it("cuts into pages that neither overlap nor miss any", async () => {
      const seen: string[] = [];
      for (let offset = 0; offset < WORLD.length; offset += 7) {
        const page = await engine().search("experts", { text: "", offset, limit: 7 });
        expect(page.total).toBe(WORLD.length);
        seen.push(...idsOf(page.hits));
      }
      expect(seen.toSorted()).toEqual(WORLD.map((each) => each.id).toSorted());
    });

    it("starts anywhere, not only at the start of a page", async () => {
      const all = idsOf((await engine().search("experts", { text: "", limit: 30 })).hits);
      const some = await engine().search("experts", { text: "", offset: 5, limit: 3 });
      expect(idsOf(some.hits)).toEqual(all.slice(5, 8));
      expect(some.total).toBe(WORLD.length);
    });

    it("is empty beyond the last hit, and still counts", async () => {
      const { hits, total } = await engine().search("experts", { text: "", offset: 500, limit: 10 });
      expect(hits).toEqual([]);
      expect(total).toBe(WORLD.length);
    });

    it("counts without showing when the limit is nought", async () => {
      const { hits, total, facets } = await engine().search("experts", {
        text: "",
        limit: 0,
        facets: ["kind"],
      });
      expect(hits).toEqual([]);
      expect(total).toBe(WORLD.length);
      expect(facets["kind"]?.["consultant"]).toBe(1);
    });

    it.each([
      ["a negative offset", { offset: -1 }],
      ["half a hit", { limit: 1.5 }],
      ["a limit without bound", { limit: 1_000_000 }],
      ["an offset without bound", { offset: 1_000_000 }],
    ])("refuses %s", async (_, bounds) => {
      await expect(engine().search("experts", { text: "", ...bounds })).rejects.toMatchObject({
        code: "bad-query",
      });
    });

    it("gives whole documents, or the fields asked for", async () => {
      const filter = { op: "eq", field: "id", value: "eau" } as const;
      const [whole] = (await engine().search("experts", { text: "", filter })).hits;
      expect(whole?.document).toEqual(EXPERTS[1]);
      const [some] = (await engine().search("experts", { text: "", filter, retrieve: ["name"] })).hits;
      expect(some?.document).toEqual({ id: "eau", name: "Bruno Lefèvre" });
    });
  });

  describe("order", () => {
    const first = async (field: string, direction: "asc" | "desc", text = "") =>
      idsOf((await engine().search("experts", { text, sort: [{ field, direction }], limit: 100 })).hits);

    it("sorts by number, the greatest first", async () => {
      expect((await first("yearsOfExperience", "desc")).slice(0, 2)).toEqual(["cuisine", "eau"]);
    });

    it("sorts by name, É among the E", async () => {
      const ids = (await first("name", "asc")).slice(0, 5);
      expect(ids).toEqual(["assainissement", "eau", "aep", "dechets", "finances"]);
    });

    it("sorts by date", async () => {
      expect((await first("publishedAt", "desc")).slice(0, 2)).toEqual(["elue", "livraison"]);
    });

    it("puts what has no value last, both ways", async () => {
      expect((await first("yearsOfExperience", "asc")).at(-1)).toBe("livraison");
      expect((await first("yearsOfExperience", "desc")).at(-1)).toBe("livraison");
    });

    it("obeys a sort though words were given", async () => {
      expect((await first("yearsOfExperience", "desc", "assainissement")).slice(0, 2)).toEqual([
        "eau",
        "assainissement",
      ]);
    });

    it("sorts by a second field where the first is equal", async () => {
      const sort = [
        { field: "yearsOfExperience", direction: "desc" as const },
        { field: "name", direction: "desc" as const },
      ];
      const ids = idsOf((await engine().search("experts", { text: "", sort, limit: 100 })).hits);
      expect(ids.indexOf("filler-20")).toBeLessThan(ids.indexOf("culture"));
    });

    it("is the same twice", async () => {
      const once = idsOf((await engine().search("experts", { text: "secrétariat", limit: 30 })).hits);
      expect(idsOf((await engine().search("experts", { text: "secrétariat", limit: 30 })).hits)).toEqual(
        once,
      );
    });

    it("refuses a field that is not sortable", async () => {
      await expect(first("bio", "asc")).rejects.toMatchObject({ code: "bad-query" });
    });
  });

  describe("highlights", () => {
    const highlight = async (text: string, id: string) => {
      const { hits } = await engine().search("experts", {
        text,
        highlight: ["headline", "bio", "skills"],
        limit: 100,
      });
      const hit = hits.find((each) => each.id === id);
      return {
        headline: shown(hit?.highlights["headline"]),
        bio: shown(hit?.highlights["bio"]),
        skills: hit?.highlightedLists["skills"]?.map(shown),
      };
    };

    it("marks the found word as it was written", async () => {
      expect((await highlight("hydraulicien", "eau")).headline).toBe(
        "Ingénieur [hydraulicien], réseaux d’eau potable",
      );
    });

    it("marks a word with its accents", async () => {
      expect((await highlight("dechets", "dechets")).headline).toBe(
        "Responsable de la collecte des [déchets] ménagers",
      );
    });

    it("marks a whole word though its beginning was typed", async () => {
      expect((await highlight("hydraul", "eau")).headline).toContain("[hydraulicien],");
    });

    it("marks a misspelt word", async () => {
      expect((await highlight("compostoge", "dechets")).bio).toBe("Tri, [compostage], décharges contrôlées.");
    });

    it("marks items of a list one by one, in order", async () => {
      expect((await highlight("assainissement", "assainissement")).skills).toEqual([
        "[assainissement] non collectif",
        "suivi de chantier",
      ]);
    });

    it("leaves a field without a found word as it is", async () => {
      expect((await highlight("compostage", "dechets")).headline).toBe(EXPERTS[3]?.["headline"]);
    });

    it("marks nothing for an empty query", async () => {
      expect((await highlight("", "eau")).headline).toBe(EXPERTS[1]?.["headline"]);
    });
  });
}
