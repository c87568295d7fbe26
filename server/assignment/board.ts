import { type Assignment, type AssignOptions, assign, type Candidacy } from "../domain/matching/assign.ts";
import { missionYears, roomiestYear } from "../domain/matching/capacity.ts";
import type { NeedView } from "../domain/matching/needView.ts";
import { scoreExperts } from "../domain/matching/rankExperts.ts";
import type { ExpertCandidate } from "../domain/matching/types.ts";
import type { Lexicon } from "../domain/matching/understanding/lexicon.ts";

/** A need to be served, with what retrieval found for it. */
export type AskedNeed = {
  view: NeedView;
  /** Relevance 0…1 by expert id. */
  relevance: ReadonlyMap<string, number>;
  /** Experts with whom a match of this need is under way, or came to nothing: they are not proposed for it. */
  taken: readonly string[];
};

export type Settings = {
  /** Most proposals to one expert. */
  most: number;
  /** Least score of a proposal, 0…100. */
  least: number;
  /** How many experts are looked for each need. */
  wanted: number;
};

/** A proposal, and whom the need would have had alone where that is somebody else. */
export type BoardProposal = Assignment["proposals"][number] & { bestExpert: string | null };
export type BoardResult = Omit<Assignment, "proposals"> & { proposals: BoardProposal[] };

/**
 * All open needs and all experts, scored need by need with the ranking's own criteria and hard rules, then assigned at
 * once. Pure but for what it keeps: the same calls give the same answer, in whatever order needs come.
 */
export class Board {
  private readonly experts = new Map<string, ExpertCandidate>();
  /** Matches under way of each expert that have taken no capacity yet: they may. */
  private readonly pending = new Map<string, number>();
  private readonly needs: string[] = [];
  private readonly candidacies: Candidacy[] = [];
  /** Least capacity left to an expert over the needs that it could serve, and the missions engaged in the year of it. */
  private readonly room = new Map<string, { left: number; engaged: number }>();
  private readonly lexicon: Lexicon;
  private readonly now: Date;

  constructor(lexicon: Lexicon, now: Date) {
    this.lexicon = lexicon;
    this.now = now;
  }

  /** @param pending matches under way by expert, missions already engaged left out */
  addExperts(experts: readonly ExpertCandidate[], pending: ReadonlyMap<string, number>): void {
    for (const expert of experts) {
      this.experts.set(expert.id, expert);
      this.pending.set(expert.id, pending.get(expert.id) ?? 0);
    }
  }

  /** Scores the experts that were retrieved for a need. */
  addNeed({ view, relevance, taken }: AskedNeed): void {
    const { need } = view;
    this.needs.push(need.id);
    const out = new Set(taken);
    const candidates = [...relevance.keys()].flatMap((id) => {
      const expert = out.has(id) ? undefined : this.experts.get(id);
      return expert ? [expert] : [];
    });
    const { lexicon, now } = this;
    for (const { id, score } of scoreExperts({ view, candidates, relevance, lexicon, now })) {
      this.candidacies.push({ need: need.id, expert: id, score });
      const expert = this.experts.get(id)!;
      const room = roomiestYear(expert, missionYears(need, expert, now));
      const least = this.room.get(id);
      if (!least || room.left < least.left) this.room.set(id, room);
    }
  }

  /** The assignment of greatest total fit. */
  solve({ most, least, wanted }: Settings): BoardResult {
    const experts: AssignOptions["experts"] = [...this.room].map(([id, room]) => {
      const pending = this.pending.get(id) ?? 0;
      return { id, capacity: Math.max(0, room.left - pending), engaged: room.engaged + pending };
    });
    const { proposals, ...assignment } = assign({
      needs: this.needs.map((id) => ({ id, wanted })),
      experts,
      candidacies: this.candidacies,
      most,
      least,
    });
    const firsts = this.firsts();
    return {
      ...assignment,
      proposals: proposals.map((proposal) => {
        const first = firsts.get(proposal.need)?.expert ?? null;
        return { ...proposal, bestExpert: proposal.loss > 0 && first !== proposal.expert ? first : null };
      }),
    };
  }

  /** Each need's own best candidate; ties by id, as in the ranking. */
  private firsts(): Map<string, Candidacy> {
    const firsts = new Map<string, Candidacy>();
    for (const candidacy of this.candidacies) {
      const first = firsts.get(candidacy.need);
      const better =
        !first ||
        candidacy.score > first.score ||
        (candidacy.score === first.score && candidacy.expert < first.expert);
      if (better) firsts.set(candidacy.need, candidacy);
    }
    return firsts;
  }
}
