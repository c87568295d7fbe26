import type { Context } from "../context.ts";
import { rankExperts } from "../domain/matching/rankExperts.ts";
import { rankFunding } from "../domain/matching/rankFunding.ts";
import { rankPeers } from "../domain/matching/rankPeers.ts";
import type { MatchNeed, Ranking, Reason, Understood } from "../domain/matching/types.ts";
import { understand } from "../domain/matching/understanding/understand.ts";
import { can } from "../domain/policies.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { AppError, forbidden } from "../errors.ts";
import { expertCandidates } from "../experts/matchable.ts";
import { fundingCandidates } from "../funding/usecases.ts";
import { type EndedCandidates, endedCandidates, NOBODY_ENDED } from "../matches/ended.ts";
import { needContent } from "../needs/matchable.ts";
import type { NeedRecord } from "../needs/model.ts";
import type { PreviewInput } from "../needs/schema.ts";
import { organisationContent, peerCandidates } from "../organisations/matchable.ts";
import type { OrganisationRecord } from "../organisations/model.ts";
import { organisationIfAny, visibleOrganisation } from "../organisations/usecases.ts";
import { checkCodes } from "../reference/codes.ts";
import { filteredOut } from "./filteredOut.ts";
import { type Found, find } from "./retrieve.ts";

export type Suggestions = Ranking & { understood: Understood };

/** A need, and what is understood of it. */
type Asked = { need: MatchNeed; understood: Understood };

/** What a ranking may know of candidates: with whom the need came to nothing before, and whether their seats count. */
type Known = EndedCandidates & { seats: boolean };

/** Who is left out since a match with the need came to nothing: nobody for advisers, whose cards tell of it. */
const leftOutFor = ({ actor }: Context, need: string): Promise<EndedCandidates> | EndedCandidates =>
  actor.adviser ? NOBODY_ENDED : endedCandidates(need);

const read = (need: MatchNeed, lexicon: Context["lexicon"]): Asked => ({
  need,
  understood: understand(need, lexicon),
});

/** Looks for candidates where an index holds them; funding schemes are few, and all are ranked. */
async function look(
  { search, lexicon }: Context,
  { need, understood }: Asked,
  kind: CandidateKind,
): Promise<Found> {
  if (kind === "funding") return { relevance: new Map(), readings: Promise.resolve() };
  return find(search, kind === "expert" ? "experts" : "organisations", need, understood, lexicon);
}

/** @param looked where the candidates were looked for before */
async function rank(
  context: Context,
  asked: Asked,
  kind: CandidateKind,
  limit: number,
  known: Known,
  looked: Promise<Found> = look(context, asked, kind),
): Promise<Suggestions> {
  // What the service is not for, or what says nothing, has no answer here: no list pretends to be one.
  if (asked.understood.scope !== "in")
    return { understood: asked.understood, items: [], excluded: [], nothingFits: true };
  const started = performance.now();
  const ranking = await rankFound(context, asked, kind, limit, known, await looked);
  context.measures.ranked(kind, (performance.now() - started) / 1000);
  return { understood: asked.understood, ...ranking };
}

async function rankFound(
  { lexicon, clock }: Context,
  asked: Asked,
  kind: CandidateKind,
  limit: number,
  known: Known,
  { relevance, readings }: Found,
): Promise<Ranking> {
  const shared = { ...asked, lexicon, relevance, now: clock(), limit };
  const ids = [...relevance.keys()];
  switch (kind) {
    case "expert": {
      const [candidates] = await Promise.all([expertCandidates(ids, known.expert, known), readings]);
      return rankExperts({ ...shared, candidates });
    }
    case "peer": {
      const [candidates] = await Promise.all([peerCandidates(ids, known.peer), readings]);
      return rankPeers({ ...shared, candidates });
    }
    case "funding":
      return rankFunding({ ...shared, candidates: await fundingCandidates() });
  }
}

/** A need as the matching reads it, with its asker. */
export async function matchNeed(record: NeedRecord): Promise<MatchNeed> {
  return needOf(record, await organisationIfAny(record.organisation));
}

/** The same, for who has read the asker already. */
export const needOf = (record: NeedRecord, asker: OrganisationRecord | null): MatchNeed => ({
  id: record._id,
  organisation: record.organisation,
  asker: asker ? organisationContent(asker) : null,
  ...needContent(record),
});

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
  const [need, ended] = await Promise.all([matchNeed(record), leftOutFor(context, record._id)]);
  const { asked, ranked } = await context.line.run(async () => {
    const asked = read(need, context.lexicon);
    return { asked, ranked: await rank(context, asked, kind, limit, { ...ended, seats: true }) };
  });
  if (kind !== "expert" || !context.actor.adviser) return ranked;
  const seen = new Set([
    ...ranked.items.map(({ candidate }) => candidate.id),
    ...ranked.excluded.map(({ id }) => id),
  ]);
  const further = await filteredOut(context, asked, seen);
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
  const [need, ended] = await Promise.all([matchNeed(record), leftOutFor(context, record._id)]);
  const { items } = await context.line.run(() =>
    rank(context, read(need, context.lexicon), kind, SHOWN_DEPTH, { ...ended, seats: true }),
  );
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
  const seats = own !== "" && can(context.actor, "organisation.seats", { id: own });
  const need = { ...content, id: "", organisation: own, asker: asker ? organisationContent(asker) : null };
  return context.line.run(() => rankAll(context, need, limit, seats));
}

async function rankAll(
  context: Context,
  need: MatchNeed,
  limit: number,
  seats: boolean,
): Promise<Record<CandidateKind, Suggestions>> {
  const asked = read(need, context.lexicon);
  const known: Known = { ...NOBODY_ENDED, seats };
  // The engine answers one question after another: that for the peers comes once the experts' readings were asked for,
  // so that the experts are ranked while it is answered.
  const experts = look(context, asked, "expert");
  const peers = experts.then(() => look(context, asked, "peer"));
  const [expert, peer, funding] = await Promise.all([
    rank(context, asked, "expert", limit, known, experts),
    rank(context, asked, "peer", limit, known, peers),
    rank(context, asked, "funding", limit, known),
  ]);
  return { expert, peer, funding };
}
