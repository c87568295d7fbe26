import { type Earlier, earlierFacts } from "../domain/matching/hardRules.ts";
import type { PeerCandidate } from "../domain/matching/types.ts";
import type { OrganisationContent } from "../domain/organisation.ts";
import { ORGANISATION_KIND_LABELS } from "../domain/vocabulary.ts";
import type { Labels } from "../reference/labels.ts";
import { Organisation, type OrganisationRecord } from "./model.ts";
import { LISTED } from "./usecases.ts";

/** What the matching reads of an organisation. */
export function organisationContent(record: OrganisationRecord): OrganisationContent {
  const { name, kind, country, departement, population, groups, cooperations } = record;
  return { name, kind, country, departement, population, groups, cooperations };
}

/** Organisations as candidates, for the ids that retrieval found; unlisted ones are left out. */
export async function peerCandidates(ids: string[], earlier: Earlier): Promise<PeerCandidate[]> {
  const records = await Organisation.find({ _id: { $in: ids }, ...LISTED }).lean();
  return records.map((record) => ({
    id: record._id,
    ...earlierFacts(earlier, record._id),
    ...organisationContent(record),
  }));
}

/** Listed organisations among `ids`, for the index; all of them, in batches, where `ids` is left out. */
export async function* listedOrganisations(ids?: string[]): AsyncGenerator<OrganisationRecord> {
  yield* Organisation.find({ ...LISTED, ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}

export const countListedOrganisations = (): Promise<number> => Organisation.countDocuments(LISTED);

/** One line under a name in a list: what the organisation is, and where. */
export async function organisationSummaries(ids: string[], labels: Labels): Promise<Map<string, string>> {
  const records = await Organisation.find({ _id: { $in: ids } })
    .select("kind country departement")
    .lean();
  return new Map(
    records.map(({ _id, kind, country, departement }) => {
      const place =
        country === "FR" ? departement && labels.departement(departement) : labels.country(country);
      return [_id, [ORGANISATION_KIND_LABELS[kind], place].filter(Boolean).join(", ")];
    }),
  );
}
