import type { Context } from "../context.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { frenchPoints, unbroken } from "../http/format.ts";
import type { Dealings } from "../matches/present.ts";
import type { Side } from "./comparison.ts";
import { criterionLabel, HREFS, summariesOf } from "./page.ts";

const rounded = (points: number): number => Math.round(points * 10) / 10;

/** Who each side is, where it stands, and what would lift it. */
export async function presentSides(
  context: Context,
  kind: CandidateKind,
  sides: [Side, Side],
  dealings: Dealings,
) {
  const ids = sides.map(({ id }) => id);
  const summaries = await summariesOf(kind, ids, context);
  return sides.map((side) => {
    const match = dealings.get(`${kind}:${side.id}`);
    const listed = side.rank !== null;
    const higher = listed ? side.suggestion.wouldRankHigher : undefined;
    const passage = listed ? side.suggestion.passage : undefined;
    return {
      candidate: side.id,
      title: listed ? side.suggestion.candidate.title : side.excluded.title,
      subtitle: summaries.get(side.id) ?? null,
      href: `${HREFS[kind]}${side.id}`,
      rank: side.rank,
      score: listed ? side.suggestion.score : null,
      leftOut: listed ? null : unbroken(side.excluded.text),
      higher: higher ? unbroken(higher) : null,
      passage: passage ? unbroken(passage) : null,
      state: match
        ? { code: match.status, label: match.label, href: `/mises-en-relation/${match.id}` }
        : null,
    };
  });
}

/** Both sides criterion by criterion, the criterion that decides most first. Shares are points of the score. */
export function presentCriteria(sides: [Side, Side]) {
  const cellOf = (side: Side, criterion: string) => {
    const reason =
      side.rank === null ? undefined : side.suggestion.reasons.find((one) => one.criterion === criterion);
    return { share: reason?.share ?? 0, text: reason ? unbroken(reason.text) : null };
  };
  const codes = new Set(
    sides.flatMap((side) => (side.rank === null ? [] : Object.keys(side.suggestion.features))),
  );
  return [...codes]
    .map((code) => {
      const [a, b] = sides.map((side) => cellOf(side, code)) as [
        ReturnType<typeof cellOf>,
        ReturnType<typeof cellOf>,
      ];
      return { code, label: criterionLabel(code), a, b, gap: rounded(a.share - b.share) };
    })
    .filter(({ a, b }) => a.share > 0 || b.share > 0)
    .sort((x, y) => Math.abs(y.gap) - Math.abs(x.gap) || (x.code < y.code ? -1 : 1));
}

/** How many criteria are named where it is said what speaks for whom. */
const NAMED = 3;

/** What speaks for each side against the other, the strongest first: "Sujet (+8,5)". */
export function presentAdvantages(criteria: ReturnType<typeof presentCriteria>) {
  const spoken = (sign: 1 | -1) =>
    criteria
      .filter(({ gap }) => gap * sign >= 0.5)
      .slice(0, NAMED)
      .map(({ label, gap }) => `${label} (+${frenchPoints(Math.abs(gap))})`);
  return [spoken(1), spoken(-1)];
}
