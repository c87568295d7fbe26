import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SearchCore } from "../../search/embedded/core.ts";
import { Bits, SlotSet } from "../../search/embedded/slots.ts";
import { selectTop } from "../../search/embedded/top.ts";
import { createEmbeddedSearch } from "../../search/embedded.ts";
import type { SearchDocument } from "../../search/engine.ts";

const WORDS = [
  "eau",
  "eaux",
  "école",
  "forage",
  "forages",
  "borne-fontaine",
  "AEP",
  "marché",
  "l’été",
  "Bénin",
];
const aDocument = fc.record({
  id: fc.integer({ min: 0, max: 8 }).map((n) => `d${n}`),
  headline: fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(" ")),
  bio: fc.option(fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join(" "))),
  skills: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
  countries: fc.array(fc.constantFrom("BJ", "SN", "MG"), { maxLength: 4 }),
  yearsOfExperience: fc.option(fc.integer({ min: 0, max: 3 })),
});
const aWrite = fc.oneof(
  { weight: 3, arbitrary: aDocument.map((document) => ({ put: document as SearchDocument })) },
  fc.record({ remove: fc.integer({ min: 0, max: 8 }).map((n) => `d${n}`) }),
);

describe("near spellings that were asked for before", () => {
  it("are looked for again once a word has come or gone", () => {
    const core = new SearchCore();
    const put = (id: string, headline: string) => core.upsert({ index: "experts" }, [{ id, headline }]);
    const found = () => core.search("experts", { text: "assainisement" }).hits.map(({ id }) => id);
    put("a", "Forages");
    expect(found()).toEqual([]);
    put("b", "Assainissement");
    expect(found()).toEqual(["b"]);
    put("b", "Irrigation");
    expect(found()).toEqual([]);
  });
});

describe("the index after any writes", () => {
  it("is the one that the remaining documents alone would make", () => {
    fc.assert(
      fc.property(fc.array(aWrite, { maxLength: 40 }), (writes) => {
        const lived = new SearchCore();
        const kept = new Map<string, SearchDocument>();
        for (const write of writes) {
          if ("put" in write) {
            lived.upsert({ index: "experts" }, [write.put]);
            kept.set(write.put.id, write.put);
          } else {
            lived.remove({ index: "experts" }, [write.remove]);
            kept.delete(write.remove);
          }
        }
        const fresh = new SearchCore();
        fresh.upsert({ index: "experts" }, [...kept.values()]);
        for (const text of ["", "eau", "forag", "bornefontaine", '"eau école"', "marche ete"]) {
          for (const words of ["all", "any"] as const) {
            const query = { text, words, facets: ["countries"], highlight: ["bio"], sort: [] };
            const { took: _a, ...one } = lived.search("experts", query);
            const { took: _b, ...other } = fresh.search("experts", query);
            expect(one).toEqual(other);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("sets of slots", () => {
  it("behave as sets, sparse or dense", () => {
    const slot = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), slot), { maxLength: 900 }),
        fc.array(slot),
        (steps, others) => {
          const set = new SlotSet();
          const model = new Set<number>();
          for (const [add, each] of steps) {
            if (add) set.add(each);
            else set.delete(each);
            if (add) model.add(each);
            else model.delete(each);
          }
          const other = new Bits(701);
          for (const each of others) other.add(each);
          const all = new Bits(701);
          set.uniteInto(all);
          const seen: number[] = [];
          all.forEach((each) => {
            seen.push(each);
          });
          expect(seen).toEqual([...model].sort((a, b) => a - b));
          expect(set.size).toBe(model.size);
          expect(all.size).toBe(model.size);
          expect(set.countIn(other)).toBe([...model].filter((each) => others.includes(each)).length);
        },
      ),
    );
  });

  it("give their first in any order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 })), fc.nat(30), (slots, count) => {
        const bits = new Bits(201);
        for (const slot of slots) bits.add(slot);
        const order = (a: number, b: number) => ((a * 7919) % 211) - ((b * 7919) % 211);
        expect(selectTop(bits, count, order)).toEqual(slots.toSorted(order).slice(0, count));
      }),
    );
  });
});

/** The longest time for which the event loop did not turn, from now until `stop`. */
function longestPause(): { stop: () => number } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

describe("the thread", () => {
  it("leaves the event loop free while it indexes and searches", { retry: 2 }, async () => {
    const engine = await createEmbeddedSearch();
    const documents = Array.from({ length: 4000 }, (_, i) => ({
      id: `x${i}`,
      headline: `Expert numéro ${i} en assainissement`,
      bio: "Latrines, forages, marchés, écoles et formation des élus ".repeat(10),
      countries: ["BJ", "SN"],
    }));
    const watch = longestPause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const machine = watch.stop();
    const watched = longestPause();
    const writing = engine.upsert("experts", documents);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        engine.search("experts", { text: "assainissement", facets: ["countries"] }),
      ),
    );
    await writing;
    const longest = watched.stop();
    expect(answers).toHaveLength(20);
    expect((await engine.health()).documents).toBe(4000);
    // What the machine itself takes away, while other programs run, is not ours.
    expect(longest).toBeLessThan(50 + 2 * machine);
    await engine.close();
  });

  it("says so when it has stopped, and never leaves a caller waiting", async () => {
    const engine = await createEmbeddedSearch();
    const pending = engine.search("experts", { text: "x" }).catch((error: unknown) => error);
    await engine.close();
    // Answered before the end, or told of it: settled either way.
    await pending;
    await expect(engine.search("experts", { text: "x" })).rejects.toMatchObject({ code: "unavailable" });
    expect(await engine.health()).toMatchObject({ ok: false, documents: 0 });
  });
});
