import { describe, expect, it } from "vitest";
import { demoFunding } from "../../../seeds/demo/funding.ts";
import { rankFunding } from "../../../server/domain/matching/rankFunding.ts";
import type { MatchNeed, Suggestion } from "../../../server/domain/matching/types.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { buildNeed, buildPeer, lexicon } from "./support.ts";

const schemes = demoFunding();
const NOW = new Date("2026-11-27T10:00:00Z");
const FOREIGN = { kind: "collectivite-etrangere", departement: null } as const;

function rank(fields: Partial<MatchNeed>, now = NOW) {
  const need = buildNeed({ asker: buildPeer(), ...fields });
  return rankFunding({
    need,
    understood: understand(need, lexicon),
    candidates: schemes,
    relevance: new Map(),
    lexicon,
    now,
    limit: 100,
  });
}

/** What is said of one scheme: its verdict and what is to be checked, or the rule that leaves it out. */
function said(id: string, fields: Partial<MatchNeed>) {
  const { items, excluded } = rank(fields);
  const item = items.find((i) => i.candidate.id === id);
  const out = excluded.find((e) => e.id === id);
  const open = item?.eligibility?.checks.filter((c) => c.outcome === "to-check") ?? [];
  return {
    shown: item?.eligibility?.verdict ?? null,
    checks: open.map((c) => c.rule),
    rule: out?.rule,
    text: out?.text,
  };
}

const WELLS = { title: "Réhabiliter des puits", themes: ["eau-assainissement" as const] };

