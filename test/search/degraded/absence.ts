import { afterEach, describe, expect, it } from "vitest";
import { Expert } from "../../../server/experts/model.ts";
import { queueIndex } from "../../../server/jobs/outbox.ts";
import { inTransaction } from "../../../server/storage/transaction.ts";
import { asPerson, asProgram } from "../../support/world.ts";
import type { Mood } from "../support/fakeMeilisearch.ts";
import { type DegradedWorld, until } from "./world.ts";

/** What people see while Meilisearch is away, and that nothing of it is lost. */
export function describeAbsence(world: DegradedWorld): void {
  const { site, meilisearch, experts, changed, indexEqualsDatabase, caughtUp } = world;

  describe.each<Mood>(["drops", "hangs"])("with a Meilisearch that %s", (mood) => {
    afterEach(() => {
      meilisearch.mood = "well";
      world.flow();
    });

    it("every page waits for it once at most, and lists say what is missing", async () => {
      const agent = await asPerson(site(), world.member);
      meilisearch.mood = mood;
      const lists = [
        "/experts",
        "/experts?q=latrin",
        "/collectivites?q=montreuil",
        "/dispositifs",
        "/dispositifs?q=eau",
      ];
      const others = [
        "/",
        "/besoins",
        `/besoins/${world.need._id}`,
        "/besoins/nouveau",
        "/tableau-de-bord",
        `/experts/${experts[0]?._id}`,
      ];
      // The first to find it away: after these it is left alone.
      for (let i = 0; i < 3; i++)
        expect((await agent.get("/experts").expect(200)).text).toContain("au ralenti");
      for (const page of [...lists, ...others]) {
        world.oneQuestion();
        const before = meilisearch.waits;
        const { text, status } = await agent.get(page);
        expect(status, page).toBe(200);
        const waited = meilisearch.waits - before;
        if (lists.includes(page)) {
          expect(waited, page).toBe(mood === "hangs" ? 1 : 0);
          expect(text, page).toContain("au ralenti");
          expect(text, page).not.toContain('class="facets"');
        }
        // Not one wait after the other: in life, one takes 1.5 s of the 2 s that a page may take.
        expect(waited, page).toBeLessThanOrEqual(1);
        if (page.endsWith(world.need._id)) expect(text, page).toContain("au ralenti");
      }
      const { body } = await agent.get("/readyz").expect(200);
      expect(body.search.ok).toBe(false);
      const program = await asProgram(site(), world.member);
      const list = await program.get("/api/v1/experts?q=latrin&kind=retraite").expect(200);
      expect(list.body).toMatchObject({ total: 12, page: 1, degraded: true, nearest: false });
      expect(list.body.facets.kind).toEqual({});
      const suggested = await program.get(`/api/v1/needs/${world.need._id}/suggestions`).expect(200);
      expect(suggested.body).toMatchObject({ degraded: true, nothingFits: expect.any(Boolean) });
      expect(suggested.body.items.length).toBeGreaterThan(0);
    });

    it("the database answers for it: beginnings of words, every filter, no facets", async () => {
      meilisearch.mood = mood;
      const { search } = site().services.dependencies;
      const found = await search.search("experts", {
        text: "latrin numéro3",
        facets: ["kind"],
        highlight: ["headline"],
        filter: { op: "eq", field: "languages", value: "fr" },
      });
      expect(found).toMatchObject({ total: 1, degraded: true, facets: { kind: {} } });
      expect(found.hits[0]?.document["name"]).toBe("Personne Numéro3");
      const none = await search.search("experts", {
        text: "latrines",
        filter: { op: "eq", field: "languages", value: "xx" },
      });
      expect(none.total).toBe(0);
      const page = await search.search("experts", { text: "", offset: 10, limit: 5 });
      expect(page).toMatchObject({ total: 12 });
      expect(page.hits).toHaveLength(2);
      const merged = await search.searchMerged(
        "experts",
        [{ text: "toilettes latrines", words: "any", weight: 2 }],
        5,
      );
      expect(merged).toHaveLength(5);
      expect(search.degraded).toBe(true);
    });

    it("what changed meanwhile is found once it is back, without anyone’s help", async () => {
      meilisearch.mood = mood;
      for (const [i, { _id }] of experts.entries()) {
        await inTransaction(async (session) => {
          const change =
            i % 4 === 0 ? { status: "suspended" } : { status: "published", headline: `Après ${mood} ${i}` };
          await Expert.updateOne({ _id }, change, { session });
          await queueIndex(session, site().services.dependencies.clock(), "experts", _id);
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await indexEqualsDatabase()).toBe(false);
      meilisearch.mood = "well";
      await caughtUp();
      await until(
        async () => (await site().services.dependencies.search.search("experts", { text: mood })).total === 9,
      );
      for (const { _id } of experts) {
        await Expert.updateOne(
          { _id },
          { status: "published", headline: "Spécialiste des latrines scolaires" },
        );
      }
      await changed(
        "experts",
        experts.map(({ _id }) => _id),
      );
      await caughtUp();
    });
  });
}
