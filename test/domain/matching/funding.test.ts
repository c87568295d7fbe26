import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoFunding } from "../../../seeds/demo/funding.ts";
import { addDays } from "../../../server/domain/days.ts";
import { completeFunding } from "../../../server/domain/funding.ts";
import { callState, openSpans } from "../../../server/domain/matching/funding/calls.ts";
import { territoryFit } from "../../../server/domain/matching/funding/territory.ts";
import { rankFunding } from "../../../server/domain/matching/rankFunding.ts";
import type { FundingCandidate, MatchNeed } from "../../../server/domain/matching/types.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { buildNeed, buildPeer, lexicon, NOW } from "./support.ts";

const real = demoFunding();

const scheme = (fields: Partial<FundingCandidate> = {}): FundingCandidate =>
  completeFunding({
    id: "f",
    name: "Fonds d’essai",
    funder: "Essai",
    funderKind: "etat",
    summary: "",
    kinds: ["financement"],
    themes: [],
    countries: [],
    regions: [],
    countryRule: null,
    applicants: ["commune"],
    minFrenchAuthorities: 1,
    foreignPartnerRequired: false,
    amount: null,
    maxRate: null,
    maxRateLdc: null,
    ownContributionMin: null,
    durationMonths: null,
    calls: [],
    rolling: true,
    documents: [],
    sources: [],
    url: null,
    confidence: "high",
    ...fields,
  });
const asked = (fields: Partial<MatchNeed> = {}): MatchNeed =>
  buildNeed({
    title: "De l’eau potable",
    themes: ["eau-assainissement"],
    countries: ["TG"],
    asker: buildPeer(),
    ...fields,
  });

function rank(candidates: FundingCandidate[], need: MatchNeed = asked()) {
  return rankFunding({
    need,
    understood: understand(need, lexicon),
    candidates,
    relevance: new Map(),
    lexicon,
    now: NOW,
    limit: 100,
  });
}
function outcome(rule: string, fields: Partial<FundingCandidate>, need?: MatchNeed): string | undefined {
  const { items, excluded } = rank([scheme(fields)], need);
  const [out] = excluded;
  if (out) {
    if (out.rule !== rule) return `excluded by ${out.rule}`;
    return out.text.startsWith("À vérifier") ? "unknown" : "not-met";
  }
  return items[0]!.eligibility!.checks.find((c) => c.rule === rule)?.outcome;
}

describe("unit: the rules of a funding scheme", () => {
  it.each([
    ["applicant", { applicants: ["commune"] }, undefined, "met"],
    ["applicant", { applicants: ["association"] }, undefined, "not-met"],
    ["applicant", {}, asked({ asker: null }), "to-check"],
    ["country", { countryRule: "oda-eligible" }, undefined, "met"],
    ["country", { countryRule: "oda-eligible" }, asked({ countries: ["JP"] }), "not-met"],
    ["country", { countryRule: "eu" }, asked({ countries: ["DE"] }), "met"],
    ["country", { countryRule: "eu" }, asked({ countries: ["MD"] }), "to-check"],
    ["country", { countryRule: "eu" }, undefined, "not-met"],
    ["country", { countryRule: "named", countries: ["MA"] }, undefined, "not-met"],
    ["country", { countryRule: "named", countries: ["MA", "TG"] }, undefined, "met"],
    ["country", { countryRule: "named" }, undefined, "unknown"],
    ["country", { countryRule: "oda-eligible" }, asked({ countries: [] }), "unknown"],
    ["theme", { themes: ["eau-assainissement"] }, undefined, "met"],
    ["theme", { themes: ["numerique"] }, undefined, "not-met"],
    ["partner", { foreignPartnerRequired: true }, undefined, "to-check"],
    ["partner", { foreignPartnerRequired: null }, undefined, "to-check"],
    ["territory", { regions: ["Bretagne"] }, undefined, "met"],
    ["territory", { regions: ["Grand Est"] }, undefined, "not-met"],
    ["territory", { regions: ["Bretagne"] }, asked({ asker: buildPeer({ departement: null }) }), "unknown"],
    ["authorities", { minFrenchAuthorities: 3 }, undefined, "to-check"],
    ["call", { rolling: true }, undefined, "met"],
    [
      "call",
      { rolling: false, calls: [{ year: 2024, opens: null, closes: "2024-05-06" }] },
      undefined,
      "to-check",
    ],
    ["confidence", { confidence: "low" }, undefined, "to-check"],
  ] as [string, Partial<FundingCandidate>, MatchNeed | undefined, string][])(
    "%s of %j → %s",
    (rule, fields, need, expected) => {
      expect(outcome(rule, fields, need)).toBe(expected);
    },
  );

  it("a partner in the country settles the partner rule", () => {
    const cooperation = {
      country: "TG",
      partner: "Kloto",
      theme: "eau-assainissement" as const,
      since: 2014,
      until: null,
      summary: "",
    };
    const need = asked({ asker: buildPeer({ cooperations: [cooperation] }) });
    expect(outcome("partner", { foreignPartnerRequired: true }, need)).toBe("met");
  });

  it("all rules met → eligible; one to check → to check, and the sentence says what", () => {
    expect(rank([scheme()]).items[0]!.eligibility!.verdict).toBe("eligible");
    const { verdict, checks } = rank([scheme({ confidence: "low" })]).items[0]!.eligibility!;
    expect(verdict).toBe("to-check");
    expect(checks.find((c) => c.outcome === "to-check")!.text).toContain("modalités non confirmées");
  });
});

