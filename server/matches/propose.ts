import type { Context } from "../context.ts";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { needOf } from "../matching/usecases.ts";
import { hasOpenNeedToAskFor, type NeedList, openNeedsToAskFor } from "../needs/listing.ts";
import type { NeedRecord } from "../needs/model.ts";
import { organisationsByIds } from "../organisations/usecases.ts";
import { beginsBy, type CandidateRef, readCandidate } from "./candidates.ts";
import { type Dealing, dealingsWith } from "./ended.ts";
import { hasReader } from "./readers.ts";

/** An open need beside a candidate: what was done with it there, and what stands against asking. */
export type Proposal = {
  need: NeedRecord;
  organisationName: string;
  begins: "request" | "shortlist";
  /** Their last match, open or come to nothing; null where there was none. */
  dealing: Dealing | null;
  /** The hard rule against it, as a sentence; null where it may be asked. */
  because: string | null;
};

export type Proposals = Omit<NeedList, "items" | "byStatus"> & {
  title: string;
  /** Nobody could read an invitation: CUF makes contact. */
  absent: boolean;
  items: Proposal[];
};

/**
 * A candidate beside the open needs of the reader, whether or not a ranking shows it for them. With words, the needs that
 * speak of them. @throws 403, 404.
 */
export async function proposalsFor(
  context: Context,
  candidate: CandidateRef,
  query: { q: string; page: number },
): Promise<Proposals> {
  const { title, brokenFor } = await readCandidate(context, candidate);
  if (!can(context.actor, "match.propose", candidate)) throw forbidden();
  const { items: needs, ...found } = await openNeedsToAskFor(context, query);
  const [askers, dealings, read] = await Promise.all([
    organisationsByIds(needs.map(({ organisation }) => organisation)),
    dealingsWith(
      candidate,
      needs.map(({ _id }) => _id),
    ),
    hasReader(candidate),
  ]);
  const items = needs.map((need): Proposal => {
    const asker = askers.get(need.organisation) ?? null;
    const dealing = dealings.get(need._id) ?? null;
    const begins = beginsBy(context.actor, need);
    // With whom it came to nothing is asked again by advisers alone.
    const earlier = dealing && !dealing.open && begins === "request" ? dealing.status : undefined;
    const broken = brokenFor(needOf(need, asker), earlier);
    return { need, organisationName: asker?.name ?? "", begins, dealing, because: broken?.text ?? null };
  });
  return { ...found, title, absent: !read, items };
}

/** Where the reader proposes this candidate for an open need, and in what words; null for who has none or may not. */
export async function proposing(
  context: Context,
  candidate: CandidateRef,
): Promise<{ href: string; label: string } | null> {
  const { actor } = context;
  if (!can(actor, "match.propose", candidate) || !(await hasOpenNeedToAskFor(context))) return null;
  const place = candidate.kind === "expert" ? "/experts" : "/collectivites";
  return {
    href: `${place}/${candidate.id}/proposer`,
    label: actor.adviser ? "Proposer pour un besoin" : "Proposer pour mon besoin",
  };
}