describe("unit: each rule of the real schemes, by its own sentence", () => {
  it.each([
    [
      "who wants to be ready for the next storm gives nothing",
      "cuf-fonds-solidarite",
      { title: "Aider la mairie à prévoir les secours", countries: ["HT"], themes: ["urgence-risques"] },
      "nature",
    ],
    [
      "a bilateral fund is for its two countries",
      "meae-franco-marocain",
      { ...WELLS, countries: ["SN"] },
      "country",
    ],
    [
      "an asker abroad is one of the two",
      "meae-franco-senegalais",
      { ...WELLS, countries: ["SN"], asker: buildPeer({ ...FOREIGN, country: "BR" }) },
      "country",
    ],
    [
      "what French authorities ask for is not asked for by their partner",
      "meae-aap-generaliste",
      { ...WELLS, countries: ["TG"], asker: buildPeer({ ...FOREIGN, country: "TG" }) },
      "applicant",
    ],
    [
      "a donation channel is no grant",
      "meae-faceco",
      { ...WELLS, countries: ["TG"], kinds: ["financement"] },
      "nature",
    ],
    [
      "a programme that ended is history",
      "ue-partenariats-villes-durables",
      { countries: ["TG"], themes: ["urbanisme-mobilite"] },
      "call",
    ],
    [
      "an excluded country",
      "guilde-microprojets",
      { ...WELLS, countries: ["BF"], asker: buildPeer({ kind: "association" }) },
      "country",
    ],
    [
      "a coast for a coastal call",
      "meae-amenagement-littoral",
      { title: "Trait de côte", countries: ["MN"], themes: ["energie-climat"] },
      "coast",
    ],
    [
      "a project that speaks of no sport",
      "meae-sport",
      { title: "Accueillir des jeunes", countries: ["TG"], themes: ["jeunesse-sport"] },
      "subject",
    ],
    [
      "out of proportion",
      "afd-ficol",
      { ...WELLS, description: "Une borne-fontaine à 4 000 euros.", countries: ["TG"] },
      "proportion",
    ],
    [
      "a need that has its money",
      "meae-aap-generaliste",
      { ...WELLS, description: "Inutile de nous proposer des financements.", countries: ["TG"] },
      "nature",
    ],
    [
      "nothing tells where the project is",
      "meae-aap-generaliste",
      { title: "Refaire le toit du gymnase communal" },
      "country",
    ],
    [
      "a theme that is certain at some other",
      "loi-1-pour-cent-eau",
      { title: "Registres d’état civil", themes: ["gouvernance-locale"], countries: ["TG"] },
      "theme",
    ],
  ] as [string, string, Partial<MatchNeed>, string][])("%s: %s", (_, id, fields, rule) => {
    const { shown, rule: failed, text } = said(id, fields);
    expect({ shown, failed }).toEqual({ shown: null, failed: rule });
    expect(text!.length).toBeGreaterThan(10);
  });

  it("State aid that was suspended is to be checked, with its day and the year of its source", () => {
    const { items } = rank({ ...WELLS, title: "Puits avec la commune de Ouahigouya", countries: ["BF"] });
    const found = items.find((i) => i.candidate.id === "meae-aap-generaliste")!.eligibility!;
    expect(found.verdict).toBe("to-check");
    expect(found.checks.find((c) => c.rule === "suspension")!.text).toBe(
      "À vérifier : aide de l’État suspendue depuis le 6 août 2023 (Burkina Faso, source de 2024)",
    );
  });

  it("a call for the Sahel whose countries were not read is proposed only where State aid is suspended", () => {
    const shown = (country: string) =>
      said("aimf-sahel-paix-developpement", { ...WELLS, countries: [country] }).shown;
    expect(["BF", "ML", "SN", "TG"].map(shown)).toEqual(["to-check", "to-check", null, null]);
  });

  it("the general call names the call of its family that would take the project", () => {
    const { items } = rank({ ...WELLS, title: "Puits avec la commune de Tahanaout", countries: ["MA"] });
    const general = items.find((i) => i.candidate.id === "meae-aap-generaliste")!.eligibility!;
    expect(general.checks.find((c) => c.rule === "subsidiary")!.text).toContain(
      "Dispositif conjoint franco-marocain",
    );
  });

  it("what was read with little confidence is not said to be admitted", () => {
    const { items } = rank({ title: "un puits au Togo", description: "" });
    const levy = items.find((i) => i.candidate.id === "loi-1-pour-cent-eau")!.eligibility!;
    const theme = levy.checks.find((c) => c.rule === "theme")!;
    expect(theme.outcome).toBe("to-check");
    expect(theme.text).toContain("« puits »");
  });

  it("a scheme that the need names comes first", () => {
    const { items } = rank({ title: "Écrire notre demande FICOL", countries: ["BJ"], description: "" });
    expect(items[0]!.candidate.id).toBe("afd-ficol");
  });

  it("no dated call is open: none is said to be, and what is usual carries its years", () => {
    const { items } = rank({ ...WELLS, countries: ["TG"] });
    const dated = items.filter((i) =>
      i.eligibility!.checks.some((c) => c.rule === "call" && c.outcome === "to-check"),
    );
    expect(dated.length).toBeGreaterThan(0);
    const general = items.find((i) => i.candidate.id === "meae-aap-generaliste")!;
    expect(general.terms!.when).toBe("d’habitude de mars à mai (2022, 2024, 2025)");
    expect(items.filter(isOpen)).toEqual([]);
  });

  it.each([
    [["BJ"], "jusqu’à 70 % dans un pays moins avancé, du budget total (2025)"],
    [["MG", "BJ"], "jusqu’à 60 % pour un projet dans plusieurs pays, du budget total (2025)"],
    [
      ["VN"],
      "jusqu’à 50 % dans un autre pays éligible à l’aide publique au développement, du budget total (2025)",
    ],
    [["JP"], "jusqu’à 30 % ailleurs, du budget total (2025)"],
  ])("the rate for %j", (countries, expected) => {
    const { items } = rank({ ...WELLS, countries });
    expect(items.find((i) => i.candidate.id === "meae-aap-generaliste")!.terms!.rate).toBe(expected);
  });

  it("a country that left the list of least developed countries has the other rate from that day, and it is said", () => {
    const rate = (now: Date) =>
      rank({ ...WELLS, countries: ["LA"] }, now).items.find((i) => i.candidate.id === "meae-aap-generaliste")!
        .terms!.rate;
    expect(rate(new Date("2026-11-23T10:00:00Z"))).toMatch(/^jusqu’à 70 %/);
    expect(rate(NOW)).toMatch(/^jusqu’à 50 %.*n’est plus un pays moins avancé depuis le 24 novembre 2026/);
  });
});

const isOpen = (item: Suggestion): boolean => item.reasons.some((r) => r.text.startsWith("Appel ouvert"));
