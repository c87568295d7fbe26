import { beforeEach, describe, expect, it } from "vitest";
import type { IndexName } from "../../../search/engine.ts";
import type { IndexChanges } from "../../../search/indexChanges.ts";

/** An outbox under test, and what a use case and time do to it. */
export type OutboxUnderTest = {
  changes: IndexChanges;
  changed: (index: IndexName, id: string) => Promise<void>;
  pass: (ms: number) => void;
};

/** What every outbox of the search must do. */
export function describeOutboxContract(name: string, make: () => Promise<OutboxUnderTest>): void {
  describe(`${name} keeps the contract of the outbox`, () => {
    let outbox: OutboxUnderTest;
    const ids = (list: { documentId: string }[]) => list.map(({ documentId }) => documentId).toSorted();
    const claim = (worker: string, limit = 10) => outbox.changes.claim(worker, limit, 1000);

    beforeEach(async () => {
      outbox = await make();
    });

    it("hands out what changed, once, and nothing once it is done", async () => {
      await outbox.changed("needs", "a");
      await outbox.changed("experts", "a");
      const taken = await claim("one");
      expect(ids(taken)).toEqual(["a", "a"]);
      expect(await claim("two")).toEqual([]);
      await outbox.changes.acknowledge("one", taken);
      expect(await claim("two")).toEqual([]);
      expect(await outbox.changes.state()).toEqual({ waiting: 0, parked: [], lagMs: 0 });
    });

    it("holds one entry a document, however often it changes", async () => {
      for (let i = 0; i < 5; i++) await outbox.changed("needs", "a");
      expect((await outbox.changes.state()).waiting).toBe(1);
      expect(await claim("one")).toHaveLength(1);
    });

    it("hands out as many as asked for", async () => {
      for (const id of ["a", "b", "c"]) await outbox.changed("needs", id);
      expect(await claim("one", 2)).toHaveLength(2);
      expect(await claim("two", 2)).toHaveLength(1);
    });

    it("never puts a document in two pairs of hands, though it changes meanwhile", async () => {
      await outbox.changed("needs", "a");
      const taken = await claim("one");
      await outbox.changed("needs", "a");
      expect(await claim("two")).toEqual([]);
      await outbox.changes.acknowledge("one", taken);
      const again = await claim("two");
      expect(ids(again)).toEqual(["a"]);
      expect(again[0]?.token).not.toBe(taken[0]?.token);
      await outbox.changes.acknowledge("two", again);
      expect((await outbox.changes.state()).waiting).toBe(0);
    });

    it("gives what a dead worker held to another, once its lease is over", async () => {
      await outbox.changed("needs", "a");
      await claim("dead");
      outbox.pass(900);
      expect(await claim("two")).toEqual([]);
      outbox.pass(200);
      expect(ids(await claim("two"))).toEqual(["a"]);
    });

    it("lets a worker hold on", async () => {
      await outbox.changed("needs", "a");
      const taken = await claim("one");
      outbox.pass(900);
      await outbox.changes.extend("one", taken, 1000);
      outbox.pass(900);
      expect(await claim("two")).toEqual([]);
    });

    it("has a document carried again when a worker comes back after its lease", async () => {
      await outbox.changed("needs", "a");
      const late = await claim("late");
      outbox.pass(1100);
      const taken = await claim("two");
      await outbox.changes.acknowledge("two", taken);
      await outbox.changes.acknowledge("late", late);
      expect(ids(await claim("three"))).toEqual(["a"]);
    });

    it("does not let a late worker give up what another holds", async () => {
      await outbox.changed("needs", "a");
      const late = await claim("late");
      outbox.pass(1100);
      await claim("two");
      await outbox.changes.postpone("late", late, { reason: "no", delayMs: 0, park: true });
      expect(await claim("three")).toEqual([]);
      expect((await outbox.changes.state()).parked).toEqual([]);
    });

    it("puts off what failed, and counts", async () => {
      await outbox.changed("needs", "a");
      const taken = await claim("one");
      await outbox.changes.postpone("one", taken, { reason: "busy", delayMs: 500, park: false });
      expect(await claim("one")).toEqual([]);
      expect((await outbox.changes.state()).waiting).toBe(1);
      outbox.pass(600);
      expect(await claim("one")).toMatchObject([{ documentId: "a", attempts: 1 }]);
    });

    it("parks with a reason what is given up, until it changes", async () => {
      await outbox.changed("needs", "a");
      await outbox.changes.postpone("one", await claim("one"), { reason: "poison", delayMs: 0, park: true });
      outbox.pass(3_600_000);
      expect(await claim("one")).toEqual([]);
      expect(await outbox.changes.state()).toMatchObject({
        waiting: 0,
        parked: [{ index: "needs", documentId: "a", reason: "poison" }],
      });
      await outbox.changed("needs", "a");
      expect(await claim("one")).toMatchObject([{ documentId: "a", attempts: 0 }]);
      expect((await outbox.changes.state()).parked).toEqual([]);
    });

    it("does not put off a document that changed while it failed", async () => {
      await outbox.changed("needs", "a");
      const taken = await claim("one");
      await outbox.changed("needs", "a");
      await outbox.changes.postpone("one", taken, { reason: "poison", delayMs: 60_000, park: true });
      expect(ids(await claim("two"))).toEqual(["a"]);
    });

    it("tells how long the oldest change has been waiting", async () => {
      await outbox.changed("needs", "a");
      outbox.pass(1500);
      await outbox.changed("needs", "b");
      await outbox.changed("needs", "a");
      expect((await outbox.changes.state()).lagMs).toBe(1500);
    });

    it("queues documents that did not change, and keeps who holds them", async () => {
      await outbox.changes.requeue("needs", ["a", "b"]);
      expect(ids(await claim("one"))).toEqual(["a", "b"]);
      await outbox.changes.requeue("needs", ["a"]);
      expect(await claim("two")).toEqual([]);
      await outbox.changes.requeue("needs", []);
    });

    it("opens one rebuild of an index at a time, until it is closed or abandoned", async () => {
      const { changes } = outbox;
      expect(await changes.openRebuild("needs", "one", 1000)).toBe(true);
      expect(await changes.openRebuild("needs", "two", 1000)).toBe(false);
      expect(await changes.openRebuild("experts", "two", 1000)).toBe(true);
      outbox.pass(900);
      expect(await changes.extendRebuild("needs", "one", 1000)).toBe(true);
      expect(await changes.extendRebuild("needs", "two", 1000)).toBe(false);
      outbox.pass(900);
      expect(await changes.openRebuild("needs", "two", 1000)).toBe(false);
      outbox.pass(200);
      expect(await changes.openRebuild("needs", "two", 1000)).toBe(true);
      expect(await changes.extendRebuild("needs", "one", 1000)).toBe(false);
      await changes.closeRebuild("needs", "one");
      expect(await changes.openRebuild("needs", "three", 1000)).toBe(false);
      await changes.closeRebuild("needs", "two");
      expect(await changes.openRebuild("needs", "three", 1000)).toBe(true);
    });

    it("journals what workers take while a rebuild is open, and only that", async () => {
      const { changes } = outbox;
      await outbox.changed("needs", "before");
      await changes.acknowledge("one", await claim("one"));
      await changes.openRebuild("needs", "r", 100_000);
      await outbox.changed("needs", "a");
      await outbox.changed("experts", "x");
      await changes.acknowledge("one", await claim("one"));
      const entries = await changes.journal("needs", 10);
      expect(ids(entries)).toEqual(["a"]);
      expect(await changes.journal("experts", 10)).toEqual([]);
      outbox.pass(10);
      await outbox.changed("needs", "a");
      await changes.acknowledge("one", await claim("one"));
      await changes.forget("needs", entries);
      expect(ids(await changes.journal("needs", 10))).toEqual(["a"]);
      await changes.forget("needs", await changes.journal("needs", 10));
      expect(await changes.journal("needs", 10)).toEqual([]);
    });

    it("queues again what the journal of an ended rebuild holds, and leaves an open one alone", async () => {
      const { changes } = outbox;
      await changes.openRebuild("needs", "r", 100_000);
      await outbox.changed("needs", "a");
      await changes.acknowledge("one", await claim("one"));
      expect(await changes.recover()).toBe(0);
      await changes.closeRebuild("needs", "r");
      expect(await changes.recover()).toBe(1);
      expect(ids(await claim("one"))).toEqual(["a"]);
      expect(await changes.recover()).toBe(0);
    });
  });
}
