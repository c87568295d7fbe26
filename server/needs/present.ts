import type { NeedRecord } from "./model.ts";

/** A need as the API gives it: the fields of the judged sets, and what the server adds. */
export function presentNeed(record: NeedRecord, organisationName: string) {
  const { title, description, kinds, themes, countries, odd, languages, period, mode } = record;
  const { organisation, status, version, outcome } = record;
  return {
    id: record._id,
    organisation,
    organisationName,
    ...{ status, version, outcome },
    ...{ title, description, kinds, themes, countries, odd, languages, period, mode },
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}
