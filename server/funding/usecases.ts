import type { Filter } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import { type Facetted, type FacettedSearch, oneOf, searchFacetted } from "../directories/facetted.ts";
import { type Day, dayOf } from "../domain/days.ts";
import { completeFunding } from "../domain/funding.ts";
import { callState } from "../domain/matching/funding/calls.ts";
import type { FundingCandidate } from "../domain/matching/types.ts";
import { THEME_CODES } from "../domain/vocabulary.ts";
import { notFound } from "../errors.ts";
import { Funding, type FundingRecord } from "./model.ts";

/** Every scheme, as a candidate: they are few, and rules rather than words decide. */
export async function fundingCandidates(): Promise<FundingCandidate[]> {
  return (await allFunding()).map(({ _id, ...content }) => ({ id: _id, ...content }));
}

/** Every scheme, by id. */
export async function allFunding(): Promise<FundingRecord[]> {
  return (await Funding.find().sort({ _id: 1 }).lean()).map(completeFunding);
}

/** How many schemes have a dated call that is known to be open on this day. */
export async function countOpenCalls(day: Day): Promise<number> {
  const schemes = await allFunding();
  return schemes.filter((s) => !s.ended && callState(s, day).state === "open").length;
}

export const countFunding = (): Promise<number> => Funding.countDocuments();

/** One scheme. @throws 404. */
export async function getFunding(id: string): Promise<FundingRecord> {
  const found = await Funding.findById(id).lean();
  if (!found) throw notFound("Ce dispositif");
  return completeFunding(found);
}

/** The facets of the directory: the name in an address, and the field of the index that it counts. */
export const FACETS = { kind: "kinds", applicant: "applicants", theme: "themes" } as const;
export type FacetName = keyof typeof FACETS;

const FOR_ALL_THEMES: Filter = { op: "not", filter: { op: "exists", field: "themes" } };

/** Schemes that can be applied to on this day. */
const openOn = (day: Day): Filter => ({
  op: "or",
  filters: [
    { op: "eq", field: "rolling", value: true },
    { op: "overlaps", field: "openDays", from: day, to: day },
  ],
});

type Asked = Omit<FacettedSearch<FacetName>, "index" | "fields" | "filterOf" | "always"> & {
  /** Only schemes that can be applied to now. */
  openNow: boolean;
};

/**
 * The directory of schemes, narrowed by words and facets. A scheme that names no theme is open to all of them: each
 * theme keeps and counts it.
 */
export async function searchFunding(
  { search, clock }: Pick<Context, "search" | "clock">,
  { openNow, ...asked }: Asked,
): Promise<Facetted<FacetName> & { records: FundingRecord[] }> {
  const always = openNow ? [openOn(dayOf(clock()))] : [];
  const filterOf = (name: FacetName, values: readonly string[]): Filter => {
    const named = oneOf(FACETS[name], values);
    return name === "theme" ? { op: "or", filters: [named, FOR_ALL_THEMES] } : named;
  };
  const narrowed = { ...asked, index: "funding" as const, fields: FACETS, filterOf };
  const result = await searchFacetted(search, { ...narrowed, always });
  const forAll = await searchFacetted(search, {
    ...narrowed,
    words: result.nearest ? "any" : "all",
    always: [...always, FOR_ALL_THEMES],
    chosen: { ...asked.chosen, theme: [] },
    page: 1,
    pageSize: 0,
  });
  const theme = Object.fromEntries(
    THEME_CODES.map((code) => [code, (result.facets.theme[code] ?? 0) + forAll.total]),
  );
  const records = await Funding.find({ _id: { $in: result.hits.map((hit) => hit.id) } }).lean();
  const byId = new Map(records.map((record) => [record._id, record]));
  return {
    ...result,
    // Where nothing is counted, neither are these.
    facets: result.degraded ? result.facets : { ...result.facets, theme },
    records: result.hits
      .map((hit) => byId.get(hit.id))
      .flatMap((record) => (record ? completeFunding(record) : [])),
  };
}

/** One line under a name in a list: who funds. */
export async function fundingSummaries(ids: string[]): Promise<Map<string, string>> {
  const records = await Funding.find({ _id: { $in: ids } })
    .select("funder")
    .lean();
  return new Map(records.map(({ _id, funder }) => [_id, funder]));
}
