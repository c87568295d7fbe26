import type { Context } from "../context.ts";
import { daysIn } from "../domain/days.ts";
import type { Suggestion } from "../domain/matching/types.ts";
import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { can } from "../domain/policies.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { forbidden } from "../errors.ts";
import type { NeedRecord } from "../needs/model.ts";
import { type NeedFacts, Shown, type ShownItem } from "./model.ts";

function factsOf(need: NeedRecord): NeedFacts {
  const { kinds, themes, countries, odd, languages, mode } = need;
  return {
    ...{ kinds, themes, countries, odd, languages, mode },
    periodDays: need.period ? daysIn(need.period) : null,
    dismissed: need.dismissed ?? [],
    words: `${need.title} ${need.description}`.split(/\s+/).filter(Boolean).length,
  };
}

const itemOf = ({ candidate, score, features, reasons }: Suggestion, index: number): ShownItem => ({
  candidate: candidate.id,
  rank: index + 1,
  score,
  features,
  shares: Object.fromEntries(reasons.map(({ criterion, share }) => [criterion, share])),
});

/**
 * Keeps a list of suggestions as it was shown, once for each version of the need and each kind; a longer look at the same
 * list replaces a shorter one. Lists of closed needs teach nothing and are not kept. Nobody waits for it and nobody sees
 * it fail: a failure is only logged.
 */
export async function recordShown(
  { clock, log }: Pick<Context, "clock" | "log">,
  need: NeedRecord,
  kind: CandidateKind,
  items: readonly Suggestion[],
): Promise<void> {
  if (items.length === 0 || !OPEN_NEED_STATUSES.includes(need.status)) return;
  const _id = `${need._id}:${need.version}:${kind}`;
  const length = items.length;
  const at = clock();
  try {
    if (await Shown.exists({ _id, length: { $gte: length } })) return;
    const about = { need: need._id, needVersion: need.version, kind, facts: factsOf(need) };
    await Shown.updateOne(
      { _id, length: { $lt: length } },
      { $set: { ...about, length, items: items.map(itemOf) }, $setOnInsert: { at } },
      { upsert: true },
    );
  } catch (error) {
    // Two readers at once: the other one kept the list.
    if (error instanceof Error && "code" in error && error.code === 11000) return;
    log.warn({ err: error, shown: _id }, "learning: a list that was shown is not kept");
  }
}

/** How much was kept, by kind of candidate. @throws 403 but for administrators. */
export async function learningState({ actor }: Pick<Context, "actor">): Promise<{
  since: Date | null;
  kinds: { kind: CandidateKind; lists: number; items: number }[];
}> {
  if (!can(actor, "learning.export", null)) throw forbidden();
  const [first, kinds] = await Promise.all([
    Shown.findOne().sort({ at: 1 }).select("at").lean(),
    Shown.aggregate<{ _id: CandidateKind; lists: number; items: number }>([
      { $group: { _id: "$kind", lists: { $sum: 1 }, items: { $sum: "$length" } } },
      { $sort: { _id: 1 } },
    ]),
  ]);
  return {
    since: first?.at ?? null,
    kinds: kinds.map(({ _id, lists, items }) => ({ kind: _id, lists, items })),
  };
}
