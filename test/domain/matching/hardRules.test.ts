import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brokenByExpert, brokenByPeer } from "../../../server/domain/matching/hardRules.ts";
import { rankExperts } from "../../../server/domain/matching/rankExperts.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { LANGUAGE_LEVELS } from "../../../server/domain/vocabulary.ts";
import { countViolations } from "../../../server/matching/violations.ts";
import { buildExpert, buildNeed, buildPeer, lexicon, NOW } from "./support.ts";

const period = { from: "2027-03-01", to: "2027-06-30" };
const ruleOf = (need = {}, expert = {}) =>
  brokenByExpert(buildNeed(need), buildExpert(expert), NOW)?.rule ?? null;

describe("unit: hard rules for experts", () => {
  it.each([
    ["nothing stands against them", {}, {}, null],
    ["a profile that is not published", {}, { status: "suspended" }, "published"],
    ["a need of their employer", {}, { organisation: "o-asker" }, "employer"],
    ["a need of an organisation they hold a seat in", {}, { memberOf: ["o", "o-asker"] }, "employer"],
    ["a need of another organisation than theirs", {}, { memberOf: ["o"] }, null],
    ["a profile that nobody confirmed in time", {}, { lapsed: true }, "confirmed"],
    ["a need that they declined", {}, { declined: true }, "declined"],
    ["a language below B1", { languages: ["es"] }, { languages: [{ code: "es", level: "A2" }] }, "language"],
    ["a language at B1", { languages: ["es"] }, { languages: [{ code: "es", level: "B1" }] }, null],
    ["one of two languages missing", { languages: ["fr", "ar"] }, {}, "language"],
    [
      "no day inside the period",
      { period },
      { availability: [{ from: "2027-07-01", to: "2027-12-31" }] },
      "availability",
    ],
    ["its last day alone", { period }, { availability: [{ from: "2027-06-30", to: "2027-12-31" }] }, null],
    ["no availability at all", { period }, { availability: [] }, "availability"],
    ["capacity used up in the year of the need", { period }, { engagedByYear: { 2027: 2 } }, "capacity"],
    ["capacity used up in another year", { period }, { engagedByYear: { 2026: 2 } }, null],
  ])("%s", (_name, need, expert, rule) => {
    expect(ruleOf(need, expert as object)).toBe(rule);
  });

  it("an organisation never answers its own need, nor one that it declined", () => {
    expect(brokenByPeer(buildNeed(), buildPeer({ id: "o-asker" }), NOW)?.rule).toBe("own-need");
    expect(brokenByPeer(buildNeed(), buildPeer({ declined: true }), NOW)?.rule).toBe("declined");
    expect(brokenByPeer(buildNeed(), buildPeer(), NOW)).toBeNull();
  });

  it("a partner that the asker already has is no answer to its need", () => {
    const cooperation = {
      partner: "Commune d’Aplahoué",
      country: "BJ",
      theme: "eau-assainissement",
      since: 2011,
      until: null,
      summary: "",
    } as const;
    const asker = { ...buildPeer(), cooperations: [cooperation] };
    const partner = buildPeer({ name: "commune d'aplahoue", country: "BJ", kind: "collectivite-etrangere" });
    expect(brokenByPeer(buildNeed({ asker }), partner, NOW)?.rule).toBe("own-partner");
    expect(brokenByPeer(buildNeed({ asker }), { ...partner, country: "TG" }, NOW)).toBeNull();
  });

  it("who is left out is listed with the rule, in French", () => {
    const need = buildNeed({ title: "Latrines", languages: ["es"] });
    const { items, excluded } = rankExperts({
      need,
      understood: understand(need, lexicon),
      candidates: [buildExpert({ headline: "Latrines" })],
      relevance: new Map([["x", 1]]),
      lexicon,
      now: NOW,
    });
    expect(items).toEqual([]);
    expect(excluded[0]).toMatchObject({ id: "x", rule: "language" });
    expect(excluded[0]!.text).toContain("espagnol");
  });
});

describe("property: hard rules", () => {
  const day = fc
    .integer({ min: 0, max: 700 })
    .map((d) => new Date(Date.UTC(2027, 0, 1 + d)).toISOString().slice(0, 10));
  const span = fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
  const language = fc.record({
    code: fc.constantFrom("fr", "en", "es", "ar"),
    level: fc.constantFrom(...LANGUAGE_LEVELS),
  });
  const expertArb = fc.record({
    organisation: fc.option(fc.constantFrom("o1", "o2"), { nil: null }),
    languages: fc.array(language, { maxLength: 3 }),
    availability: fc.array(span, { maxLength: 3 }),
  });
  const needArb = fc.record({
    organisation: fc.constantFrom("o1", "o2"),
    languages: fc.subarray(["fr", "en", "es", "ar"]),
    period: fc.option(span, { nil: null }),
  });

  it("on 10,000 random pairs nobody is listed whom the judged sets' own page forbids", () => {
    let pairs = 0;
    fc.assert(
      fc.property(needArb, fc.array(expertArb, { minLength: 50, maxLength: 50 }), (fields, profiles) => {
        const need = buildNeed({ ...fields, title: "Eau potable" });
        const candidates = profiles.map((p, i) =>
          buildExpert({ ...p, id: `x${i}`, headline: "Eau potable", missionsPerYear: 1 }),
        );
        const { items, excluded } = rankExperts({
          need,
          understood: understand(need, lexicon),
          candidates,
          relevance: new Map(),
          lexicon,
          now: NOW,
          limit: 50,
        });
        const ids = items.map((i) => i.candidate.id);
        pairs += candidates.length;
        expect(countViolations(need, ids, new Map(candidates.map((c) => [c.id, c])))).toBe(0);
        expect(ids.length + excluded.length).toBe(candidates.length);
      }),
      { numRuns: 200 },
    );
    expect(pairs).toBeGreaterThanOrEqual(10_000);
  });
});
