import type { Context } from "../context.ts";
import { type Facetted, type FacettedSearch, searchFacetted } from "../directories/facetted.ts";
import { sirenIn } from "../domain/nameFolding.ts";
import { can } from "../domain/policies.ts";
import { notFound } from "../errors.ts";
import { Organisation, type OrganisationRecord } from "./model.ts";
import { searchRegister } from "./register.ts";

export const LISTED = { verified: true };

/** One organisation, where it is public or the actor may see it as it is; else null. */
export async function visibleOrganisation(
  { actor }: Pick<Context, "actor">,
  id: string,
): Promise<OrganisationRecord | null> {
  const found = await Organisation.findById(id).lean();
  return found && can(actor, "organisation.read", { id, verified: found.verified }) ? found : null;
}

/** The organisation of something that the caller has checked the right to. @throws 404. */
export async function getOrganisation(id: string): Promise<OrganisationRecord> {
  const found = await Organisation.findById(id).lean();
  if (!found) throw notFound("Cette structure");
  return found;
}

/** The same, or null. */
export async function organisationIfAny(id: string): Promise<OrganisationRecord | null> {
  return Organisation.findById(id).lean();
}

/** Several of them, by id, read in one go. */
export async function organisationsByIds(ids: readonly string[]): Promise<Map<string, OrganisationRecord>> {
  const found = await Organisation.find({ _id: { $in: [...new Set(ids)] } }).lean();
  return new Map(found.map((record) => [record._id, record]));
}

/** Names by id, for lists. */
export async function organisationNames(ids: string[]): Promise<Map<string, string>> {
  // Asked for each page of whoever has signed in: most advisers and experts hold no seat.
  if (ids.length === 0) return new Map();
  const found = await Organisation.find({ _id: { $in: [...new Set(ids)] } })
    .select("name")
    .lean();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

/** More organisations than that are not meant by one word. */
const MOST_NAMED = 500;

/** The ids of organisations whose name a pattern finds, while the search engine is away. */
export async function organisationsNamed(pattern: RegExp): Promise<string[]> {
  const found = await Organisation.find({ name: pattern }).select("_id").limit(MOST_NAMED).lean();
  return found.map(({ _id }) => _id);
}

/** The directory of organisations, narrowed by words (or a SIREN, or a SIRET) and facets. */
export async function searchOrganisations<Name extends string>(
  { search }: Pick<Context, "search">,
  asked: Omit<FacettedSearch<Name>, "index">,
): Promise<Facetted<Name> & { records: OrganisationRecord[] }> {
  const text = sirenIn(asked.text) ?? asked.text;
  const result = await searchFacetted(search, { ...asked, text, index: "organisations" });
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

/** The listed organisation that a merged or renamed commune is today, where one asks for it by its former name; or null. */
export async function todaysOrganisation(
  text: string,
): Promise<{ id: string; name: string; formerly: string } | null> {
  const [hit] = text === "" ? [] : await searchRegister(text, 1);
  if (!hit?.formerly) return null;
  const found = await Organisation.findOne({ registerKey: hit.key, ...LISTED }).lean();
  return found && { id: found._id, name: found.name, formerly: hit.formerly };
}
