import { setImmediate as nextTurn } from "node:timers/promises";
import type { Context } from "../context.ts";
import { type MatchStatus, OPEN_MATCH_STATUSES } from "../domain/match.ts";
import { viewNeed } from "../domain/matching/needView.ts";
import { asksForPartnerOnly } from "../domain/matching/rankExperts.ts";
import { understand } from "../domain/matching/understanding/understand.ts";
import { asCandidates, publishedExperts } from "../experts/matchable.ts";
import type { ExpertRecord } from "../experts/model.ts";
import { type Taken, takenExperts } from "../matches/ended.ts";
import { retrieve, storedReadings } from "../matching/retrieve.ts";
import { needOf } from "../matching/usecases.ts";
import { openNeeds } from "../needs/matchable.ts";
import type { NeedRecord } from "../needs/model.ts";
import type { OrganisationRecord } from "../organisations/model.ts";
import { organisationsByIds } from "../organisations/usecases.ts";
import type { BoardResult, Settings } from "./board.ts";
import type { KeptResult } from "./model.ts";
import { AssignmentThread } from "./thread.ts";

/** More open needs than this are left for another week, the longest waiting first. */
const MOST_NEEDS = 5000;
/** Experts handed over at once: copying more would hold up the requests of others. */
const EXPERTS_AT_ONCE = 100;
/** Needs of which the scores are awaited while others are being retrieved. */
const IN_FLIGHT = 2;

type Progress = (done: number, total: number) => Promise<void>;

/** From here on somebody has been asked: a need for which one is awaited, or found, is not proposed to others. */
const ASKED: readonly MatchStatus[] = ["validated", "accepted", "engaged"];
/** Under way and without a place in the capacity yet: it may take one. */
const PENDING: readonly MatchStatus[] = OPEN_MATCH_STATUSES.filter((status) => status !== "engaged");

/** Needs that ask for somebody and have asked nobody yet, the longest waiting first. */
async function needsToServe(taken: readonly Taken[]): Promise<{ needs: NeedRecord[]; leftAside: number }> {
  const asked = new Set(taken.filter(({ status }) => ASKED.includes(status)).map(({ need }) => need));
  const needs: NeedRecord[] = [];
  for await (const need of openNeeds()) {
    if (!asked.has(need._id) && !asksForPartnerOnly(need)) needs.push(need);
  }
  needs.sort((a, b) => a.statusSince.getTime() - b.statusSince.getTime() || (a._id < b._id ? -1 : 1));
  return { needs: needs.slice(0, MOST_NEEDS), leftAside: Math.max(0, needs.length - MOST_NEEDS) };
}

/** Hands every published expert over. @returns names by id. */
async function sendExperts(
  search: Context["search"],
  thread: AssignmentThread,
  taken: readonly Taken[],
): Promise<ReadonlyMap<string, string>> {
  const pending = new Map<string, number>();
  for (const { expert, status } of taken) {
    if (PENDING.includes(status)) pending.set(expert, (pending.get(expert) ?? 0) + 1);
  }
  const names = new Map<string, string>();
  let batch: ExpertRecord[] = [];
  const send = async () => {
    const ids = batch.map(({ _id }) => _id);
    const [experts, readings] = await Promise.all([
      asCandidates(batch, new Map()),
      storedReadings(search, "experts", ids),
    ]);
    await thread.ask({ do: "experts", experts, pending, readings });
    batch = [];
  };
  for await (const record of publishedExperts()) {
    names.set(record._id, record.name);
    batch.push(record);
    if (batch.length === EXPERTS_AT_ONCE) await send();
  }
  await send();
  return names;
}

/** Retrieves the experts of one need and hands both over. */
async function sendNeed(
  { search, lexicon }: Pick<Context, "search" | "lexicon">,
  thread: AssignmentThread,
  record: NeedRecord,
  { asker, taken }: { asker: OrganisationRecord | null; taken: readonly Taken[] },
): Promise<void> {
  const need = needOf(record, asker);
  // Requests of others come between two readings.
  await nextTurn();
  const understood = understand(need, lexicon);
  const relevance = await retrieve(search, "experts", need, understood, lexicon);
  await thread.ask({
    do: "need",
    asked: {
      // Who asks has been read by now: experts are weighed by the need alone, and its cooperations are a long text.
      view: { ...viewNeed(need, understood, lexicon), need: { ...need, asker: null } },
      relevance,
      taken: taken.map(({ expert }) => expert),
    },
  });
}

/** Calculates the assignment of all open needs, telling how far it is. Scoring and solving happen in a thread. */
export async function calculate(
  context: Context,
  settings: Settings,
  progress: Progress,
): Promise<KeptResult> {
  const taken = await takenExperts();
  const { needs, leftAside } = await needsToServe(taken);
  const byNeed = new Map<string, Taken[]>();
  for (const one of taken) byNeed.set(one.need, [...(byNeed.get(one.need) ?? []), one]);
  const thread = new AssignmentThread(context.clock());
  try {
    await progress(0, needs.length);
    const [names, askers] = await Promise.all([
      sendExperts(context.search, thread, taken),
      organisationsByIds(needs.map(({ organisation }) => organisation)),
    ]);
    let done = 0;
    const waiting = [...needs];
    const serve = async () => {
      for (let need = waiting.shift(); need; need = waiting.shift()) {
        const asker = askers.get(need.organisation) ?? null;
        await sendNeed(context, thread, need, { asker, taken: byNeed.get(need._id) ?? [] });
        done += 1;
        await progress(done, needs.length);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, serve));
    const result = await thread.ask({ do: "solve", settings });
    if (!result) throw new Error("The thread answered without an assignment");
    return { ...named(result, needs, askers, names), experts: names.size, leftAside };
  } finally {
    await thread.stop();
  }
}

/** The result with the words that a page shows. */
function named(
  { proposals, unmet, total, greedy }: BoardResult,
  needs: readonly NeedRecord[],
  askers: ReadonlyMap<string, OrganisationRecord>,
  names: ReadonlyMap<string, string>,
): Omit<KeptResult, "experts" | "leftAside"> {
  const about = new Map(
    needs.map(({ _id, title, organisation }) => [
      _id,
      { need: _id, needTitle: title, organisation: askers.get(organisation)?.name ?? "" },
    ]),
  );
  const nameOf = (id: string) => names.get(id) ?? "";
  return {
    ...{ total, greedy },
    needs: needs.length,
    proposals: proposals.map(({ need, expert, score, best, loss, bestExpert }) => ({
      ...about.get(need)!,
      ...{ expert, expertName: nameOf(expert), score, best, loss },
      bestExpert: bestExpert ? { id: bestExpert, name: nameOf(bestExpert) } : null,
    })),
    unmet: unmet.map((need) => about.get(need)!),
  };
}
