import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import { type Facetted, type FacettedSearch, searchFacetted } from "../directories/facetted.ts";
import type { PeerCandidate } from "../domain/matching/types.ts";
import type { OrganisationContent } from "../domain/organisation.ts";
import { ORGANISATION_KIND_LABELS, type OrganisationKind } from "../domain/vocabulary.ts";
import { invalid, notFound } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import type { Labels } from "../reference/labels.ts";
import { newId } from "../storage/id.ts";
import { Organisation, type OrganisationRecord } from "./model.ts";
import { findInRegister, type RegisterEntry, searchRegister } from "./register.ts";

/** One line of the list from which a member chooses an organisation. `choice` is its id, or its key in the register. */
export type OrganisationChoice = {
  choice: string;
  name: string;
  kind: OrganisationKind;
  departement: string | null;
  population: number | null;
  country: string;
};

const LISTED = { verified: true };

/**
 * Organisations by name, INSEE code or SIREN: those that are here already first, then the official register.
 * @param text at least two characters; shorter finds nothing.
 */
export async function searchOrganisationChoices(
  { search }: Pick<Context, "search">,
  text: string,
): Promise<OrganisationChoice[]> {
  if (text.trim().length < 2) return [];
  const [found, register] = await Promise.all([
    search.search("organisations", { text, limit: 8 }),
    searchRegister(text, 12),
  ]);
  const known = await Organisation.find({
    $or: [
      { _id: { $in: found.hits.map((hit) => hit.id) } },
      { registerKey: { $in: register.map((entry) => entry.key) } },
    ],
  }).lean();
  const keys = new Set(known.map((organisation) => organisation.registerKey));
  return [
    ...known.map(({ _id, name, kind, departement, population, country }) => ({
      choice: _id,
      name,
      kind,
      departement,
      population,
      country,
    })),
    ...register
      .filter((entry) => !keys.has(entry.key))
      .map(({ key, name, kind, departement, population }) => ({
        choice: key,
        name,
        kind,
        departement,
        population,
        country: "FR",
      })),
  ];
}

/** The chosen line again, from its id or key, or null: a form that comes back shows what was chosen. */
export async function organisationChoiceByKey(choice: string): Promise<OrganisationChoice | null> {
  const known = await Organisation.findOne(
    choice.includes(":") ? { registerKey: choice } : { _id: choice },
  ).lean();
  if (known) {
    const { _id, name, kind, departement, population, country } = known;
    return { choice: _id, name, kind, departement, population, country };
  }
  const entry = choice.includes(":") ? await findInRegister(choice) : null;
  if (!entry) return null;
  const { key, name, kind, departement, population } = entry;
  return { choice: key, name, kind, departement, population, country: "FR" };
}

type Declared = { name: string; kind: OrganisationKind; country: string };

function fromRegister(entry: RegisterEntry, now: Date): OrganisationRecord {
  const { key: registerKey, name, kind, insee, siren, departement, region, population } = entry;
  return {
    _id: newId(),
    registerKey,
    name,
    kind,
    country: "FR",
    insee,
    siren,
    departement,
    region,
    population,
    groups: [],
    cooperations: [],
    verified: true,
    createdAt: now,
  };
}

/**
 * The id of a chosen organisation, making its record where the register knows it and the bourse does not yet.
 * A declared one (in neither) is made unverified: it is listed once an adviser has confirmed its first member.
 * @throws 422 on `organisation` when the choice does not exist.
 */
export async function ensureOrganisation(
  { clock }: Pick<Context, "clock">,
  session: ClientSession,
  choice: string | Declared,
): Promise<string> {
  const now = clock();
  if (typeof choice === "object") {
    const _id = newId();
    await Organisation.create([{ _id, ...choice, verified: false, createdAt: now }], { session });
    return _id;
  }
  const unknown = invalid([{ path: "organisation", message: "Cette structure n’existe pas dans la liste." }]);
  if (!choice.includes(":")) {
    if (!(await Organisation.exists({ _id: choice }).session(session))) throw unknown;
    return choice;
  }
  const existing = await Organisation.findOne({ registerKey: choice }).session(session).lean();
  if (existing) return existing._id;
  const entry = await findInRegister(choice);
  if (!entry) throw unknown;
  const record = fromRegister(entry, now);
  await Organisation.create([record], { session });
  await queueIndex(session, now, "organisations", record._id);
  return record._id;
}

/** Lists a declared organisation when its first member is confirmed; forgets it when nobody is. */
export async function settleDeclaredOrganisation(
  { clock }: Pick<Context, "clock">,
  session: ClientSession,
  id: string,
  confirm: boolean,
): Promise<void> {
  const declared = { _id: id, verified: false };
  if (!confirm) {
    await Organisation.deleteOne(declared, { session });
    return;
  }
  const { modifiedCount } = await Organisation.updateOne(declared, { verified: true }, { session });
  if (modifiedCount > 0) await queueIndex(session, clock(), "organisations", id);
}

/** One organisation. @throws 404. */
export async function getOrganisation(id: string): Promise<OrganisationRecord> {
  const found = await Organisation.findById(id).lean();
  if (!found) throw notFound("Cette structure");
  return found;
}

/** One organisation, or null. */
export async function organisationIfAny(id: string): Promise<OrganisationRecord | null> {
  return Organisation.findById(id).lean();
}

/** Names by id, for lists. */
export async function organisationNames(ids: string[]): Promise<Map<string, string>> {
  const found = await Organisation.find({ _id: { $in: [...new Set(ids)] } })
    .select("name")
    .lean();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

/** What the matching reads of an organisation. */
export function organisationContent(record: OrganisationRecord): OrganisationContent {
  const { name, kind, country, departement, population, groups, cooperations } = record;
  return { name, kind, country, departement, population, groups, cooperations };
}

/** Organisations as candidates, for the ids that retrieval found; unlisted ones are left out. */
export async function peerCandidates(ids: string[], declined: ReadonlySet<string>): Promise<PeerCandidate[]> {
  const records = await Organisation.find({ _id: { $in: ids }, ...LISTED }).lean();
  return records.map((record) => ({
    id: record._id,
    declined: declined.has(record._id),
    ...organisationContent(record),
  }));
}

/** The directory of organisations, narrowed by words and facets. */
export async function searchOrganisations<Name extends string>(
  { search }: Pick<Context, "search">,
  asked: Omit<FacettedSearch<Name>, "index">,
): Promise<Facetted<Name> & { records: OrganisationRecord[] }> {
  const result = await searchFacetted(search, { ...asked, index: "organisations" });
  const records = await Organisation.find({
    _id: { $in: result.hits.map((hit) => hit.id) },
    ...LISTED,
  }).lean();
  const byId = new Map(records.map((record) => [record._id, record]));
  return {
    ...result,
    records: result.hits.map((hit) => byId.get(hit.id)).filter((record) => record !== undefined),
  };
}

/** Listed organisations among `ids`, for the index; all of them, in batches, where `ids` is left out. */
export async function* listedOrganisations(ids?: string[]): AsyncGenerator<OrganisationRecord> {
  yield* Organisation.find({ ...LISTED, ...(ids ? { _id: { $in: ids } } : {}) })
    .lean()
    .cursor();
}

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
