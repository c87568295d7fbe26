import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expertAlternatives } from "../../../server/domain/matching/alternatives.ts";
import { viewNeed } from "../../../server/domain/matching/needView.ts";
import { rankExperts } from "../../../server/domain/matching/rankExperts.ts";
import { rankPeers } from "../../../server/domain/matching/rankPeers.ts";
import type { ExpertCandidate, MatchNeed, Ranking } from "../../../server/domain/matching/types.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { shuffled } from "../../../server/matching/random.ts";
import { buildNeed, buildPeer, dev, lexicon, NOW } from "./support.ts";

const relevance = new Map(dev.experts.map((e, i) => [e.id, (i % 7) / 10]));

function rank(
  need: MatchNeed,
  candidates = dev.experts,
  limit = 1000,
  explain = true,
  understood = understand(need, lexicon),
): Ranking {
  return rankExperts({
    need,
    understood,
    candidates,
    relevance,
    lexicon,
    now: NOW,
    limit,
    explain,
  });
}
const needArb = fc.constantFrom(...dev.needs);
const expertArb = fc.constantFrom(...dev.experts);

describe("property: ranking", () => {
  it("does not depend on the order of the candidates", () => {
    fc.assert(
      fc.property(needArb, fc.string(), (need, seed) => {
        const byId = new Map(dev.experts.map((e) => [e.id, e]));
        const mixed = shuffled([...byId.keys()], seed).map((id) => byId.get(id)!);
        expect(JSON.stringify(rank(need, mixed, 20))).toBe(JSON.stringify(rank(need, dev.experts, 20)));
      }),
      { numRuns: 10 },
    );
  });

  it("is sorted by score, then by id; scores are between 0 and 100", () => {
    for (const need of dev.needs.slice(0, 10)) {
      const { items } = rank(need, dev.experts, 60);
      const sorted = items.toSorted(
        (a, b) => b.score - a.score || (a.candidate.id < b.candidate.id ? -1 : 1),
      );
      expect(items.map((i) => i.candidate.id)).toEqual(sorted.map((i) => i.candidate.id));
      expect(items.every((i) => i.score >= 0 && i.score <= 100)).toBe(true);
    }
  });

  it("and what would rank higher, are the same as if who a hard rule leaves out were not there", () => {
    for (const need of dev.needs.slice(0, 5)) {
      const first = rank(need, dev.experts, 3).items.map(({ candidate }) => candidate.id);
      const colleagues = dev.experts.map((expert) =>
        first.includes(expert.id) ? { ...expert, memberOf: [need.organisation] } : expert,
      );
      const { items, excluded } = rank(need, colleagues, 20);
      expect(items).toEqual(
        rank(
          need,
          dev.experts.filter(({ id }) => !first.includes(id)),
          20,
        ).items,
      );
      const left = excluded.filter(({ id }) => first.includes(id));
      expect(left.map(({ rule }) => rule)).toEqual(first.map(() => "employer"));
    }
  });

  it("the shares of the reasons sum to the score, and each has a French sentence", () => {
    for (const need of dev.needs) {
      const peers = rankPeers({
        need,
        understood: understand(need, lexicon),
        candidates: dev.peers,
        relevance: new Map(),
        lexicon,
        now: NOW,
      });
      for (const item of [...rank(need, dev.experts, 20).items, ...peers.items]) {
        expect(item.reasons.reduce((sum, r) => sum + r.share, 0)).toBeCloseTo(item.score, 6);
        for (const reason of item.reasons) expect(reason.text).toMatch(/^\p{Lu}/u);
      }
    }
  });

  it("a further theme, country or skill that the need wants never lowers a score", () => {
    fc.assert(
      fc.property(needArb, expertArb, (need, expert) => {
        const understood = understand(need, lexicon);
        const scoreOf = (candidate: ExpertCandidate) =>
          rank(need, [candidate], 1, false, understood).items[0]?.score;
        const before = scoreOf(expert);
        if (before === undefined) return;
        const better: ExpertCandidate[] = [
          ...understood.themes.map((t) => ({ ...expert, themes: [...expert.themes, t.code] })),
          ...understood.countries.map((c) => ({ ...expert, countries: [...expert.countries, c.code] })),
          ...[...understood.skills, ...understood.subthemes].map((s) => ({
            ...expert,
            skills: [...expert.skills, s.label],
          })),
        ];
        for (const candidate of better) expect(scoreOf(candidate)).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it("what would rank higher, applied, gives the rank that was promised", () => {
    let promises = 0;
    const timed = dev.needs.filter(({ period, mode }) => period ?? mode).slice(0, 8);
    for (const need of timed) {
      const ranking = rank(need, dev.experts, 15);
      const view = viewNeed(need, understand(need, lexicon), lexicon);
      for (const item of ranking.items) {
        const promise = item.wouldRankHigher?.match(/^(.*), passerait (\d+)(er|e)\.$/);
        if (!promise) continue;
        promises += 1;
        const expert = dev.experts.find((e) => e.id === item.candidate.id)!;
        const changed = expertAlternatives(expert, view).find((a) => a.text === promise[1])!.candidate;
        const again = rank(
          need,
          dev.experts.map((e) => (e.id === expert.id ? changed : e)),
          25,
        );
        expect(again.items.findIndex((i) => i.candidate.id === expert.id) + 1).toBe(Number(promise[2]));
      }
    }
    expect(promises).toBeGreaterThan(5);
  });

  it("quotes the candidate's own words", () => {
    const { items } = rank(dev.needs[0]!, dev.experts, 10);
    for (const item of items) {
      if (!item.passage) continue;
      const expert = dev.experts.find((e) => e.id === item.candidate.id)!;
      const own = [expert.bio, expert.headline, ...expert.skills].join("\n");
      expect(own).toContain(item.passage.replace(/^…|…$/g, ""));
    }
    expect(items[0]!.passage).toBeTruthy();
  });

  it("leaves a criterion out on demand, and keeps its features for the learning log", () => {
    const [need] = dev.needs;
    const full = rank(need!, dev.experts, 1).items[0]!;
    expect(Object.keys(full.features).sort()).toEqual([
      "availability",
      "country",
      "language",
      "mode",
      "skill",
      "subject",
      "text",
      "theme",
      "together",
    ]);
    const without = rankExperts({
      need: need!,
      understood: understand(need!, lexicon),
      candidates: dev.experts,
      relevance,
      lexicon,
      now: NOW,
      without: "country",
    });
    expect(without.items.every((i) => i.reasons.every((r) => r.criterion !== "country"))).toBe(true);
  });

  it("a reason names what the need is about, not what it mentions in passing", () => {
    const need = buildNeed({
      title: "Les gens ne paient plus leur eau",
      description:
        "Je suis élue depuis six mois. Dans notre ville amie les gens ne paient plus leur facture d’eau, les compteurs sont cassés et le fontainier n’est plus payé.",
    });
    const twin = buildPeer({
      id: "twin",
      cooperations: [
        {
          country: "TG",
          partner: "Dapaong",
          theme: "europe-transfrontalier",
          since: 1990,
          until: null,
          summary: "Jumelage de villes amies, échanges entre habitants",
        },
      ],
    });
    const { items } = rankPeers({
      need,
      understood: understand(need, lexicon),
      candidates: [twin],
      relevance: new Map(),
      lexicon,
      now: NOW,
    });
    const said = items[0]!.reasons.map((reason) => reason.text).join(" ");
    expect(said).not.toMatch(/\(Jumelage|\(Liens/);
  });
});
