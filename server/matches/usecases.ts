import type { QueryFilter } from "mongoose";
import { editorsOf, type Person } from "../accounts/people.ts";
import type { Context } from "../context.ts";
import { CONTACT_STATUSES, HIDDEN_FROM_CANDIDATE } from "../domain/match.ts";
import { can, type MatchSubject } from "../domain/policies.ts";
import { forbidden, notFound, unauthenticated } from "../errors.ts";
import { expertContacts } from "../experts/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { MatchListQuery } from "./schema.ts";

export const PAGE_SIZE = 20;

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
  const visible = { status: { $nin: HIDDEN_FROM_CANDIDATE } };
  const mine: QueryFilter<MatchRecord>[] = [
    { needOrganisation: { $in: organisations } },
    { "candidate.kind": "peer", "candidate.id": { $in: organisations }, ...visible },
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
    candidate: expert ? [asContact(expert, null)] : [],
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
