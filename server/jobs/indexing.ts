import { setImmediate as nextTurn } from "node:timers/promises";
import {
  expertDocument,
  fundingDocument,
  needDocument,
  organisationDocument,
} from "../../search/documents.ts";
import type { IndexName, SearchDocument } from "../../search/engine.ts";
import type { Dependencies } from "../context.ts";
import { countPublishedExperts, expertContent, publishedExperts } from "../experts/matchable.ts";
import { allFunding, countFunding } from "../funding/usecases.ts";
import { countNeeds, indexedNeeds, needContent } from "../needs/matchable.ts";
import {
  countListedOrganisations,
  listedOrganisations,
  organisationContent,
} from "../organisations/matchable.ts";
import { organisationNames } from "../organisations/usecases.ts";

/** So many documents share a look-up of what else they show. */
const GROUP = 100;

async function* inGroups<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

type Indexed = Pick<Dependencies, "lexicon" | "clock">;
type Source = (deps: Indexed, ids?: string[]) => AsyncGenerator<SearchDocument>;

/** What each index holds of the database: everything that may be found, or what of it is among `ids`. */
const SOURCES: Partial<Record<IndexName, Source>> = {
  async *experts({ lexicon }, ids) {
    for await (const record of publishedExperts(ids)) {
      const publishedAt = record.publishedAt?.toISOString() ?? null;
      const content = expertContent(record);
      yield expertDocument({ ...content, id: record._id, name: record.name, publishedAt }, lexicon);
    }
  },
  async *organisations({ lexicon }, ids) {
    for await (const record of listedOrganisations(ids)) {
      yield organisationDocument(
        { ...organisationContent(record), id: record._id, siren: record.siren },
        lexicon,
      );
    }
  },
  async *needs({ lexicon }, ids) {
    for await (const records of inGroups(indexedNeeds(ids))) {
      const names = await organisationNames(records.map(({ organisation }) => organisation));
      for (const record of records) {
        const { _id: id, organisation, status, updatedAt } = record;
        const askerName = names.get(organisation) ?? "";
        const privateTo = record.privateTo ?? null;
        const more = { id, organisation, askerName, privateTo, status, updatedAt: updatedAt.toISOString() };
        yield needDocument({ ...needContent(record), ...more }, lexicon);
      }
    }
  },
  async *funding({ lexicon }, ids) {
    for (const { _id: id, ...content } of await allFunding()) {
      if (!ids || ids.includes(id)) yield fundingDocument({ ...content, id }, lexicon);
    }
  },
};

const BATCH = 500;
/** Reading the texts of a document takes about a millisecond: requests come between so many of them. */
const AT_ONCE = 10;

/** What an index should hold, as it is now: everything, or what of it is among `ids`. */
export async function* documentsOf(
  deps: Indexed,
  index: IndexName,
  ids?: string[],
): AsyncGenerator<SearchDocument> {
  let read = 0;
  for await (const document of SOURCES[index]?.(deps, ids) ?? []) {
    yield document;
    read += 1;
    if (read % AT_ONCE === 0) await nextTurn();
  }
}

const SIZES: Record<IndexName, () => Promise<number>> = {
  experts: countPublishedExperts,
  organisations: countListedOrganisations,
  needs: countNeeds,
  funding: countFunding,
  experiences: async () => 0,
};

/** How many documents an index should hold now. */
export const sizeOf = (index: IndexName): Promise<number> => SIZES[index]();

/** The named documents of an index as they are now; those that may not be found, or not any more, are left out. */
export async function loadDocuments(
  deps: Indexed,
  index: IndexName,
  ids: string[],
): Promise<SearchDocument[]> {
  const present: SearchDocument[] = [];
  for await (const document of documentsOf(deps, index, ids)) present.push(document);
  return present;
}

/** Brings the named documents of an index to their present state: what may no longer be found is removed. */
export async function refreshDocuments(
  { search, ...deps }: Indexed & Pick<Dependencies, "search">,
  index: IndexName,
  ids: string[],
): Promise<void> {
  const present = await loadDocuments(deps, index, ids);
  const found = new Set(present.map(({ id }) => id));
  const gone = ids.filter((id) => !found.has(id));
  if (present.length > 0) await search.upsert(index, present);
  if (gone.length > 0) await search.remove(index, gone);
}

/** Fills every index from the database: at each start of the embedded engine, which keeps nothing. @returns documents. */
export async function fillIndexes(deps: Indexed & Pick<Dependencies, "search">): Promise<number> {
  let total = 0;
  for (const index of Object.keys(SOURCES) as IndexName[]) {
    let batch: SearchDocument[] = [];
    for await (const document of documentsOf(deps, index)) {
      batch.push(document);
      if (batch.length < BATCH) continue;
      await deps.search.upsert(index, batch);
      total += batch.length;
      batch = [];
    }
    if (batch.length > 0) await deps.search.upsert(index, batch);
    total += batch.length;
  }
  return total;
}
