import type { SearchQuery, SearchResult } from "../../search/engine.ts";
import type { Context } from "../context.ts";
import type { FundingCandidate } from "../domain/matching/types.ts";
import { notFound } from "../errors.ts";
import { Funding, type FundingRecord } from "./model.ts";

/** Every scheme, as a candidate: they are few, and rules rather than words decide. */
export async function fundingCandidates(): Promise<FundingCandidate[]> {
  return (await allFunding()).map(({ _id, ...content }) => ({ id: _id, ...content }));
}

/** Every scheme, by id. */
export async function allFunding(): Promise<FundingRecord[]> {
  return Funding.find().sort({ _id: 1 }).lean();
}

/** One scheme. @throws 404. */
export async function getFunding(id: string): Promise<FundingRecord> {
  const found = await Funding.findById(id).lean();
  if (!found) throw notFound("Ce dispositif");
  return found;
}

/** The directory of schemes. */
export async function searchFunding(
  { search }: Pick<Context, "search">,
  query: SearchQuery,
): Promise<{ result: SearchResult; records: FundingRecord[] }> {
  const result = await search.search("funding", query);
  const records = await Funding.find({ _id: { $in: result.hits.map((hit) => hit.id) } }).lean();
  const byId = new Map(records.map((record) => [record._id, record]));
  return {
    result,
    records: result.hits.map((hit) => byId.get(hit.id)).filter((record) => record !== undefined),
  };
}

/** One line under a name in a list: who funds. */
export async function fundingSummaries(ids: string[]): Promise<Map<string, string>> {
  const records = await Funding.find({ _id: { $in: ids } })
    .select("funder")
    .lean();
  return new Map(records.map(({ _id, funder }) => [_id, funder]));
}
