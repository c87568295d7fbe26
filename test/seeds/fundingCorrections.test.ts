import { describe, expect, it } from "vitest";
import { demoFunding } from "../../seeds/demo/funding.ts";
import { parseFundingList } from "../../server/funding/schema.ts";
import { loadReference } from "../../server/reference/load.ts";

const schemes = demoFunding();
const of = (id: string) => {
  const found = schemes.find((s) => s.id === id);
  if (!found) throw new Error(`no scheme ${id}`);
  return found;
};
const country = (code: string) => loadReference().countries.find((c) => c.code === code)!;
const cites = (id: string, address: string) => of(id).sources.some((s) => s.url.includes(address));

describe("the reference list of schemes", () => {
  it("the levy on mobility, without the transport contribution", () => {
    const levy = of("loi-1-pour-cent-mobilite");
    expect(levy).toMatchObject({
      nature: "own-resources",
      rolling: true,
      applicants: ["commune", "epci", "syndicat"],
    });
    expect(levy.summary).toContain("hors versement mobilité");
    expect(cites(levy.id, "LEGIARTI000043904023")).toBe(true);
  });

  it("Pafao: its 16 countries, its rate of 2025 and the share of 2018", () => {
    const pafao = of("fondation-de-france-pafao");
    expect([...pafao.countries].sort().join(" ")).toBe("BF BJ CI CV GH GM GN GW LR ML MR NE NG SL SN TG");
    expect(pafao).toMatchObject({ maxRate: 0.7, ownContributionMin: 0.2 });
    expect(pafao.rates).toEqual([{ if: "any", rate: 0.7, holdsFor: "2025" }]);
  });

  it("countries that are excluded, admitted under a condition, or suspended since a day", () => {
    expect(of("guilde-microprojets").excludedCountries).toEqual(["ML", "BF"]);
    expect(of("guilde-microprojets").conditionalCountries[0]).toMatchObject({ country: "NE" });
    expect(of("forim-mesoprojets").excludedCountries).toEqual(["ML"]);
    expect(["ML", "NE", "BF"].map((c) => country(c).aidSuspension?.from)).toEqual([
      "2022-11-16",
      "2023-07-29",
      "2023-08-06",
    ]);
    expect(["meae-aap-generaliste", "afd-ficol"].map((id) => of(id).stateMoney)).toEqual([true, true]);
  });

  it("the general call is subsidiary, with the budget rules, the tranches and the rates of 2025", () => {
    const general = of("meae-aap-generaliste");
    expect(general).toMatchObject({ family: "meae", subsidiary: true });
    expect(general.budgetRules).toMatchObject({
      ownMin: 0.1,
      valuedMax: { share: 0.5, of: "own-contribution" },
      holdsFor: "2025",
    });
    expect(general.payment?.tranches.join(" ")).toContain("20 %");
    expect(Object.fromEntries(general.rates.map((r) => [r.if, r.rate]))).toEqual({
      ldc: 0.7,
      oda: 0.5,
      other: 0.3,
      "multi-country": 0.6,
    });
  });

  it("European schemes: lump sums, dates of 2025, rates, the list of URBACT", () => {
    expect(of("erasmus-partenariats-cooperation").lumpSums).toEqual([120_000, 250_000, 400_000]);
    expect(of("erasmus-partenariats-petite-echelle").lumpSums).toEqual([30_000, 60_000]);
    const twinning = of("cerv-jumelage-villes");
    expect(twinning.calls).toContainEqual({ year: 2025, opens: "2025-04-09", closes: "2025-09-17" });
    expect(twinning.calls).toContainEqual({ year: 2026, opens: null, closes: null });
    expect(twinning.rateNote?.text).toContain("sans taux");
    const life = of("life-projets-standard");
    expect(life).toMatchObject({ maxRate: 0.6 });
    expect(life.calls).toContainEqual({ year: 2025, opens: "2025-04-24", closes: "2025-09-23" });
    const urbact = of("urbact-transfer-networks");
    expect(urbact).toMatchObject({ countryRule: "named" });
    expect(urbact.countries).toHaveLength(27 + 9);
    expect(urbact.countries).toEqual(
      expect.arrayContaining(["NO", "CH", "UA", "MD", "AL", "BA", "ME", "MK", "RS"]),
    );
  });

  it("the levy on energy has its own source; the declaration of aid is a yearly duty and no document", () => {
    expect(cites("loi-1-pour-cent-energie", "20062007-003/50")).toBe(true);
    const general = of("meae-aap-generaliste");
    expect(general.duties).toMatchObject([{ from: "04-15", until: "05-31", holdsFor: "2025" }]);
    expect(schemes.flatMap((s) => s.documents).filter((d) => /APD|aide publique/.test(d))).toEqual([]);
  });

  it("countries that leave the list of least developed countries have their day", () => {
    expect(["LA", "NP", "TG"].map((c) => country(c).ldcUntil)).toEqual([
      "2026-11-24",
      "2026-11-24",
      undefined,
    ]);
  });

  it("the call of the AIMF for the Sahel, with little confidence; La Guilde's base, shares and sessions", () => {
    expect(of("aimf-sahel-paix-developpement")).toMatchObject({ confidence: "low", zones: ["Sahel"] });
    const guilde = of("guilde-microprojets");
    expect(guilde.budgetRules).toMatchObject({
      base: "eligible",
      cashMin: 0.25,
      valuedMax: { share: 0.25, of: "budget" },
    });
    expect(guilde.sessions.map((s) => s.closes)).toEqual(["03-31", "09-30"]);
  });

  it("is what it says: what gives, what is one's own, what is given away, what advises", () => {
    const ids = (nature: string) => schemes.filter((s) => s.nature === nature).map((s) => s.id);
    expect(ids("donation")).toEqual(["meae-faceco", "cuf-fonds-solidarite"]);
    expect(ids("own-resources")).toHaveLength(4);
    expect(schemes.filter((s) => s.ended).map((s) => s.id)).toContain("ue-partenariats-villes-durables");
  });

  it("names only what the other lists know", () => {
    const { countries, themes } = loadReference();
    const codes = new Set(countries.map((c) => c.code));
    const zones = new Set(countries.flatMap((c) => c.zones));
    const subthemes = new Set(themes.flatMap((t) => t.subthemes.map((s) => s.code)));
    for (const { id, ...scheme } of schemes) {
      const named = [
        ...scheme.countries,
        ...scheme.excludedCountries,
        ...scheme.conditionalCountries.map((c) => c.country),
        ...scheme.conditions.flatMap((c) => c.unlessCountries ?? []),
      ];
      expect([id, named.filter((c) => !codes.has(c))]).toEqual([id, []]);
      expect([id, scheme.zones.filter((z) => !zones.has(z))]).toEqual([id, []]);
      expect([id, scheme.subjects.flatMap((s) => s.subthemes).filter((s) => !subthemes.has(s))]).toEqual([
        id,
        [],
      ]);
    }
  });

  it("refuses an entry that is not of its shape, and names the field", () => {
    expect(() => parseFundingList([{ ...schemes[0], maxRate: 70 }])).toThrow(/maxRate/);
    expect(() => parseFundingList([{ ...schemes[0], surprise: 1 }])).toThrow(/surprise/);
  });
});
