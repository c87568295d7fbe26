import { MATCH_STATUS_LABELS } from "../domain/match.ts";
import { frenchMoment, frenchNumber, unbroken } from "../http/format.ts";
import type { takenOfNeeds } from "../matches/ended.ts";
import type { AssignmentRecord, KeptProposal } from "./model.ts";
import type { Changed } from "./usecases.ts";

/** Needs on one page of proposals. */
export const PAGE_SIZE = 40;

type TakenOf = Awaited<ReturnType<typeof takenOfNeeds>>;

/** Where a calculation is: its state, how far, what it was asked. */
export function presentRun({ state, byName, at, done, total, settings }: AssignmentRecord) {
  return {
    state,
    by: byName,
    when: frenchMoment(at),
    done,
    total,
    percent: total === 0 ? 0 : Math.floor((done / total) * 100),
    settings,
  };
}

/** What the assignment reaches, beside serving the best pairs first; points are sums of scores. */
export function presentTotals({ result }: AssignmentRecord) {
  if (!result) return null;
  const { proposals, total, greedy, needs, experts, unmet, leftAside } = result;
  return {
    needs,
    experts,
    served: new Set(proposals.map(({ need }) => need)).size,
    people: new Set(proposals.map(({ expert }) => expert)).size,
    proposals: proposals.length,
    unmet: unmet.length,
    leftAside,
    points: total,
    greedyPoints: greedy.total,
    greedyProposals: greedy.met,
    gain: Math.round((total - greedy.total) * 10) / 10,
    cost: Math.round(proposals.reduce((sum, { loss }) => sum + loss, 0) * 10) / 10,
  };
}

/** What changed since the calculation, in one sentence; null where nothing did. */
export function presentChanged({ needs, experts }: Changed): string | null {
  const counted = (count: number, one: string, many: string) =>
    count === 0 ? [] : [`${frenchNumber(count)} ${count === 1 ? one : many}`];
  const what = [...counted(needs.size, "besoin", "besoins"), ...counted(experts.size, "profil", "profils")];
  if (what.length === 0) return null;
  return `Depuis ce calcul, ${what.join(" et ")} ${needs.size + experts.size === 1 ? "a" : "ont"} changé.`;
}

/** Needs with their proposals, those that lose most against their own best first; `taken` tells what became of them since. */
export function presentNeeds(proposals: readonly KeptProposal[], taken: TakenOf, changed: Changed) {
  return groupByNeed(proposals).map((group) => {
    const { need, needTitle, organisation } = group[0]!;
    const others = taken.filter((match) => match.need === need);
    return {
      need,
      href: `/besoins/${need}`,
      title: unbroken(needTitle),
      organisation,
      changed: changed.needs.has(need),
      proposals: group.map(({ expert, expertName, score, best, loss, bestExpert }) => {
        const match = others.findLast((one) => one.expert === expert);
        return {
          expert,
          href: `/experts/${expert}`,
          name: expertName,
          ...{ score, best, loss },
          changed: changed.experts.has(expert),
          bestExpert: bestExpert ? { name: bestExpert.name, href: `/experts/${bestExpert.id}` } : null,
          compare: bestExpert ? `/besoins/${need}/comparer?kind=expert&a=${expert}&b=${bestExpert.id}` : null,
          state: match
            ? {
                code: match.status,
                label: MATCH_STATUS_LABELS[match.status],
                href: `/mises-en-relation/${match.id}`,
              }
            : null,
        };
      }),
    };
  });
}

/** Proposals need by need: what costs a need most is what an adviser looks at first. */
export function groupByNeed(proposals: readonly KeptProposal[]): KeptProposal[][] {
  const groups = new Map<string, KeptProposal[]>();
  for (const proposal of proposals) {
    const group = groups.get(proposal.need);
    if (group) group.push(proposal);
    else groups.set(proposal.need, [proposal]);
  }
  const lossOf = (group: KeptProposal[]) => Math.max(...group.map(({ loss }) => loss));
  return [...groups.values()].sort((a, b) => lossOf(b) - lossOf(a) || (a[0]!.need < b[0]!.need ? -1 : 1));
}
