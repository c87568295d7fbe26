import type { ClientSession } from "mongoose";
import { seatsOf } from "../accounts/people.ts";
import type { ExpertContent } from "../domain/expert.ts";
import { type Earlier, earlierFacts } from "../domain/matching/hardRules.ts";
import type { ExpertCandidate } from "../domain/matching/types.ts";
import type { Labels } from "../reference/labels.ts";
import { Expert, type ExpertRecord, IN_RESULTS } from "./model.ts";

/** What the matching reads of a profile. */
export function expertContent(record: ExpertRecord): ExpertContent {
  const { kind, headline, bio, skills, themes, countries, languages, organisation, departement } = record;
  const { modes, availability, missionsPerYear, yearsOfExperience } = record;
  return {
    ...{ kind, headline, bio, skills, themes, countries, languages, organisation, departement },
    ...{ modes, availability, missionsPerYear, yearsOfExperience },
  };
}

type Facts = Pick<ExpertCandidate, "declined" | "ended" | "memberOf">;

const expertCandidate = (record: ExpertRecord, facts: Facts): ExpertCandidate => ({
  id: record._id,
  name: record.name,
  status: record.status,
  engagedByYear: record.engagedByYear,
  lapsed: record.confirmation?.lapsed ?? false,
  ...expertContent(record),
  ...facts,
});

/** Profiles as candidates with the seats of their accounts, read in one go. */
export async function asCandidates(
  records: readonly ExpertRecord[],
  earlier: Earlier,
  session: ClientSession | null = null,
): Promise<ExpertCandidate[]> {
  const seats = await seatsOf(
    records.map(({ user }) => user),
    session,
  );
  return records.map((record) =>
    expertCandidate(record, { ...earlierFacts(earlier, record._id), memberOf: seats.get(record.user) ?? [] }),
  );
}

/**
 * Experts as candidates, for the ids that retrieval found.
 * @param seats false: whoever asks may not learn of seats, so that they count for nobody
 */
export async function expertCandidates(
  ids: string[],
  earlier: Earlier,
  { seats = true } = {},
): Promise<ExpertCandidate[]> {
  const records = await Expert.find({ _id: { $in: ids } }).lean();
  if (seats) return asCandidates(records, earlier);
  return records.map((record) =>
    expertCandidate(record, { ...earlierFacts(earlier, record._id), memberOf: [] }),
  );
}

/** An expert at this very moment, in the transaction that relies on it; null where there is none. */
export async function expertAsItStands(session: ClientSession, id: string): Promise<ExpertCandidate | null> {
  const record = await Expert.findById(id).session(session).lean();
  return record ? ((await asCandidates([record], new Map(), session))[0] ?? null) : null;
}

/** Profiles of the results among `ids`, for the index; all of them where `ids` is left out. */
export async function* publishedExperts(ids?: string[]): AsyncGenerator<ExpertRecord> {
  yield* Expert.find({ ...IN_RESULTS, ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}

export const countPublishedExperts = (): Promise<number> => Expert.countDocuments(IN_RESULTS);

/** One line under a name in a list: who the person is. */
export async function expertSummaries(ids: string[], labels: Labels): Promise<Map<string, string>> {
  const records = await Expert.find({ _id: { $in: ids } })
    .select("headline departement")
    .lean();
  return new Map(
    records.map(({ _id, headline, departement }) => [
      _id,
      departement ? `${headline} (${labels.departement(departement)})` : headline,
    ]),
  );
}

/** The profiles that were sent and that changed after an instant: written anew, published, suspended. Ids. */
export async function expertsChangedSince(at: Date): Promise<Set<string>> {
  const changed = await Expert.find({ status: { $ne: "draft" }, updatedAt: { $gt: at } })
    .select("_id")
    .lean();
  return new Set(changed.map(({ _id }) => _id));
}
