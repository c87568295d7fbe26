import { describe, expect, it } from "vitest";
import { HIGHLIGHT_OPEN, type SearchDocument, type SearchEngine } from "../../../search/engine.ts";
import { idsOf } from "./world.ts";

const need = (id: string, title: string, fields: Partial<SearchDocument> = {}): SearchDocument => ({
  id,
  title,
  description: "",
  labels: [],
  status: "submitted",
  themes: [],
  countries: [],
  kinds: [],
  organisation: "o1",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...fields,
});

/** What is written is seen, at once and exactly. These cases write to the index of needs, emptied before each. */
export function describeWrites(engine: () => SearchEngine): void {
  const found = async (text: string) =>
    idsOf((await engine().search("needs", { text, limit: 100 })).hits).toSorted();
  const fresh = async (...documents: SearchDocument[]) => {
    await engine().clear("needs");
    await engine().upsert("needs", documents);
  };

  describe("writes", () => {
    it("are seen once they resolve", async () => {
      await fresh(need("a", "Marché couvert"), need("b", "École primaire"));
      expect(await found("marché")).toEqual(["a"]);
    });

    it("replace a document whole", async () => {
      await fresh(need("a", "Marché couvert", { countries: ["BJ"] }));
      await engine().upsert("needs", [{ id: "a", title: "Gare routière" }]);
      expect(await found("marché")).toEqual([]);
      expect(await found("gare")).toEqual(["a"]);
      const { facets, total } = await engine().search("needs", { text: "", facets: ["countries", "status"] });
      expect(total).toBe(1);
      expect(facets["countries"] ?? {}).toEqual({});
      expect(facets["status"] ?? {}).toEqual({});
    });

    it("change nothing when done again", async () => {
      await fresh(need("a", "Marché couvert"));
      const [before] = (await engine().search("needs", { text: "marché" })).hits;
      await engine().upsert("needs", [need("a", "Marché couvert")]);
      const [after] = (await engine().search("needs", { text: "marché" })).hits;
      expect(after).toEqual(before);
    });

    it("keep the last of two versions in one batch", async () => {
      await fresh(need("a", "Marché couvert"), need("a", "Gare routière"));
      expect(await found("marché")).toEqual([]);
      expect(await found("gare")).toEqual(["a"]);
    });

    it("remove what was there, and ignore what was not", async () => {
      await fresh(need("a", "Marché couvert"), need("b", "Marché aux poissons"));
      await engine().remove("needs", ["a", "nobody"]);
      expect(await found("marché")).toEqual(["b"]);
      expect((await engine().search("needs", { text: "", facets: ["status"] })).facets["status"]).toEqual({
        submitted: 1,
      });
    });

    it("can bring back what was removed", async () => {
      await fresh(need("a", "Marché couvert"));
      await engine().remove("needs", ["a"]);
      await engine().upsert("needs", [need("a", "Marché couvert")]);
      expect(await found("marché")).toEqual(["a"]);
    });

    it("take nothing for nothing", async () => {
      await fresh();
      await engine().remove("needs", []);
      expect(await found("")).toEqual([]);
    });

    it("empty an index, and no other", async () => {
      await fresh(need("a", "Marché couvert"));
      await engine().clear("needs");
      expect(await found("")).toEqual([]);
      expect((await engine().search("experts", { text: "", limit: 1 })).total).toBeGreaterThan(0);
    });

    it("bear absent and null fields", async () => {
      await fresh({ id: "a", title: "Marché", description: null, countries: null, organisation: null });
      const { hits } = await engine().search("needs", {
        text: "marché",
        highlight: ["description", "title"],
      });
      expect(idsOf(hits)).toEqual(["a"]);
      const filter = { op: "not", filter: { op: "exists", field: "organisation" } } as const;
      expect((await engine().search("needs", { text: "", filter })).total).toBe(1);
    });

    it("cannot bring highlight markers with them", async () => {
      await fresh(need("a", `${HIGHLIGHT_OPEN}Marché couvert`));
      const [hit] = (await engine().search("needs", { text: "couvert", highlight: ["title"] })).hits;
      expect(hit?.highlights["title"]?.split(HIGHLIGHT_OPEN)).toHaveLength(2);
      expect(hit?.document["title"]).toBe("Marché couvert");
    });

    it("leave out what the index does not declare: a contact detail goes no further", async () => {
      await fresh(need("a", "Marché couvert", { email: "maire@commune.example" }));
      const [hit] = (await engine().search("needs", { text: "marché" })).hits;
      expect(JSON.stringify(hit)).not.toContain("maire@");
      expect(await found("maire@commune.example")).toEqual([]);
    });

    it("bear text that is not well-formed", async () => {
      await fresh(need("a", "Marché \ud800 couvert"));
      expect(await found("couvert")).toEqual(["a"]);
    });

    it("refuse an identifier that an engine could not keep", async () => {
      for (const id of ["", "a b", "é", "a/b", 'a"b', "x".repeat(600)]) {
        await expect(engine().upsert("needs", [need(id, "x")]), id).rejects.toMatchObject({
          code: "bad-query",
        });
      }
    });

    it("take a thousand documents at once", async () => {
      await fresh(...Array.from({ length: 1000 }, (_, i) => need(`n${i}`, `Besoin numéro${i}`)));
      expect((await engine().search("needs", { text: "", limit: 1 })).total).toBe(1000);
      expect(await found("numero777")).toContain("n777");
    });
  });

  describe("a rebuild", () => {
    it("is not seen before its swap, and replaces everything at once", async () => {
      await fresh(need("old", "Marché couvert"));
      const rebuild = await engine().rebuild("needs");
      await rebuild.upsert([need("new", "Marché de nuit")]);
      expect(await found("marché")).toEqual(["old"]);
      await rebuild.swap();
      expect(await found("marché")).toEqual(["new"]);
    });

    it("lets live writes go on meanwhile", async () => {
      await fresh(need("a", "Marché couvert"));
      const rebuild = await engine().rebuild("needs");
      await engine().upsert("needs", [need("b", "Marché de nuit")]);
      expect(await found("marché")).toEqual(["a", "b"]);
      await rebuild.upsert([need("a", "Marché couvert"), need("b", "Marché de nuit")]);
      await rebuild.remove(["a"]);
      await rebuild.swap();
      expect(await found("marché")).toEqual(["b"]);
      await engine().upsert("needs", [need("c", "Marché aux fleurs")]);
      expect(await found("marché")).toEqual(["b", "c"]);
    });

    it("keeps the settings of the index", async () => {
      await fresh();
      const rebuild = await engine().rebuild("needs");
      await rebuild.upsert([need("a", "Création du SPANC", { countries: ["BJ"] })]);
      await rebuild.swap();
      expect(await found("assainissement non collectif")).toEqual(["a"]);
      const filter = { op: "eq", field: "countries", value: "BJ" } as const;
      const sort = [{ field: "updatedAt", direction: "desc" as const }];
      expect((await engine().search("needs", { text: "", filter, sort })).total).toBe(1);
    });

    it("leaves the live index alone when discarded", async () => {
      await fresh(need("a", "Marché couvert"));
      const rebuild = await engine().rebuild("needs");
      await rebuild.upsert([need("b", "Marché de nuit")]);
      await rebuild.discard();
      expect(await found("marché")).toEqual(["a"]);
    });

    it("starts empty after one that was interrupted", async () => {
      await fresh(need("a", "Marché couvert"));
      const interrupted = await engine().rebuild("needs");
      await interrupted.upsert([need("stale", "Marché fantôme")]);
      const rebuild = await engine().rebuild("needs");
      await rebuild.upsert([need("b", "Marché de nuit")]);
      await rebuild.swap();
      expect(await found("marché")).toEqual(["b"]);
    });
  });

  describe("health", () => {
    it("is good, and counts the documents", async () => {
      await fresh(need("a", "Marché couvert"));
      const health = await engine().health();
      expect(health.ok).toBe(true);
      expect(health.documents).toBeGreaterThan(30);
    });

    it("survives being prepared again", async () => {
      await engine().prepare();
      expect((await engine().search("experts", { text: "", limit: 1 })).total).toBeGreaterThan(0);
    });
  });
}