describe("unit: calls and territories", () => {
  const today = "2026-11-23";
  it.each([
    [[{ year: 2026, opens: "2026-11-01", closes: "2026-12-15" }], false, "open"],
    [[{ year: 2026, opens: "2026-11-01", closes: "2026-11-23" }], false, "open"],
    [[{ year: 2027, opens: "2027-01-10", closes: null }], false, "to-come"],
    [[{ year: 2025, opens: null, closes: "2025-05-30" }], false, "past"],
    [[], true, "rolling"],
    [[], null, "unknown"],
  ])("%j, rolling %s → %s", (calls, rolling, state) => {
    expect(callState({ calls, rolling }, today).state).toBe(state);
  });

  it("a basin that shares a département with another settles nothing", () => {
    expect(territoryFit(["Bassin Loire-Bretagne"], "35")).toBe("inside");
    expect(territoryFit(["Bassin Rhin-Meuse"], "35")).toBe("outside");
    expect(territoryFit(["Bassin Loire-Bretagne"], "28")).toBe("shared");
    expect(territoryFit(["Ailleurs"], "35")).toBe("unknown");
  });
});

describe("unit: the real schemes", () => {
  it("a Breton commune with water in Togo: the 1 % eau first, nothing of other basins or countries", () => {
    const need = asked({ kinds: ["financement"] });
    const { items, excluded, nothingFits } = rank(real, need);
    expect(items[0]!.candidate.id).toBe("loi-1-pour-cent-eau");
    expect(nothingFits).toBe(false);
    const ids = items.map((i) => i.candidate.id);
    expect(ids).not.toContain("agence-eau-rhin-meuse");
    expect(ids).not.toContain("meae-franco-marocain");
    expect(ids).toContain("agence-eau-loire-bretagne");
    expect(items.length + excluded.length).toBe(real.length);
  });

  it("a joint fund comes first for its country", () => {
    const need = asked({
      title: "Former les agents",
      themes: ["gouvernance-locale"],
      countries: ["SN"],
      kinds: ["financement"],
    });
    expect(
      rank(real, need)
        .items.slice(0, 3)
        .map((i) => i.candidate.id),
    ).toContain("meae-franco-senegalais");
  });

  it("a twinning with Germany finds the citizens' fund", () => {
    const need = asked({
      title: "Relancer notre jumelage avec une ville allemande",
      themes: ["europe-transfrontalier"],
      countries: ["DE"],
      kinds: ["financement"],
    });
    expect(
      rank(real, need)
        .items.slice(0, 3)
        .map((i) => i.candidate.id),
    ).toContain("fonds-citoyen-franco-allemand");
  });
});

describe("when one can apply", () => {
  it("is the same whether a day is asked for or all of them", () => {
    const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays("2025-06-01", days));
    const some = fc.option(day, { nil: null });
    const call = fc.record({ year: fc.integer({ min: 2025, max: 2029 }), opens: some, closes: some });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 4 }), day, (calls, today) => {
        const spans = openSpans({ calls });
        const open = spans.some(({ from, to }) => from <= today && today <= to);
        expect(callState({ calls, rolling: false }, today).state === "open").toBe(open);
        for (const { from, to } of spans) expect(from <= to).toBe(true);
      }),
    );
  });
});
