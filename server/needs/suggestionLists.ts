import type { Context } from "../context.ts";
import type { Suggestion } from "../domain/matching/types.ts";
import { CANDIDATE_KINDS, type CandidateKind } from "../domain/vocabulary.ts";
import { presentDealings } from "../matches/present.ts";
import { matchesOfNeed } from "../matches/usecases.ts";
import { presentLeftOut } from "../matching/leftOut.ts";
import { presentList } from "../matching/page.ts";
import { suggestFor } from "../matching/usecases.ts";
import type { NeedRecord } from "./model.ts";

/** How many suggestions of each kind the page shows at first, and how far down one may look. */
const FIRST = 3;
const DEEPEST = 20;

type Shown = { kind: CandidateKind; items: Suggestion[] };

/**
 * The three lists of a need: the first of each, and all of the one that was asked for.
 * @param whole the kind whose list is shown to its end
 * @returns also the need's matches, and what was shown, for the log of suggestions
 */
export async function suggestionLists(context: Context, need: NeedRecord, whole: unknown) {
  const matches = await matchesOfNeed(need._id);
  const dealings = presentDealings(matches);
  const shown: Shown[] = [];
  const one = async (kind: CandidateKind) => {
    const suggestions = await suggestFor(context, need, { kind, limit: DEEPEST });
    const items = whole === kind ? suggestions.items : suggestions.items.slice(0, FIRST);
    shown.push({ kind, items });
    return {
      ...(await presentList(context, kind, { ...suggestions, items }, dealings)),
      first: FIRST,
      others: suggestions.items.length - items.length,
      ranked: suggestions.items.map(({ candidate: { id, title } }) => ({ id, title })),
      excluded: context.actor.adviser || kind === "funding" ? presentLeftOut(suggestions.excluded) : [],
    };
  };
  return { matches, lists: await Promise.all(CANDIDATE_KINDS.map(one)), shown };
}

/** What follows the first suggestions of one list, for the script that adds them to the page. */
export async function furtherSuggestions(context: Context, need: NeedRecord, kind: CandidateKind) {
  const [matches, suggestions] = await Promise.all([
    matchesOfNeed(need._id),
    suggestFor(context, need, { kind, limit: DEEPEST }),
  ]);
  const items = suggestions.items.slice(FIRST);
  const list = await presentList(context, kind, { ...suggestions, items }, presentDealings(matches));
  return { list: { ...list, first: FIRST }, shown: { kind, items: suggestions.items } };
}
