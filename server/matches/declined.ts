import { Match } from "./model.ts";

/** Candidates that have already declined a need: they are not put forward for it again. */
export async function declinedCandidates(
  need: string,
): Promise<{ expert: ReadonlySet<string>; peer: ReadonlySet<string> }> {
  const declined = await Match.find({ need, status: "declined" }).select("candidate").lean();
  const idsOf = (kind: string) =>
    new Set(declined.filter(({ candidate }) => candidate.kind === kind).map(({ candidate }) => candidate.id));
  return { expert: idsOf("expert"), peer: idsOf("peer") };
}
