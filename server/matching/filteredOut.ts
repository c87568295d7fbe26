import type { Context } from "../context.ts";
import { brokenByExpert } from "../domain/matching/hardRules.ts";
import type { Excluded, MatchNeed, Understood } from "../domain/matching/types.ts";
import { expertCandidates } from "../experts/matchable.ts";
import { NOBODY_ENDED } from "../matches/ended.ts";
import { retrieve } from "./retrieve.ts";

/** How many of those who speak most to the need are looked at. */
const LOOKED_AT = 100;

/**
 * Experts who speak to a need but whom the engine dropped before the ranking saw them, by the hard rules on language and
 * availability: who wants to know who was left out must be told of them too.
 * @param known ids that the ranking has seen
 */
export async function filteredOut(
  { search, lexicon, clock }: Pick<Context, "search" | "lexicon" | "clock">,
  { need, understood }: { need: MatchNeed; understood: Understood },
  known: ReadonlySet<string>,
): Promise<Excluded[]> {
  if (need.languages.length === 0 && !need.period) return [];
  const anyone: MatchNeed = { ...need, languages: [], period: null };
  const relevance = await retrieve(search, "experts", anyone, understood, lexicon, LOOKED_AT);
  const unseen = [...relevance.keys()].filter((id) => !known.has(id));
  const now = clock();
  return (await expertCandidates(unseen, NOBODY_ENDED.expert)).flatMap((expert) => {
    const broken = brokenByExpert(need, expert, now);
    const { id } = expert;
    return broken ? [{ kind: "expert" as const, id, title: expert.name ?? expert.headline, ...broken }] : [];
  });
}
