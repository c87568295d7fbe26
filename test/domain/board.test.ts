import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Board } from "../../server/assignment/board.ts";
import { viewNeed } from "../../server/domain/matching/needView.ts";
import { rankExperts, scoreExperts } from "../../server/domain/matching/rankExperts.ts";
import type { ExpertCandidate, MatchNeed } from "../../server/domain/matching/types.ts";
import { understand } from "../../server/domain/matching/understanding/understand.ts";
import { loadJudgedSet } from "../../server/matching/judgedSet.ts";
import { loadLexicon } from "../../server/reference/load.ts";

const lexicon = loadLexicon();
const NOW = new Date("2026-11-23T10:00:00Z");
const SETTINGS = { most: 2, least: 1, wanted: 1 };

const need = (id: string, given: Partial<MatchNeed> = {}): MatchNeed => ({
  ...{ id, organisation: "o1", asker: null, kinds: [], countries: ["BJ"], odd: [], languages: [] },
  ...{ period: null, mode: null, themes: ["eau-assainissement"] },
  title: "Réparer des forages au Bénin",
  description: "Douze forages en panne et des comités d’usagers de l’eau à former.",
  ...given,
});

const expert = (id: string, given: Partial<ExpertCandidate> = {}): ExpertCandidate => ({
  ...{ id, name: id, status: "published", kind: "retraite", organisation: null, departement: null },
  ...{ headline: "Ingénieur de l’eau potable", bio: "Forages et bornes-fontaines.", skills: [] },
  ...{ themes: ["eau-assainissement"], countries: ["BJ"], modes: ["mission"] },
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

const STRONG = expert("strong");
const WEAK = expert("weak", { countries: ["MG"], yearsOfExperience: 2, bio: "" });

type Given = { taken?: string[]; need?: Partial<MatchNeed> };

function board(
  experts: ExpertCandidate[],
  needs: Record<string, Given>,
  pending = new Map<string, number>(),
) {
  const made = new Board(lexicon, NOW);
  made.addExperts(experts, pending);
  for (const [id, { taken = [], ...given }] of Object.entries(needs)) {
    const asked = need(id, given.need);
    const relevance = new Map(experts.map((one) => [one.id, 0.5]));
    const view = viewNeed(asked, understand(asked, lexicon), lexicon);
    made.addNeed({ view, relevance, taken });
  }
  return made;
}
const pairs = ({ proposals }: ReturnType<Board["solve"]>) =>
  proposals.map((p) => `${p.need}-${p.expert}`).sort();

describe("a board of needs and experts", () => {
  it("scores as the ranking does", () => {
    const asked = need("n1");
    const options = { need: asked, understood: understand(asked, lexicon), lexicon, now: NOW };
    const relevance = new Map([["strong", 0.5]]);
    const [ranked] = rankExperts({ ...options, candidates: [STRONG], relevance }).items;
    const { proposals } = board([STRONG], { n1: {} }).solve(SETTINGS);
    expect(proposals[0]).toMatchObject({
      score: ranked?.score,
      best: ranked?.score,
      loss: 0,
      bestExpert: null,
    });
  });

  it("scores each pair to the tenth as the ranking does, and leaves out whom a rule leaves out", () => {
    const judged = loadJudgedSet(fileURLToPath(new URL("../../seeds/evaluation/dev", import.meta.url)));
    for (const asked of judged.needs.slice(0, 12)) {
      const understood = understand(asked, lexicon);
      const candidates = judged.experts.slice(0, 120);
      const relevance = new Map(candidates.map(({ id }, i) => [id, (i % 7) / 7]));
      const shared = { candidates, relevance, lexicon, now: NOW };
      const { items } = rankExperts({ ...shared, need: asked, understood, limit: candidates.length });
      const scores = new Map(
        scoreExperts({ ...shared, view: viewNeed(asked, understood, lexicon) }).map(({ id, score }) => [
          id,
          score,
        ]),
      );
      expect(scores).toEqual(new Map(items.map(({ candidate, score }) => [candidate.id, score])));
    }
  });

  it("gives nobody more than was asked, and tells each need whom it loses", () => {
    const made = board([STRONG, WEAK], { n1: {}, n2: {}, n3: {} });
    const result = made.solve(SETTINGS);
    expect(result.proposals.filter((p) => p.expert === "strong")).toHaveLength(2);
    const loser = result.proposals.find((p) => p.expert === "weak");
    expect(loser?.loss).toBeGreaterThan(0);
    expect(loser?.bestExpert).toBe("strong");
    expect(result.proposals.filter((p) => p.bestExpert)).toHaveLength(1);
  });

  it("never goes above the missions that are left, nor above what is under way", () => {
    const engaged = expert("engaged", { missionsPerYear: 2, engagedByYear: { 2026: 1, 2027: 1 } });
    expect(board([engaged], { n1: {}, n2: {} }).solve(SETTINGS).proposals).toHaveLength(1);
    const waiting = new Map([["engaged", 1]]);
    const full = board([engaged], { n1: {}, n2: {} }, waiting).solve(SETTINGS);
    expect(full.proposals).toEqual([]);
    expect(full.unmet).toEqual(["n1", "n2"]);
  });

  it("proposes who is full this year for a need that may wait for the next", () => {
    const full = expert("full", { missionsPerYear: 1, engagedByYear: { 2026: 1 } });
    expect(pairs(board([full], { undated: {} }).solve(SETTINGS))).toEqual(["undated-full"]);
    const dated = { dated: { need: { period: { from: "2026-12-01", to: "2026-12-31" } } } };
    expect(pairs(board([full], dated).solve(SETTINGS))).toEqual([]);
  });

  it("keeps the capacity of the year that has least room, where needs fall in different years", () => {
    const booked = expert("booked", { missionsPerYear: 3, engagedByYear: { 2027: 2 } });
    const next = { period: { from: "2027-02-01", to: "2027-05-31" } };
    const result = board([booked], { n1: { need: next }, n2: { need: next } }).solve(SETTINGS);
    expect(result.proposals).toHaveLength(1);
  });

  it("leaves out who is spoken for or said no, and whom a hard rule forbids", () => {
    const employed = expert("employed", { organisation: "o1" });
    const made = board([STRONG, WEAK, employed], {
      n1: { taken: ["strong"] },
      n2: { taken: ["strong"] },
    });
    expect(pairs(made.solve(SETTINGS))).toEqual(["n1-weak", "n2-weak"]);
  });

  it("does not mind the order in which needs come", () => {
    const experts = [STRONG, WEAK, expert("third", { yearsOfExperience: 8 })];
    const needs = { n1: {}, n2: { need: { countries: ["MG"] } }, n3: {}, n4: {} };
    const backwards = Object.fromEntries(Object.entries(needs).reverse());
    expect(board(experts.toReversed(), backwards).solve(SETTINGS)).toEqual(
      board(experts, needs).solve(SETTINGS),
    );
  });
});
