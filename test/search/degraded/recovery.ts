import { describe, expect, it } from "vitest";
import { Expert } from "../../../server/experts/model.ts";
import { newId } from "../../../server/storage/id.ts";
import { type DegradedWorld, until } from "./world.ts";

/** How the indexes are filled again once Meilisearch is back, whatever it missed or lost. */
export function describeRecovery(world: DegradedWorld): void {
  const { site, meilisearch, experts, changed, indexEqualsDatabase, caughtUp } = world;

  describe("with a Meilisearch that lacks something", () => {
    /** It goes away and comes back, which is when it is looked at. */
    const away = async () => {
      meilisearch.mood = "drops";
      await until(
        async () =>
          (await site().services.dependencies.search.search("experts", { text: "" })).degraded === true,
      );
      meilisearch.mood = "well";
    };

    it.each<[string, () => void]>([
      ["one index", () => meilisearch.indexes.delete("bourse_experts")],
      [
        "some documents, with no change waiting",
        () => meilisearch.indexes.get("bourse_experts")?.remove([experts[0]!._id]),
      ],
    ])("%s: it is filled again", async (_, lose) => {
      lose();
      expect(await indexEqualsDatabase()).toBe(false);
      await away();
      await caughtUp();
    });
  });

  describe("with a Meilisearch that lost everything", () => {
    it("its indexes are made and filled again", async () => {
      meilisearch.indexes.clear();
      const { search } = site().services.dependencies;
      expect((await search.search("experts", { text: "latrines" })).degraded).toBe(true);
      await caughtUp();
      await until(async () => (await search.search("experts", { text: "latrines" })).degraded !== true);
    });
  });

  const writes = () =>
    meilisearch.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/documents"))
      .length;

  // The last one: its documents stay.
  describe("with a Meilisearch that was away for long", () => {
    it("a thousand changes are found once it is back, in a few writes", async () => {
      meilisearch.mood = "drops";
      const model = await Expert.findById(experts[0]?._id).lean();
      const many = Array.from({ length: 1_000 }, (_, i) => ({
        ...model,
        _id: newId(),
        user: newId(),
        name: `Arrivée pendant la panne, ${i}`,
      }));
      await Expert.collection.insertMany(many as never[]);
      await changed(
        "experts",
        many.map(({ _id }) => _id),
      );
      expect(await indexEqualsDatabase()).toBe(false);
      meilisearch.mood = "well";
      const before = writes();
      await caughtUp();
      expect(writes() - before).toBeLessThan(10);
      expect(meilisearch.indexes.get("bourse_experts")?.documents.size).toBe(1_012);
    });
  });
}
