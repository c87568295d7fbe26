import { describe, expect, it } from "vitest";
import { rankExperts } from "../../server/domain/matching/rankExperts.ts";
import type { ExpertCandidate, MatchNeed } from "../../server/domain/matching/types.ts";
import { dismissedWords, readDismissed } from "../../server/domain/matching/understanding/dismissed.ts";
import { readText } from "../../server/domain/matching/understanding/reading.ts";
import { needText, understand } from "../../server/domain/matching/understanding/understand.ts";
import { queriesOf } from "../../server/matching/retrieve.ts";
import { loadLexicon } from "../../server/reference/load.ts";

const lexicon = loadLexicon();
const NOW = new Date("2026-11-23T10:00:00Z");

const need = (given: Partial<MatchNeed> = {}): MatchNeed => ({
  ...{ id: "n1", organisation: "o1", asker: null, kinds: [], themes: [], countries: [], odd: [] },
  ...{ languages: [], period: null, mode: null },
  title: "Réparer les forages de Natitingou",
  description:
    "Douze forages en panne, des bornes-fontaines fermées et des comités d’usagers de l’eau à former.",
  ...given,
});

const expert = (id: string, given: Partial<ExpertCandidate> = {}): ExpertCandidate => ({
  ...{ id, name: id, status: "published", kind: "retraite", organisation: null, departement: null },
  ...{ headline: "Ancien agent", bio: "", skills: [], themes: [], countries: [], modes: ["mission"] },
  languages: [{ code: "fr", level: "C2" }],
  availability: [{ from: "2026-12-01", to: "2027-12-31" }],
  ...{
    missionsPerYear: 3,
    yearsOfExperience: 20,
    engagedByYear: {},
    declined: false,
    lapsed: false,
    memberOf: [],
  },
  ...given,
});

const EXPERTS = [
  expert("eau", {
    headline: "Ingénieur de l’eau potable",
    themes: ["eau-assainissement"],
    countries: ["TG"],
  }),
  expert("benin", { headline: "Consultant au Bénin", themes: ["culture-francophonie"], countries: ["BJ"] }),
];

function scores(asked: MatchNeed): Record<string, Record<string, number>> {
  const understood = understand(asked, lexicon);
  const options = { need: asked, understood, candidates: EXPERTS, relevance: new Map(), lexicon, now: NOW };
  return Object.fromEntries(
    rankExperts(options).items.map((item) => [item.candidate.id, { ...item.features, score: item.score }]),
  );
}

describe("what was understood wrongly", () => {
  it("is no longer understood, with the subthemes of its theme", () => {
    const asked = need();
    const before = understand(asked, lexicon);
    expect(before.themes.map(({ code }) => code)).toContain("eau-assainissement");
    expect(before.subthemes.some(({ theme }) => theme === "eau-assainissement")).toBe(true);
    expect(before.countries.map(({ code }) => code)).toContain("BJ");
    const after = understand(need({ dismissed: ["theme:eau-assainissement", "country:BJ"] }), lexicon);
    expect(after.themes.map(({ code }) => code)).not.toContain("eau-assainissement");
    expect(after.subthemes.some(({ theme }) => theme === "eau-assainissement")).toBe(false);
    expect(after.countries).toEqual([]);
    expect(after.skills).toEqual(before.skills);
  });

  it("stays where the author ticked it: a box is said, not read", () => {
    const asked = need({ themes: ["eau-assainissement"], countries: ["BJ"] });
    const dismissed = ["theme:eau-assainissement", "country:BJ"];
    expect(understand({ ...asked, dismissed }, lexicon)).toEqual(understand(asked, lexicon));
  });

  it("does not come back into the ranking by the evidence of the text", () => {
    const before = scores(need());
    expect(before.eau!.subject).toBeGreaterThan(0.3);
    const noTheme = scores(need({ dismissed: ["theme:eau-assainissement"] }));
    expect(noTheme.eau?.score ?? 0).toBeLessThan(before.eau!.score! - 10);
    const noCountry = scores(need({ dismissed: ["country:BJ"] }));
    expect(before.eau!.country).toBe(0.5);
    expect(noCountry.eau).not.toHaveProperty("country");
  });

  it("is not asked of the engine either, in words or in labels", () => {
    const struck = ["theme:eau-assainissement", "country:BJ"];
    const asked = need({ dismissed: struck });
    const understood = understand(asked, lexicon);
    const before = queriesOf(need(), understand(need(), lexicon), lexicon).map(({ text }) => text);
    expect(before.join(" ")).toMatch(/Natitingou/);
    const after = queriesOf(asked, understood, lexicon).map(({ text }) => text);
    expect(after.join(" ")).not.toMatch(/Natitingou|Bénin|forages|assainissement/i);
    expect(after.join(" ")).toMatch(/panne/);
    const reading = readText(needText(asked), "need", lexicon);
    expect(dismissedWords(reading, understood, [], lexicon).size).toBe(0);
  });

  it("is read from its code, or refused", () => {
    expect(readDismissed("theme:eau-assainissement")).toEqual({ kind: "theme", code: "eau-assainissement" });
    for (const wrong of ["", "theme", "theme:", ":BJ", "organisation:o1"])
      expect(readDismissed(wrong)).toBeNull();
  });
});
