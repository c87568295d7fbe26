import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Filter, SearchDocument, SearchEngine } from "../../../search/engine.ts";
import { idsOf } from "./world.ts";

const need = (
  id: string,
  organisation: string,
  status: string,
  updatedAt: string,
  more = {},
): SearchDocument => ({
  id,
  organisation,
  status,
  updatedAt,
  title: "Une passerelle pour le village",
  asker: organisation === "ours" ? "Ville de Kerlouan" : "Ville de Ploudiry",
  ...more,
});

/** In the order of their dates, the last one first. */
const NEEDS = [
  need("other-draft", "theirs", "draft", "2026-09-01T00:00:00.000Z"),
  need("own-closed", "ours", "closed", "2026-08-01T00:00:00.000Z"),
  need("other-closed", "theirs", "closed", "2026-07-01T00:00:00.000Z"),
  need("own-draft", "ours", "draft", "2026-06-01T00:00:00.000Z"),
  need("other-sent", "theirs", "submitted", "2026-05-01T00:00:00.000Z"),
  need("named", "theirs", "qualified", "2020-01-01T00:00:00.000Z", { title: "Passerelle" }),
];

const own: Filter = { op: "in", field: "organisation", values: ["ours"] };
const sent: Filter = { op: "not", filter: { op: "eq", field: "status", value: "draft" } };

/** What only some may see: rights are a part of the query, and so the totals are true. */
export function describeRestricted(engine: () => SearchEngine): void {
  describe("needs, each for those who may read it", () => {
    beforeAll(async () => {
      await engine().upsert("needs", NEEDS);
    });
    afterAll(async () => {
      await engine().clear("needs");
    });
    const found = async (text: string, filter: Filter, limit = 20) => {
      const { hits, total } = await engine().search("needs", { text, filter, limit });
      return { ids: idsOf(hits), total };
    };

    it("are the own ones, drafts too, and nobody else’s", async () => {
      expect(await found("passerelle", own)).toEqual({ ids: ["own-closed", "own-draft"], total: 2 });
      expect(await found("passerelle", { op: "in", field: "organisation", values: [] })).toEqual({
        ids: [],
        total: 0,
      });
    });

    it("are all that was sent, and the own drafts", async () => {
      const { ids, total } = await found("passerelle village", { op: "or", filters: [own, sent] });
      expect(ids.toSorted()).toEqual(["other-closed", "other-sent", "own-closed", "own-draft"]);
      expect(total).toBe(4);
      const closed: Filter = { op: "and", filters: [sent, { op: "eq", field: "status", value: "closed" }] };
      expect(await found("passerelle village", closed, 1)).toEqual({ ids: ["own-closed"], total: 2 });
    });

    it("come the most relevant first, then the latest", async () => {
      expect((await found("passerelle village", sent)).ids).toEqual([
        "own-closed",
        "other-closed",
        "other-sent",
      ]);
      expect((await found("passerelle", sent)).ids[0]).toBe("named");
    });

    it("are found by who asks", async () => {
      expect((await found("kerlouan", sent)).ids).toEqual(["own-closed"]);
      expect((await found("ploudiry passerelle", own)).ids).toEqual([]);
    });
  });
}
