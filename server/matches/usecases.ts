import type { QueryFilter } from "mongoose";
import { editorsOf, type Person } from "../accounts/people.ts";
import type { Context } from "../context.ts";
import { CONTACT_STATUSES, HIDDEN_FROM_CANDIDATE, type MatchStatus } from "../domain/match.ts";
import { can, editedBy, type MatchSubject } from "../domain/policies.ts";
import { forbidden, notFound, unauthenticated } from "../errors.ts";
import { expertContacts } from "../experts/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { type Window, type Windowed, windowed } from "../storage/window.ts";
import { Match, type MatchRecord } from "./model.ts";
import type { MatchListQuery } from "./schema.ts";

export const PAGE_SIZE = 20;

export const subjectOf = (match: MatchRecord): MatchSubject => ({
  status: match.status,
  needOrganisation: match.needOrganisation,
  candidate: match.candidate,
  reachedByCuf: match.reach?.by === "cuf",
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

/** Who answered through CUF, with what they agreed to give. */
const answeredBy = ({ answer }: MatchRecord, organisation: string | null): Contact[] =>
  answer?.email ? [{ name: answer.who, organisation, email: answer.email, phone: answer.phone }] : [];

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
    return {
      asker,
      candidate: [
        ...answeredBy(match, names.get(candidate.id) ?? null),
        ...peers.map((person) => asContact(person, names.get(candidate.id) ?? null)),
      ],
    };
  }
  const expert = (await expertContacts([candidate.id])).get(candidate.id);
  return {
    asker,
    candidate: expert ? [asContact(expert, null)] : [],
  };
}

const OLDEST_FIRST = { statusSince: 1, _id: 1 } as const;
const WAITING: MatchStatus[] = ["requested", "shortlisted"];

/** Matches that wait for an adviser, oldest first. @throws 403. */
export async function requestedMatches({ actor }: Context, window: Window): Promise<Windowed<MatchRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  return windowed(
    Match.find({ status: { $in: WAITING } })
      .sort(OLDEST_FIRST)
      .lean(),
    window,
  );
}

/** Those of them that the actor may examine: what concerns oneself awaits another adviser. @throws 403. */
export async function matchesToExamine({ actor }: Context, window: Window): Promise<Windowed<MatchRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  const editing = editedBy(actor);
  const theirs: QueryFilter<MatchRecord> = { status: { $in: WAITING } };
  if (editing.length > 0) theirs.needOrganisation = { $nin: editing };
  if (editing.length > 0 || actor.expert) theirs["candidate.id"] = { $nin: [...editing, actor.expert ?? ""] };
  return windowed(Match.find(theirs).sort(OLDEST_FIRST).lean(), window);
}

/** Invitations that CUF carries and whose answer the actor may take down, oldest first. @throws 403. */
export async function matchesToCall({ actor }: Context, window: Window): Promise<Windowed<MatchRecord>> {
  if (!can(actor, "queue.read", null)) throw forbidden();
  const own = editedBy(actor);
  const filter: QueryFilter<MatchRecord> = {
    status: "validated",
    "reach.by": "cuf",
    needOrganisation: { $nin: own },
    "candidate.id": { $nin: [...own, actor.expert ?? ""] },
  };
  return windowed(Match.find(filter).sort(OLDEST_FIRST).lean(), window);
}

/** Invitations that wait for the actor's answer, as an expert or for an organisation; oldest first. */
export async function invitationsOf({ actor }: Context, window: Window): Promise<Windowed<MatchRecord>> {
  // An expert's id is nobody else's: one list of ids serves both kinds, and its index finds them.
  const invited = [...editedBy(actor), ...(actor.expert ? [actor.expert] : [])];
  if (invited.length === 0) return { items: [], total: 0 };
  const filter: QueryFilter<MatchRecord> = {
    "candidate.kind": { $in: ["expert", "peer"] },
    "candidate.id": { $in: invited },
    status: "validated",
  };
  return windowed(Match.find(filter).sort(OLDEST_FIRST).lean(), window);
}

/** Accepted matches of the actor's needs in which no mission is agreed yet; oldest first. */
export async function acceptedMatchesOf({ actor }: Context, window: Window): Promise<Windowed<MatchRecord>> {
  const editing = editedBy(actor);
  if (editing.length === 0) return { items: [], total: 0 };
  const filter: QueryFilter<MatchRecord> = { needOrganisation: { $in: editing }, status: "accepted" };
  return windowed(Match.find(filter).sort(OLDEST_FIRST).lean(), window);
}

/** Open matches of a need, newest first, for its page. The caller has read the need. */
export async function matchesOfNeed(need: string): Promise<MatchRecord[]> {
  return Match.find({ need }).sort({ createdAt: -1, _id: -1 }).lean();
}
