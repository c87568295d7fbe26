import type { ClientSession } from "mongoose";
import { editorsOf, type Person } from "../accounts/people.ts";
import { tell, tellAdvisers } from "../accounts/tell.ts";
import type { Context } from "../context.ts";
import type { MatchAction } from "../domain/match.ts";
import { MODE_LABELS } from "../domain/vocabulary.ts";
import { expertContacts } from "../experts/usecases.ts";
import { frenchPeriod } from "../http/format.ts";
import type { Letter } from "../jobs/mails.ts";
import { needForMatch } from "../needs/matchable.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { beganWithRequest } from "./began.ts";
import { inviteAddress } from "./invitations.ts";
import {
  candidateChangedMessage,
  invitationMessage,
  type MatchFacts,
  newsMessage,
  proposedMessage,
  reminderMessage,
  type Side,
  sidesTold,
} from "./messages.ts";
import type { MatchRecord } from "./model.ts";
import { callReminderMessage } from "./outreachMessages.ts";

export const matchUrl = ({ publicUrl }: Pick<Context, "publicUrl">, id: string): string =>
  `${publicUrl()}/mises-en-relation/${id}`;

/** Who answers for the candidate: nobody where the organisation has no editor, or the profile is gone. */
async function candidatePeople({ candidate }: MatchRecord): Promise<Person[]> {
  if (candidate.kind === "peer") return editorsOf(candidate.id);
  const owner = (await expertContacts([candidate.id])).get(candidate.id);
  return owner ? [owner] : [];
}

const peopleOf = (match: MatchRecord, side: Side): Promise<Person[]> =>
  side === "asker" ? editorsOf(match.needOrganisation) : candidatePeople(match);

const organisationName = async (id: string): Promise<string> =>
  (await organisationNames([id])).get(id) ?? "Une collectivité";

/** Where and when a need is to be answered, in one sentence; null where it does not say. */
async function whereAndWhen({ labels }: Context, need: string): Promise<string | null> {
  const record = await needForMatch(need);
  if (!record) return null;
  const { countries, period, mode } = record;
  const parts = [
    countries.map(labels.country).join(", "),
    period ? frenchPeriod(period) : "",
    mode ? MODE_LABELS[mode].toLowerCase() : "",
  ].filter(Boolean);
  const says = [countries.length > 0 ? "Où" : "", period ? "quand" : ""].filter(Boolean).join(" et ");
  const label = says ? `${says.charAt(0).toUpperCase()}${says.slice(1)}` : "Comment";
  return parts.length > 0 ? `${label} : ${parts.join(" ; ")}.` : null;
}

type Told = {
  action: MatchAction;
  reason?: string | undefined;
  note?: string | undefined;
  /** Who hears of it; left out: as the step itself says. */
  sides?: readonly Side[] | undefined;
};

/**
 * Tells the people of a match of a step that it took, in its transaction. `note` goes with it, as written; what is written
 * for the file never does.
 */
export async function tellOfStep(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  { action, reason, note, sides = sidesTold(action) }: Told,
): Promise<void> {
  const asked = await beganWithRequest(match._id);
  if (action === "reject" && !asked) return;
  const place = matchUrl(context, match._id);
  const facts: MatchFacts = {
    title: match.needTitle,
    organisation: await organisationName(match.needOrganisation),
    candidate: match.candidate.title,
    by: context.actor.name,
    reason: reason ?? null,
    words: note ?? "",
    mission: match.mission ? frenchPeriod(match.mission) : null,
    agreedBy: match.missionAgreedBy ?? [],
    url: place,
  };
  const letters: Letter[] = [];
  // An adviser has found another way to a candidate that has nobody here.
  const elsewhere = match.reach != null && (await candidatePeople(match)).length === 0;
  if (action === "validate" && !elsewhere) {
    const where = await whereAndWhen(context, match.need);
    const message = invitationMessage(facts, { asked, where, since: match.statusSince });
    letters.push({ to: await candidatePeople(match), message });
  }
  if (action === "validate" && !asked) {
    letters.push({ to: await peopleOf(match, "asker"), message: proposedMessage(facts) });
  }
  for (const side of sides) {
    const message = newsMessage(facts, action, side);
    if (message && !(elsewhere && side === "candidate"))
      letters.push({ to: await peopleOf(match, side), message });
  }
  const key = `match.${action} ${match._id} ${match.version}`;
  await tell(context, session, { key, letters, place });
}

/** Tells both sides of an accepted match, and the advisers, what became of the candidate: nobody is left to find out. */
export async function tellOfLeaving(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  reason: string,
): Promise<void> {
  const place = matchUrl(context, match._id);
  const organisation = await organisationName(match.needOrganisation);
  const facts = { title: match.needTitle, organisation, candidate: match.candidate.title, url: place };
  const key = `match.candidate-changed ${match._id} ${match.version} ${reason}`;
  const letters = await Promise.all(
    (["asker", "candidate"] as const).map(async (side) => ({
      to: await peopleOf(match, side),
      message: candidateChangedMessage(facts, reason, side),
    })),
  );
  await tell(context, session, { key, letters, place });
  const message = candidateChangedMessage(facts, reason, "adviser");
  await tellAdvisers(context, session, { key: `${key} advisers`, message });
}

/** Reminds who is invited that an answer is awaited; `day` tells one reminder from the next. */
export async function tellReminder(
  context: Context,
  session: ClientSession,
  match: MatchRecord,
  day: number,
): Promise<void> {
  const place = matchUrl(context, match._id);
  const organisation = await organisationName(match.needOrganisation);
  const key = `match.remind ${match._id} ${match.version} ${day}`;
  const people = await candidatePeople(match);
  const facts = { title: match.needTitle, organisation, candidate: match.candidate.title, url: place };
  if (people.length === 0 && match.reach?.by === "cuf") {
    return tellAdvisers(context, session, { key, message: callReminderMessage(facts) });
  }
  if (people.length === 0 && match.reach?.email) {
    return inviteAddress(context, session, match, match.reach.email);
  }
  const message = reminderMessage(facts, match.statusSince);
  await tell(context, session, { key, letters: [{ to: people, message }], place });
}
