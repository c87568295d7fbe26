import { cheapest } from "./flow.ts";

export type AssignNeed = {
  id: string;
  /** How many experts to propose for it; default 1. */
  wanted?: number;
};

export type AssignExpert = {
  id: string;
  /** Missions that the capacity still allows in the years in which they could take place. */
  capacity: number;
  /** Missions already engaged in those years: among equals, who has fewer comes first. */
  engaged: number;
};

/** A pair that may be proposed: no hard rule stands against it. Score 0…100. */
export type Candidacy = { need: string; expert: string; score: number };

export type AssignOptions = {
  needs: readonly AssignNeed[];
  experts: readonly AssignExpert[];
  candidacies: readonly Candidacy[];
  /** Most proposals to one expert, whatever the capacity; default 2. */
  most?: number;
  /** Least score of a proposal; default 40. */
  least?: number;
};

export type Proposal = Candidacy & {
  /** The need's own best score, had it been alone. */
  best: number;
  /** What sharing costs this need against its own best: best − score. */
  loss: number;
};

export type Assignment = {
  /** By need, then by falling score. */
  proposals: Proposal[];
  /** Needs that get fewer experts than wanted. */
  unmet: string[];
  /** Sum of the scores. */
  total: number;
  /** What one gets by serving the best pairs first, and what it loses against the exact answer. */
  greedy: { total: number; met: number };
};

/** Scores are compared to a tenth of a point, as they are shown. */
const TENTHS = 10;
const DEFAULT_MOST = 2;
const DEFAULT_LEAST = 40;

/**
 * Proposes experts for all needs at once so that the sum of scores is the greatest that capacities allow (exactly), and,
 * among the assignments that reach it, one that spreads missions evenly: each further mission of an expert costs a
 * little more than the one before, too little to outweigh a tenth of a point.
 */
export function assign(options: AssignOptions): Assignment {
  const { most = DEFAULT_MOST, least = DEFAULT_LEAST } = options;
  const needs = [...options.needs].sort(byId);
  const experts = [...options.experts].sort(byId);
  const needAt = new Map(needs.map((n, i) => [n.id, i]));
  const expertAt = new Map(experts.map((e, i) => [e.id, i]));
  const candidacies = options.candidacies
    .filter((c) => c.score >= least && c.score > 0 && needAt.has(c.need) && expertAt.has(c.expert))
    .sort((a, b) => compare(a.need, b.need) || b.score - a.score || compare(a.expert, b.expert));
  const wanted = needs.map((n) => n.wanted ?? 1);
  const units = wanted.reduce((a, b) => a + b, 0);
  const rooms = experts.map((e) => Math.max(0, Math.min(most, Math.floor(e.capacity))));
  // Not by Math.max of all: so many arguments do not fit on the stack.
  const heaviest = experts.reduce((most, e, i) => Math.max(most, e.engaged + rooms[i]!), 0);
  // One tenth of a point outweighs every evenness cost together.
  const tenth = units * (heaviest + 1) + 1;
  const highest = candidacies.reduce((most, c) => Math.max(most, points(c)), 0) * tenth;
  const used = cheapest({
    demands: wanted,
    supplies: experts.map((e, i) => Array.from({ length: rooms[i]! }, (_, k) => e.engaged + k)),
    pairs: candidacies.map((c) => ({
      demand: needAt.get(c.need)!,
      supplier: expertAt.get(c.expert)!,
      cost: highest - points(c) * tenth,
    })),
    // Leaving a need without anyone is worth nothing, and costs more than any chain of evenness.
    unmet: highest,
  });
  const chosen = used.map((i) => candidacies[i]!);
  const served = new Map<string, number>();
  for (const c of chosen) served.set(c.need, (served.get(c.need) ?? 0) + 1);
  return {
    proposals: withLosses(chosen, candidacies),
    unmet: needs.filter((n, i) => (served.get(n.id) ?? 0) < wanted[i]!).map((n) => n.id),
    total: sum(chosen),
    greedy: greedy(
      candidacies,
      new Map(needs.map((n, i) => [n.id, wanted[i]!])),
      new Map(experts.map((e, i) => [e.id, rooms[i]!])),
    ),
  };
}

const points = (c: Candidacy): number => Math.round(c.score * TENTHS);

/** Each proposal beside what its need would have had alone: its n-th proposal beside its n-th best. */
function withLosses(chosen: Candidacy[], candidacies: Candidacy[]): Proposal[] {
  const bests = new Map<string, number[]>();
  for (const c of candidacies) {
    const list = bests.get(c.need);
    if (list) list.push(c.score);
    else bests.set(c.need, [c.score]);
  }
  const seen = new Map<string, number>();
  return chosen.map((c) => {
    const rank = seen.get(c.need) ?? 0;
    seen.set(c.need, rank + 1);
    const best = bests.get(c.need)?.[rank] ?? c.score;
    return { ...c, best, loss: Math.max(0, Math.round((best - c.score) * TENTHS) / TENTHS) };
  });
}

/** Best pairs first, as one would by hand. */
function greedy(
  candidacies: Candidacy[],
  wanted: Map<string, number>,
  rooms: Map<string, number>,
): Assignment["greedy"] {
  const taken: Candidacy[] = [];
  const inOrder = [...candidacies].sort(
    (a, b) => b.score - a.score || compare(a.need, b.need) || compare(a.expert, b.expert),
  );
  for (const c of inOrder) {
    if (wanted.get(c.need)! <= 0 || rooms.get(c.expert)! <= 0) continue;
    wanted.set(c.need, wanted.get(c.need)! - 1);
    rooms.set(c.expert, rooms.get(c.expert)! - 1);
    taken.push(c);
  }
  return { total: sum(taken), met: taken.length };
}

function sum(list: Candidacy[]): number {
  return list.reduce((total, c) => total + points(c), 0) / TENTHS;
}

function byId(a: { id: string }, b: { id: string }): number {
  return compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
