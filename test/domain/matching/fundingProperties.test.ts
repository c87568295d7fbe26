import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoFunding } from "../../../seeds/demo/funding.ts";
import { amountsIn } from "../../../server/domain/matching/funding/budget.ts";
import { expectedWindow } from "../../../server/domain/matching/funding/window.ts";
import { rankFunding } from "../../../server/domain/matching/rankFunding.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { NEED_KINDS, ORGANISATION_KINDS, THEME_CODES } from "../../../server/domain/vocabulary.ts";
import { buildNeed, buildPeer, lexicon } from "./support.ts";

const schemes = demoFunding();
const byId = new Map(schemes.map((s) => [s.id, s]));
const COUNTRIES = ["TG", "SN", "MA", "ML", "BF", "DE", "IT", "BR", "JP", "MN", "CA", "UA", "LA"];

const needs = fc
  .record({
    kinds: fc.subarray([...NEED_KINDS], { maxLength: 2 }),
    themes: fc.subarray([...THEME_CODES], { maxLength: 2 }),
    countries: fc.subarray(COUNTRIES, { maxLength: 2 }),
    description: fc.constantFrom(
      "",
      "Un budget de 4 000 euros.",
      "Un programme de 300 000 €.",
      "Relancer notre jumelage.",
      "On nous a parlé de la FICOL et du FACECO.",
      "Nous avons déjà le financement.",
    ),
    asker: fc.option(
      fc.record({
        kind: fc.constantFrom(...ORGANISATION_KINDS),
        country: fc.constantFrom("FR", "SN", "BR", "DE"),
        departement: fc.constantFrom(null, "35", "67", "73", "974"),
        population: fc.constantFrom(null, 800, 90_000),
      }),
    ),
  })
  .map(({ asker, ...need }) =>
    buildNeed({ ...need, title: "Projet", asker: asker ? buildPeer(asker) : null }),
  );

function rank(need: ReturnType<typeof buildNeed>) {
  return rankFunding({
    need,
    understood: understand(need, lexicon),
    candidates: schemes,
    relevance: new Map(),
    lexicon,
    now: new Date("2026-11-27T10:00:00Z"),
    limit: 100,
  });
}

describe("property: funding", () => {
  it("a verdict is what its checks make it; what fails is never shown; the eligible come first, by falling score", () => {
    fc.assert(
      fc.property(needs, (need) => {
        const { items, excluded, nothingFits } = rank(need);
        expect(items.length + excluded.length).toBe(schemes.length);
        expect(nothingFits).toBe(items.length === 0);
        for (const { eligibility, score } of items) {
          const { verdict, checks } = eligibility!;
          expect(checks.some((c) => c.outcome === "not-met")).toBe(false);
          expect(verdict).toBe(checks.every((c) => c.outcome === "met") ? "eligible" : "to-check");
          expect(verdict === "eligible").toBe(score >= 70);
          for (const c of checks) expect(c.text.startsWith("À vérifier : ")).toBe(c.outcome === "to-check");
        }
        const scores = items.map((i) => i.score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }),
      { numRuns: 60 },
    );
  });

  it("no donation channel is eligible, nothing that ended is proposed, and a bilateral fund keeps to its country", () => {
    fc.assert(
      fc.property(needs, (need) => {
        for (const { candidate, eligibility } of rank(need).items) {
          const { nature, ended, countries, countryRule } = byId.get(candidate.id)!;
          if (nature === "donation") expect(eligibility!.verdict).not.toBe("eligible");
          expect(ended).toBe(null);
          const bilateral = countryRule === "named" && countries.length === 1;
          const abroad = need.asker && need.asker.country !== "FR" ? [need.asker.country] : [];
          if (bilateral && need.countries.length > 0) expect(need.countries).toContain(countries[0]);
          if (bilateral && abroad.length > 0) expect(abroad).toEqual(countries);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("a sum is read as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), (sum) => {
        for (const written of [`${sum} €`, `${sum.toLocaleString("fr-FR")} euros`, `${sum}€`]) {
          expect(amountsIn(`Il faut ${written} en 2027 pour 300 personnes.`)).toEqual([sum]);
        }
      }),
    );
    expect(amountsIn("entre 1,5 million d’euros et 200 k€, soit 3 ans")).toEqual([1_500_000, 200_000]);
  });

  it("what is usual holds every edition that it cites", () => {
    const month = fc.integer({ min: 1, max: 12 });
    const call = fc
      .record({ year: fc.integer({ min: 2020, max: 2025 }), opens: month, closes: month })
      .map((c) => ({
        year: c.year,
        opens: `${c.opens > c.closes ? c.year - 1 : c.year}-${String(c.opens).padStart(2, "0")}-01`,
        closes: `${c.year}-${String(c.closes).padStart(2, "0")}-20`,
      }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 5 }), (calls) => {
        const window = expectedWindow({ calls });
        const years = new Set(calls.map((c) => c.year));
        expect(window === null).toBe(years.size < 2);
        if (!window) return;
        const cited = calls.filter((c) => window.years.includes(c.year));
        expect(Math.max(...cited.map((c) => Number(c.closes.slice(5, 7))))).toBe(window.closes);
        expect(window.opens).toBeGreaterThanOrEqual(1);
        expect(window.opens).toBeLessThanOrEqual(12);
      }),
    );
  });
});
