import type { QueryFilter } from "mongoose";
import { adviserEmails, editorsOf, type Person } from "../accounts/usecases.ts";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { refuseTransition } from "../domain/life.ts";
import { CONTACT_STATUSES, HIDDEN_FROM_CANDIDATE, MATCH_LIFE } from "../domain/match.ts";
import { brokenByExpert, brokenByPeer } from "../domain/matching/hardRules.ts";
import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { can, type MatchSubject, partsInNeed } from "../domain/policies.ts";
import { conflict, forbidden, notFound, unauthenticated } from "../errors.ts";
import { expertCandidates, expertContacts } from "../experts/usecases.ts";
import { queueMail } from "../jobs/outbox.ts";
import { adviserTaskMessage } from "../mail/messages.ts";
import { matchNeed, placeOf } from "../matching/usecases.ts";
import type { NeedRecord } from "../needs/model.ts";
import { getNeed } from "../needs/usecases.ts";
import { organisationNames, peerCandidates } from "../organisations/usecases.ts";
import { newId } from "../storage/id.ts";
import { inTransaction } from "../storage/transaction.ts";
import { declinedCandidates } from "./declined.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { MatchListQuery, RequestInput } from "./schema.ts";

export const PAGE_SIZE = 20;

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
    capacityYear: null,
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
    await new Match(record).save({ session });
    await recordAudit(context, session, { subject: { type: "match", id: record._id }, action, to });
    if (action === "request") {
      const url = `${context.publicUrl()}/mises-en-relation/${record._id}`;
      const message = adviserTaskMessage(`Une mise en relation est demandée : ${need.title}`, url);
      for (const to of await adviserEmails()) await queueMail(session, now, { to, ...message });
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

export const subjectOf = (match: MatchRecord): MatchSubject => ({
  status: match.status,
  needOrganisation: match.needOrganisation,
  candidate: match.candidate,
});

/** One match. @throws 404 where it does not exist or may not be read. */
export async function getMatch({ actor }: Context, id: string): Promise<MatchRecord> {
  const match = await Match.findById(id).lean();
  if (!match || !can(actor, "match.read", subjectOf(match))) throw notFound("Cette mise en relation");
  return match;
}

/** The matches in which the actor has a part; all of them for an adviser. Newest first. @throws 401. */
export async function listMatches(
  { actor }: Context,
  { status, need, page }: MatchListQuery,
): Promise<{ items: MatchRecord[]; total: number }> {
  if (!actor.id) throw unauthenticated();
  const organisations = actor.seats.map((seat) => seat.organisation);
  const editing = actor.seats.filter((seat) => seat.role === "editor").map((seat) => seat.organisation);
  const visible = { status: { $nin: HIDDEN_FROM_CANDIDATE } };
  const mine: QueryFilter<MatchRecord>[] = [
    { needOrganisation: { $in: organisations } },
    { "candidate.kind": "peer", "candidate.id": { $in: editing }, ...visible },
  ];
  if (actor.expert) mine.push({ "candidate.kind": "expert", "candidate.id": actor.expert, ...visible });
  const filter: QueryFilter<MatchRecord> = {
    $and: [actor.adviser ? {} : { $or: mine }, status ? { status } : {}, need ? { need } : {}],
  };
  const [items, total] = await Promise.all([
    Match.find(filter)
      .sort({ updatedAt: -1, _id: -1 })
      .skip((page - 1) * PAGE_SIZE)
      .limit(PAGE_SIZE)
      .lean(),
    Match.countDocuments(filter),
  ]);
  return { items, total };
}

export type Contact = { name: string; organisation: string | null; email: string; phone: string | null };
export type Contacts = { asker: Contact[]; candidate: Contact[] };

const asContact = (person: Person, organisation: string | null): Contact => ({
  name: person.name,
  organisation,
  email: person.email,
  phone: person.phone,
});

/** Contact details of both sides: null unless, and until, the match is accepted. The only way that they leave the server. */
export async function contactsOf({ actor }: Context, match: MatchRecord): Promise<Contacts | null> {
  if (!CONTACT_STATUSES.includes(match.status) || !can(actor, "match.read", subjectOf(match))) return null;
  const { candidate, needOrganisation } = match;
  const names = await organisationNames([needOrganisation, candidate.id]);
  const asker = (await editorsOf(needOrganisation)).map((person) =>
    asContact(person, names.get(needOrganisation) ?? null),
  );
  if (candidate.kind === "peer") {
    const peers = await editorsOf(candidate.id);
    return { asker, candidate: peers.map((person) => asContact(person, names.get(candidate.id) ?? null)) };
  }
  const expert = (await expertContacts([candidate.id])).get(candidate.id);
  return {
    asker,
    candidate: expert
      ? [{ name: expert.name, organisation: null, email: expert.email, phone: expert.phone }]
      : [],
  };
}

/** Matches that wait for an adviser, oldest first. @throws 403. */
export async function requestedMatches({ actor }: Context): Promise<MatchRecord[]> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return Match.find({ status: { $in: ["requested", "shortlisted"] } })
    .sort({ statusSince: 1, _id: 1 })
    .lean();
}

/** Invitations that wait for the actor's answer, as an expert or for an organisation. */
export async function invitationsOf({ actor }: Context): Promise<MatchRecord[]> {
  const editing = actor.seats.filter((seat) => seat.role === "editor").map((seat) => seat.organisation);
  return Match.find({
    status: "validated",
    $or: [
      { "candidate.kind": "peer", "candidate.id": { $in: editing } },
      { "candidate.kind": "expert", "candidate.id": actor.expert ?? "" },
    ],
  })
    .sort({ statusSince: 1, _id: 1 })
    .lean();
}

/** Accepted matches of the actor's needs in which no mission is agreed yet. */
export async function acceptedMatchesOf({ actor }: Context): Promise<MatchRecord[]> {
  const editing = actor.seats.filter((seat) => seat.role === "editor").map((seat) => seat.organisation);
  return Match.find({ status: "accepted", needOrganisation: { $in: editing } })
    .sort({ statusSince: 1, _id: 1 })
    .lean();
}

/** Open matches of a need, newest first, for its page. The caller has read the need. */
export async function matchesOfNeed(need: string): Promise<MatchRecord[]> {
  return Match.find({ need }).sort({ createdAt: -1, _id: -1 }).lean();
}
