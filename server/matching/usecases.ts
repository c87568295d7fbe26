import type { Context } from "../context.ts";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankFunding } from "../domain/matching/rankFunding.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type { MatchNeed, Ranking, Reason, Understood } from "../domain/matching/types.ts";
import { withoutDismissed } from "../domain/matching/understanding/dismissed.ts";
import { understand } from "../domain/matching/understanding/understand.ts";
import { can } from "../domain/policies.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { AppError, forbidden } from "../errors.ts";
import { expertCandidates } from "../experts/matchable.ts";
import { fundingCandidates } from "../funding/usecases.ts";
import { declinedCandidates } from "../matches/declined.ts";
import { needContent } from "../needs/matchable.ts";
import type { NeedRecord } from "../needs/model.ts";
import type { PreviewInput } from "../needs/schema.ts";
import { organisationContent, peerCandidates } from "../organisations/matchable.ts";
import { organisationIfAny, visibleOrganisation } from "../organisations/usecases.ts";
import { checkCodes } from "../reference/codes.ts";
import { filteredOut } from "./filteredOut.ts";
import { fetchReadings, retrieve } from "./retrieve.ts";

export type Suggestions = Ranking & { understood: Understood };

/** How many candidates retrieval hands to the ranking (design/matching.md, "Where it runs"). */
const RETRIEVED = 200;

/** What a ranking may know of candidates: who declined the need, and whether their seats count. */
type Known = Awaited<ReturnType<typeof declinedCandidates>> & { seats: boolean };

type Found = {
  relevance: ReadonlyMap<string, number>;
  /** Resolves once what their texts say is at hand. */
  readings: Promise<void>;
};

/** Looks for the candidates of one kind; resolves when they are known, their readings asked for. */
async function find(
  { search, lexicon }: Context,
  need: MatchNeed,
  kind: Exclude<CandidateKind, "funding">,
): Promise<Found> {
  const index = INDEX_OF[kind];
  const relevance = await retrieve(search, index, need, understood(need, lexicon), lexicon, RETRIEVED);
  return { relevance, readings: fetchReadings(search, index, [...relevance.keys()], lexicon) };
}

const INDEX_OF = { expert: "experts", peer: "organisations" } as const;

const understood = (need: MatchNeed, lexicon: Context["lexicon"]): Understood =>
  withoutDismissed(understand(need, lexicon), need.dismissed);

async function rank(
  context: Context,
  need: MatchNeed,
  kind: CandidateKind,
  limit: number,
  known: Known,
  found?: Promise<Found>,
): Promise<Suggestions> {
  const started = performance.now();
  const ranked = await rankedList(context, need, kind, limit, known, found);
  context.measures.ranked(kind, (performance.now() - started) / 1000);
  return ranked;
}

async function rankedList(
  context: Context,
  need: MatchNeed,
  kind: CandidateKind,
  limit: number,
  known: Known,
  found?: Promise<Found>,
): Promise<Suggestions> {
  const { lexicon, clock } = context;
  const shared = { need, understood: understood(need, lexicon), lexicon, now: clock(), limit };
  if (kind === "funding") {
    const candidates = await fundingCandidates();
    return { understood: shared.understood, ...rankFunding({ ...shared, candidates, relevance: new Map() }) };
  }
  const { relevance, readings } = await (found ?? find(context, need, kind));
  const ids = [...relevance.keys()];
  if (kind === "expert") {
    const [candidates] = await Promise.all([expertCandidates(ids, known.expert, known), readings]);
    return { understood: shared.understood, ...rankExperts({ ...shared, candidates, relevance }) };
  }
  const [candidates] = await Promise.all([peerCandidates(ids, known.peer), readings]);
  return { understood: shared.understood, ...rankPeers({ ...shared, candidates, relevance }) };
}

/** A need as the matching reads it, with its asker. */
export async function matchNeed(record: NeedRecord): Promise<MatchNeed> {
  const asker = await organisationIfAny(record.organisation);
  return {
    id: record._id,
    organisation: record.organisation,
    asker: asker ? organisationContent(asker) : null,
    ...needContent(record),
  };
}

/**
 * The candidates of one kind for a need, ranked and explained. The caller has read the need through `getNeed`.
 * @throws 403, or 409 while the need is a draft: its author sees suggestions through `previewSuggestions`.
 */
export async function suggestFor(
  context: Context,
  record: NeedRecord,
  { kind, limit }: { kind: CandidateKind; limit: number },
): Promise<Suggestions> {
  if (record.status === "draft") {
    throw new AppError("draft", 409, "Envoyez ce besoin pour voir ses suggestions.", {
      current: { status: record.status, version: record.version },
    });
  }
  if (!can(context.actor, "need.suggestions", record)) throw forbidden();
  const [need, declined] = await Promise.all([matchNeed(record), declinedCandidates(record._id)]);
  const ranked = await rank(context, need, kind, limit, { ...declined, seats: true });
  if (kind !== "expert" || !context.actor.adviser) return ranked;
  const seen = new Set([
    ...ranked.items.map(({ candidate }) => candidate.id),
    ...ranked.excluded.map(({ id }) => id),
  ]);
  const further = await filteredOut(context, need, ranked.understood, declined.expert, seen);
  return { ...ranked, excluded: [...ranked.excluded, ...further] };
}

/** How far down the list a candidate is looked for. */
const SHOWN_DEPTH = 50;

/**
 * Where one candidate stands for a need, and why; null where it is not among the first. The caller has checked that the
 * need, or a match of this candidate with it, may be read.
 */
export async function placeOf(
  context: Context,
  record: NeedRecord,
  { kind, id }: { kind: CandidateKind; id: string },
): Promise<{ rank: number; score: number; reasons: Reason[] } | null> {
  const [need, declined] = await Promise.all([matchNeed(record), declinedCandidates(record._id)]);
  const { items } = await rank(context, need, kind, SHOWN_DEPTH, { ...declined, seats: true });
  const at = items.findIndex((item) => item.candidate.id === id);
  const item = items[at];
  return item ? { rank: at + 1, score: item.score, reasons: item.reasons } : null;
}

/**
 * The three lists for a need that is still being written. Nothing is stored, and nothing is told that the public pages
 * do not tell.
 */
export async function previewSuggestions(
  context: Context,
  { limit, organisation, ...content }: PreviewInput,
): Promise<Record<CandidateKind, Suggestions>> {
  checkCodes(context, content);
  const own = organisation ?? context.actor.seats[0]?.organisation ?? "";
  const asker = own ? await visibleOrganisation(context, own) : null;
  const need: MatchNeed = {
    ...content,
    id: "",
    organisation: own,
    asker: asker ? organisationContent(asker) : null,
  };
  const seats = own !== "" && can(context.actor, "organisation.seats", { id: own });
  const known: Known = { expert: new Set(), peer: new Set(), seats };
  // The engine answers one question after another: that for the peers comes once the experts' readings were asked for,
  // so that the experts are ranked while it is answered.
  const experts = find(context, need, "expert");
  const peers = experts.then(() => find(context, need, "peer"));
  const [expert, peer, funding] = await Promise.all([
    rank(context, need, "expert", limit, known, experts),
    rank(context, need, "peer", limit, known, peers),
    rank(context, need, "funding", limit, known),
  ]);
  return { expert, peer, funding };
}
