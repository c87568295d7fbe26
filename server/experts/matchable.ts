import type { ClientSession } from "mongoose";
import type { ExpertContent } from "../domain/expert.ts";
import type { ExpertCandidate } from "../domain/matching/types.ts";
import type { Labels } from "../reference/labels.ts";
import { Expert, type ExpertRecord } from "./model.ts";

/** What the matching reads of a profile. */
export function expertContent(record: ExpertRecord): ExpertContent {
  const { kind, headline, bio, skills, themes, countries, languages, organisation, departement } = record;
  const { modes, availability, missionsPerYear, yearsOfExperience } = record;
  return {
    ...{ kind, headline, bio, skills, themes, countries, languages, organisation, departement },
    ...{ modes, availability, missionsPerYear, yearsOfExperience },
  };
}

/** A profile as a candidate; `declined`: this person has already declined the need. */
export const expertCandidate = (record: ExpertRecord, declined: boolean): ExpertCandidate => ({
  id: record._id,
  name: record.name,
  status: record.status,
  engagedByYear: record.engagedByYear,
  declined,
  ...expertContent(record),
});

/** Experts as candidates, for the ids that retrieval found. */
export async function expertCandidates(
  ids: string[],
  declined: ReadonlySet<string>,
): Promise<ExpertCandidate[]> {
  const records = await Expert.find({ _id: { $in: ids } }).lean();
  return records.map((record) => expertCandidate(record, declined.has(record._id)));
}

/** Whether a profile is published at this very moment, in the transaction that relies on it. */
export async function isPublished(session: ClientSession, id: string): Promise<boolean> {
  return (await Expert.exists({ _id: id, status: "published" }).session(session)) !== null;
}

/** Published profiles among `ids`, for the index; all of them where `ids` is left out. */
export async function* publishedExperts(ids?: string[]): AsyncGenerator<ExpertRecord> {
  yield* Expert.find({ status: "published", ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}

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
