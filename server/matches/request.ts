import { tellAdvisers } from "../accounts/tell.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import { MATCH_LIFE } from "../domain/match.ts";
import { brokenByExpert, brokenByPeer } from "../domain/matching/hardRules.ts";
import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { can, partsInNeed } from "../domain/policies.ts";
import { conflict, forbidden, notFound } from "../errors.ts";
import { expertCandidates } from "../experts/matchable.ts";
import { matchNeed, placeOf } from "../matching/usecases.ts";
import { holdNeedOpen } from "../needs/forMatches.ts";
import type { NeedRecord } from "../needs/model.ts";
import { getNeed } from "../needs/usecases.ts";
import { peerCandidates } from "../organisations/matchable.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { declinedCandidates } from "./declined.ts";
import { matchUrl } from "./mails.ts";
import { requestToExamineMessage } from "./messages.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { RequestInput } from "./schema.ts";

type Candidate = RequestInput["candidate"];

/** Checks that a candidate exists and breaks no hard rule for this need. @returns its title. */
async function eligibleCandidate(
  context: Context,
  need: NeedRecord,
  { kind, id }: Candidate,
): Promise<string> {
  const declined = await declinedCandidates(need._id);
  const facts = await matchNeed(need);
  const now = context.clock();
  if (kind === "expert") {
    const [expert] = await expertCandidates([id], declined.expert);
    if (!expert || !can(context.actor, "expert.read", { id, status: expert.status }))
      throw notFound("Ce profil");
    const broken = brokenByExpert(facts, expert, now);
    if (broken) throw conflict(`rule-${broken.rule}`, broken.text);
    return expert.name ?? expert.headline;
  }
  const [peer] = await peerCandidates([id], declined.peer);
  if (!peer) throw notFound("Cette structure");
  const broken = brokenByPeer(facts, peer, now);
  if (broken) throw conflict(`rule-${broken.rule}`, broken.text);
  return peer.name;
}

const openKeyOf = (need: string, { kind, id }: Candidate) => `${need}:${kind}:${id}`;

/**
 * Asks for a match (an editor of the need's organisation), or shortlists a candidate (an adviser).
 * @throws 404, 403, 409 when the need is not open, when such a match is open already, or when a hard rule forbids it.
 */
export async function requestMatch(
  context: Context,
  needId: string,
  { candidate }: RequestInput,
): Promise<MatchRecord> {
  const need = await getNeed(context, needId);
  if (!OPEN_NEED_STATUSES.includes(need.status)) {
    throw conflict("need-not-open", "Ce besoin n’est pas ouvert aux mises en relation.", {
      status: need.status,
      version: need.version,
    });
  }
  if (!can(context.actor, "match.request", need)) throw forbidden();
  const parts = partsInNeed(context.actor, need);
  const action = refuseTransition(MATCH_LIFE.request, null, parts) ? "shortlist" : "request";
  const title = await eligibleCandidate(context, need, candidate);
  // What the engine shows of the candidate at this moment: the raw material of learning.
  const shown = await placeOf(context, need, candidate);
  const now = context.clock();
  const { to } = MATCH_LIFE[action];
  const record: MatchRecord = {
    _id: newId(),
    need: needId,
    needTitle: need.title,
    needOrganisation: need.organisation,
    candidate: { ...candidate, title },
    status: to,
    version: 1,
    openKey: openKeyOf(needId, candidate),
    requestedBy: context.actor.id as string,
    shown,
    mission: null,
    remindedAtDays: [],
    statusSince: now,
    createdAt: now,
    updatedAt: now,
  };
  await inTransaction(async (session) => {
    const open = await Match.findOne({ openKey: record.openKey }).session(session).lean();
    if (open) {
      throw conflict("match-exists", "Une mise en relation est déjà en cours avec ce contact.", {
        id: open._id,
        status: open.status,
        version: open.version,
      });
    }
    record.needTitle = await holdNeedOpen(session, needId);
    await new Match(record).save({ session });
    await recordAudit(context, session, { subject: { type: "match", id: record._id }, action, to });
    if (action === "request") {
      const message = requestToExamineMessage({
        title: need.title,
        organisation: (await organisationNames([need.organisation])).get(need.organisation) ?? "",
        candidate: title,
        by: context.actor.name,
        url: matchUrl(context, record._id),
      });
      await tellAdvisers(context, session, { key: `match.request ${record._id}`, message });
    }
  }).catch((error: unknown) => {
    // Two clicks at once: the unique index on openKey let one through.
    if (error instanceof Error && "code" in error && error.code === 11000) {
      throw conflict("match-exists", "Une mise en relation est déjà en cours avec ce contact.");
    }
    throw error;
  });
  context.wakeOutbox();
  return record;
}
